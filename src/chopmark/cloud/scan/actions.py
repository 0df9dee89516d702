"""The verbs of a scanned sign-in: show, scan, allow or refuse, and come in."""

import datetime as dt
import secrets

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.scan.models import ScanLogin
from chopmark.cloud.scan.states import Status
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove

MINUTES = 2  # short: a code that was photographed and sent on is of no use soon
_CHOICES = 3  # numbers to choose from; somebody who was sent a foreign code does not know which
_NUMBERS = range(10, 100)
_KEPT = dt.timedelta(days=1)


def show(*, device_secret: str, device: str) -> tuple[ScanLogin, str]:
    """A new code for the device that holds this secret; returns the row and the token for the code."""
    ScanLogin.objects.filter(expires_at__lt=now() - _KEPT).delete()
    token = ids.token()
    choices = secrets.SystemRandom().sample(_NUMBERS, _CHOICES)
    row = ScanLogin.objects.create(
        token_digest=ids.digest(token), device_digest=ids.digest(device_secret), number=secrets.choice(choices),
        choices=sorted(choices), device=device, expires_at=now() + dt.timedelta(minutes=MINUTES),
    )  # fmt: skip
    return row, token


def find(token: str) -> ScanLogin | None:
    return ScanLogin.objects.filter(token_digest=ids.digest(token)).first()


@transaction.atomic
def scan(row: ScanLogin, *, account: Account) -> ScanLogin | None:
    """The signed-in phone takes the code; None when it is late or another account took it."""
    held = ScanLogin.objects.select_for_update().get(pk=row.pk)
    if held.is_late:
        return None
    if held.status == Status.WAITING:
        held.account = account
        held.move(Status.SCANNED)
    return held if held.account_id == account.pk and held.status == Status.SCANNED else None


@transaction.atomic
def allow(row: ScanLogin, *, account: Account, number: int, since: dt.datetime) -> bool:
    """Let the device in, if the number is the one that it shows; a wrong one refuses for good.

    What the phone's session proved was proved then (`since`); the device's is no fresher.
    """
    held = ScanLogin.objects.select_for_update().get(pk=row.pk)
    if held.is_late or held.status != Status.SCANNED or held.account_id != account.pk:
        raise IllegalMove(here=held.status)
    fits = number == held.number
    held.proved_at = since
    held.move(Status.ALLOWED if fits else Status.REFUSED)
    audit.record("account.scan_allowed" if fits else "account.scan_refused", subject=account, actor=account)
    return fits


@transaction.atomic
def refuse(row: ScanLogin, *, account: Account) -> None:
    held = ScanLogin.objects.select_for_update().get(pk=row.pk)
    if held.status == Status.SCANNED and held.account_id == account.pk:
        held.move(Status.REFUSED)
        audit.record("account.scan_refused", subject=account, actor=account)


@transaction.atomic
def come_in(identifier: str, *, device_secret: str) -> ScanLogin | None:
    """The row of which an account let this very device in, once; None also when the account was closed meanwhile."""
    held = ScanLogin.objects.select_for_update().filter(pk=identifier).first()
    if held is None or held.device_digest != ids.digest(device_secret):
        return None
    if held.is_late or held.status != Status.ALLOWED or held.account is None or not held.account.is_open:
        return None
    held.move(Status.USED)
    return held
