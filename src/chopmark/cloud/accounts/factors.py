"""Second factors: an authenticator app (RFC 6238), passkeys and recovery codes; wrong ones count as passwords do."""

import datetime as dt
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pyotp
from django.db import transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts import counting
from chopmark.cloud.accounts.models import Account, FactorLoss, Passkey, RecoveryCode, Totp
from chopmark.kit import keys
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed

STEP_SECONDS = 30  # RFC 6238, 5.2
DRIFT = 1  # steps before and after that are taken as well (RFC 6238, 5.2: at most one for the way)
CODES = 10
_GROUPS, _GROUP = 3, 4
_ALPHABET = "2346789acdefghjkmnpqrtuvwxyz"  # no 0/o, 1/i/l, 5/s, 8/b; twelve of them have 57 bits
ISSUER = "Chopmark"


@dataclass(frozen=True)
class Outcome:
    """Which factor was right, if one was; and until when nobody may try, if so."""

    factor: str = ""
    paused_until: dt.datetime | None = None


def new_secret() -> str:
    """160 bits, as RFC 4226, 4 asks, in base 32."""
    return pyotp.random_base32()


def address_of(account: Account, *, secret: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.name or account.uin, issuer_name=ISSUER)


def step_of(secret: str, *, digits: str) -> int | None:
    """The step to which these digits belong, now or one step away; None when they belong to none."""
    present = int(now().timestamp()) // STEP_SECONDS
    code = pyotp.TOTP(secret)
    steps = range(present - DRIFT, present + DRIFT + 1)
    found = [step for step in steps if hmac.compare_digest(code.generate_otp(step).encode(), digits.encode())]
    return max(found, default=None)


def has_second(account: Account) -> bool:
    """Whether a password alone is not enough."""
    return has_app(account) or has_passkey(account)


def has_app(account: Account) -> bool:
    return Totp.objects.filter(account=account).exists()


def has_passkey(account: Account) -> bool:
    return Passkey.objects.filter(account=account).exists()


def has_codes(account: Account) -> bool:
    return RecoveryCode.objects.filter(account=account).exists()


@transaction.atomic
def enable_totp(account: Account, *, secret: str, digits: str) -> bool:
    """Keep the secret if the app shows the right code for it; an earlier app stops working."""
    step = step_of(secret, digits=digits)
    if step is None:
        return False
    Account.objects.select_for_update().get(pk=account.pk)  # two windows do not keep two secrets
    Totp.objects.filter(account=account).delete()
    Totp.objects.create(account=account, secret=secret, last_step=step)
    audit.record("account.factor_added", subject=account, actor=account, factor="totp")
    return True


class Required(ValueError):
    """The root asks for a second factor, and this is the last one; only the root takes it away."""


@transaction.atomic
def remove_totp(account: Account, *, by: Account) -> None:
    if Totp.objects.filter(account=account).delete()[0]:
        audit.record("account.factor_removed", subject=account, actor=by, factor="totp")
    _take_leave(account, by=by)


@transaction.atomic
def remove_passkey(passkey: Passkey, *, by: Account) -> None:
    if Passkey.objects.filter(pk=passkey.pk).delete()[0]:
        audit.record("account.factor_removed", subject=passkey.account, actor=by, factor="passkey")
    _take_leave(passkey.account, by=by)


@transaction.atomic
def reset_all(account: Account, *, by: Account) -> None:
    """Leave the password alone: every second factor and every recovery code goes."""
    if by.root != account.root:
        raise NotAllowed(action="cam:UpdateUser")
    remove_totp(account, by=by)
    for passkey in Passkey.objects.filter(account=account):
        remove_passkey(passkey, by=by)


def _take_leave(account: Account, *, by: Account) -> None:
    """Recovery codes stand in for a factor; without one they open nothing. Raises Required, and nothing has changed."""
    if not has_second(account):
        if by == account and account.must_have_second:
            raise Required
        RecoveryCode.objects.filter(account=account).delete()


@transaction.atomic
def new_codes(account: Account) -> list[str]:
    """A fresh set, to be shown this once; the set before stops working."""
    Account.objects.select_for_update().get(pk=account.pk)  # two presses do not leave two sets
    RecoveryCode.objects.filter(account=account).delete()
    made = [_new_code() for _ in range(CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(account=account, digest=_digest(account, code)) for code in made])
    audit.record("account.factor_added", subject=account, actor=account, factor="codes")
    return made


def _new_code() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _digest(account: Account, code: str) -> bytes:
    plain = re.sub(r"[^a-z0-9]", "", code.lower())
    return keys.mac(f"{account.uin}|{plain}".encode(), purpose="cloud.recovery")


def try_code(account: Account, *, code: str) -> Outcome:
    """Six digits of the app, or a recovery code: each once."""
    return attempt(account, lambda: _spend(account, code))


@transaction.atomic
def attempt(account: Account, spend: Callable[[], str]) -> Outcome:
    """One try of a second factor, counted under a lock."""
    tries = counting.locked(f"second|{account.uin}")
    if tries.paused_until and tries.paused_until > now():
        return Outcome(paused_until=tries.paused_until)
    factor = spend()
    if factor:
        counting.begin_anew(tries)
        audit.record("account.factor_used", subject=account, actor=account, factor=factor)
        found(account)
        return Outcome(factor)
    paused_until = counting.count_wrong(tries)
    if paused_until:
        audit.record("account.factor_locked", subject=account, actor=None)
    return Outcome(paused_until=paused_until)


@transaction.atomic
def found(account: Account) -> None:
    """Nothing is lost: whoever reported so waits in vain."""
    if FactorLoss.objects.filter(account=account).delete()[0]:
        audit.record("account.loss_stopped", subject=account, actor=account)


def _spend(account: Account, code: str) -> str:
    digits = re.sub(r"\s", "", code)
    if re.fullmatch(r"\d{6}", digits):
        return "totp" if _spend_digits(account, digits) else ""
    return "codes" if RecoveryCode.objects.filter(account=account, digest=_digest(account, code)).delete()[0] else ""


def _spend_digits(account: Account, digits: str) -> bool:
    """A code is good once: its step is kept, under the lock of the row."""
    held = Totp.objects.select_for_update().filter(account=account).first()
    step = step_of(held.secret, digits=digits) if held else None
    if held is None or step is None or step <= held.last_step:
        return False
    held.last_step = step
    held.save(update_fields=["last_step"])
    return True
