"""Trying a password: wrong ones are counted, and an unknown account behaves as a known one does."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.http import HttpRequest

from chopmark.audit import log as audit
from chopmark.cloud.accounts import counting, devices
from chopmark.cloud.accounts.actions import number_of, root_by, sub_user_by
from chopmark.cloud.accounts.counting import PAUSE
from chopmark.cloud.accounts.models import Account, WrongTries
from chopmark.kit.clock import now
from chopmark.kit.errors import TooMany
from chopmark.notify import limits

# Over all accounts. An office behind one address mistypes less; at this pace a list of passwords leads nowhere.
WRONG_PASSWORDS = limits.Limit("wrong_passwords", ((50, PAUSE), (300, dt.timedelta(days=1))))


@dataclass(frozen=True)
class Outcome:
    """The account that may enter, or None; and until when nobody may try, if so."""

    account: Account | None = None
    paused_until: dt.datetime | None = None


def try_root(identifier: str, *, password: str, request: HttpRequest) -> Outcome:
    """Sign a root account in by its number or mobile."""
    return _try(root_by(identifier), typed=f"root|{identifier}", password=password, request=request)


def try_sub_user(root_id: str, *, name: str, password: str, request: HttpRequest) -> Outcome:
    """Sign a sub-user in by its root's number or alias and its own name.

    Names that are missing are counted under the number too: else the other way to write the root would tell them apart.
    """
    number = number_of(root_id)
    found = sub_user_by(root_id=number, name=name)
    return _try(found, typed=f"sub|{number}|{name}", password=password, request=request)


def try_again(account: Account, *, password: str, request: HttpRequest) -> Outcome:
    """The password of whoever is signed in here already, counted like any other."""
    return _try(account, typed=account.uin, password=password, request=request)


def _try(account: Account | None, *, typed: str, password: str, request: HttpRequest) -> Outcome:
    """A device that signed in before is counted by itself alone; strangers by the account and by their address."""
    name = account.uin if account else typed
    device = devices.find(request, name=name)
    if device:
        return _compare(account, counted=f"device|{device.pk}", password=password)
    try:
        use = limits.use(WRONG_PASSWORDS, of=limits.here())
    except TooMany as limit:
        return Outcome(paused_until=limit.again_at)
    outcome = _compare(account, counted=name, password=password)
    if use and outcome.account:
        use.delete()
    return outcome


@transaction.atomic
def _compare(account: Account | None, *, counted: str, password: str) -> Outcome:
    """One try, counted under a lock."""
    tries = counting.locked(counted)
    if tries.paused_until and tries.paused_until > now():
        return Outcome(paused_until=tries.paused_until)
    # For an unknown account this hashes all the same, so that the time tells nothing.
    fits = check_password(password, account.password if account else make_password(None))
    if account and fits and account.is_open:
        counting.begin_anew(tries)
        return Outcome(account)
    return Outcome(paused_until=_wrong(tries, account))


def _wrong(tries: WrongTries, account: Account | None) -> dt.datetime | None:
    paused_until = counting.count_wrong(tries)
    if paused_until and account:
        audit.record("account.locked", subject=account, actor=None)
    return paused_until
