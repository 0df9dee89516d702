"""Whoever lost every second factor and every recovery code: a day's wait, between two codes to the mobile.

The password is known all the while. The day is for the owner: a right factor, or a press in a session that is open,
ends it, and the message with the first press says so.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts import factors
from chopmark.cloud.accounts.models import Account, FactorLoss
from chopmark.kit.clock import now
from chopmark.notify import messages
from chopmark.web.templatetags.chopmark import moment

WAIT = dt.timedelta(hours=24)
OPEN = dt.timedelta(days=7)  # after the wait; whoever does not come back begins anew


def reported(account: Account) -> FactorLoss | None:
    """The loss that was reported and still counts."""
    return FactorLoss.objects.filter(account=account, reported_at__gt=now() - WAIT - OPEN).first()


def ends_at(loss: FactorLoss) -> dt.datetime:
    """When the wait is over."""
    return loss.reported_at + WAIT


def is_over(loss: FactorLoss) -> bool:
    return ends_at(loss) <= now()


@transaction.atomic
def report(account: Account, *, language: str) -> FactorLoss:
    """Begin the wait, once, and tell the mobile; a second press finds the first one's."""
    Account.objects.select_for_update().get(pk=account.pk)
    held = reported(account)
    if held:
        return held
    FactorLoss.objects.filter(account=account).delete()
    loss = FactorLoss.objects.create(account=account)
    audit.record("account.loss_reported", subject=account, actor=account)
    tell(account, "account.loss", language=language, time=moment(ends_at(loss)))
    return loss


@transaction.atomic
def settle(account: Account, *, language: str) -> bool:
    """Take every factor away when the wait is over, and end what else is signed in; False when it is not over."""
    loss = FactorLoss.objects.select_for_update().filter(pk=getattr(reported(account), "pk", None)).first()
    if loss is None or not is_over(loss):
        return False
    loss.delete()
    factors.reset_all(account, by=account)
    Account.objects.filter(pk=account.pk).update(password_set_at=now())
    audit.record("account.loss_settled", subject=account, actor=account)
    tell(account, "account.loss_settled", language=language)
    return True


def tell(account: Account, template: str, *, language: str, mobile: str | None = None, **values: object) -> None:
    """Say what happened to the account, at its mobile or the one that it had, and where to object."""
    messages.send(
        template, mobile=mobile or account.mobile or "", matter=f"cloud|{account.uin}", language=language,
        link=f"{settings.CLOUD_URL}/account/", **values,
    )  # fmt: skip
