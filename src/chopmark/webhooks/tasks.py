"""Done later: gathering what happened, and calling."""

import procrastinate
from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.kit.clock import now
from chopmark.webhooks import actions


@app.task(name="chopmark.gather_callbacks", queueing_lock="callbacks")
def gather_callbacks(timestamp: int) -> None:
    """Every minute; a delivery and its job become true together."""
    with transaction.atomic():
        for identifier in actions.gather():
            deliver.defer(delivery_id=identifier)


@app.task(name="chopmark.deliver", retry=procrastinate.RetryStrategy(max_attempts=3, wait=60))
def deliver(delivery_id: str) -> None:
    """One try, and the next one deferred to its moment."""
    pause = actions.attempt(delivery_id)
    if pause is not None:
        deliver.configure(schedule_at=now() + pause).defer(delivery_id=delivery_id)
