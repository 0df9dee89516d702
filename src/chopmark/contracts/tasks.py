"""Done later: adding signatures, finishing files and renewing their time stamps, ending contracts out of time."""

import procrastinate
from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.contracts import actions, signing
from chopmark.kit.errors import Unavailable

# A time-stamp authority that is down is waited for: nothing is ever signed or finished without it.
_RETRY = procrastinate.RetryStrategy(wait=20, retry_exceptions={Unavailable})
# There is a year for this: a few tries an hour apart, and anew the next night.
_RETRY_LATER = procrastinate.RetryStrategy(max_attempts=6, wait=3600, retry_exceptions={Unavailable})


@app.task(name="chopmark.sign_contract", retry=_RETRY, queue="engines")
def sign_contract(party_id: str) -> None:
    """One signature; after the last one the file is to be finished."""
    with transaction.atomic():
        complete = signing.sign(party_id)
        if complete is not None:
            finish_contract.defer(contract_id=complete)


@app.task(name="chopmark.finish_contract", retry=_RETRY, queue="engines")
def finish_contract(contract_id: str) -> None:
    signing.finish(contract_id)


@app.task(name="chopmark.renew_contracts", queueing_lock="renewals")
def renew_contracts(timestamp: int) -> None:
    """Every night: finished contracts whose newest time stamp comes near its end, each as a job of its own."""
    for contract_id in signing.to_renew():
        renew_contract.defer(contract_id=contract_id)


# Behind everything that somebody waits for.
@app.task(name="chopmark.renew_contract", retry=_RETRY_LATER, queue="engines", priority=-10)
def renew_contract(contract_id: str) -> None:
    signing.renew(contract_id)


@app.task(name="chopmark.remind_contracts", queueing_lock="reminders")
def remind_contracts(timestamp: int) -> None:
    """Every morning: contracts in their last days."""
    actions.remind_due()


@app.task(name="chopmark.expire_contracts", queueing_lock="contracts")
def expire_contracts(timestamp: int) -> None:
    """Every hour: contracts whose last day has passed."""
    actions.expire_due()
