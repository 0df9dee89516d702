"""Another mobile for a root account: the old one, or a factor that is no newer than a day, agrees to it."""

import datetime as dt

from django.db import IntegrityError, transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts.actions import Taken
from chopmark.cloud.accounts.lost import WAIT, tell
from chopmark.cloud.accounts.models import Account, Passkey, Totp
from chopmark.kit.clock import now


def settled_at(account: Account) -> dt.datetime | None:
    """From when a second factor stands in for the old mobile; None when there is no factor.

    Whoever knows the password can set one up at once: its owner has a day to see that.
    """
    added = [
        *Totp.objects.filter(account=account).values_list("created_at", flat=True),
        *Passkey.objects.filter(account=account).values_list("created_at", flat=True),
    ]
    return min(added) + WAIT if added else None


def stands_in(account: Account) -> bool:
    at = settled_at(account)
    return at is not None and at <= now()


@transaction.atomic
def move(account: Account, *, mobile: str, language: str) -> None:
    """The new number answers from now on, and the old one is told. Raises Taken when it is another root's."""
    held = Account.objects.select_for_update().get(pk=account.pk)
    old, held.mobile = held.mobile, mobile
    try:
        with transaction.atomic():
            held.save(update_fields=["mobile", "mobile_index"])
    except IntegrityError as clash:
        raise Taken("this mobile belongs to another account") from clash
    audit.record("account.mobile_changed", subject=held, actor=held)
    if old:
        tell(held, "account.moved", mobile=old, language=language)
