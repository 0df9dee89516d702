"""Trying a password: wrong ones are counted, and an unknown account behaves as a known one does."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts.actions import root_by, sub_user_by
from chopmark.cloud.accounts.models import Account, WrongTries
from chopmark.kit import keys
from chopmark.kit.clock import now

TRIES = 10  # domain 6.1: ten wrong passwords lock the account
PAUSE = dt.timedelta(minutes=15)
_FORGET = dt.timedelta(days=1)


@dataclass(frozen=True)
class Outcome:
    """The account that may enter, or None; and until when nobody may try, if so."""

    account: Account | None = None
    paused_until: dt.datetime | None = None


def try_root(identifier: str, *, password: str) -> Outcome:
    """Sign a root account in by its number or mobile."""
    return _try(root_by(identifier), typed=f"root|{identifier}", password=password)


def try_sub_user(root_id: str, *, name: str, password: str) -> Outcome:
    """Sign a sub-user in by its root's number and its own name."""
    return _try(sub_user_by(root_id=root_id, name=name), typed=f"sub|{root_id}|{name}", password=password)


@transaction.atomic
def _try(account: Account | None, *, typed: str, password: str) -> Outcome:
    """One try, counted under a lock, so that many at once are not more than many one by one."""
    tries = _locked(account.uin if account else typed)
    if tries.paused_until and tries.paused_until > now():
        return Outcome(paused_until=tries.paused_until)
    # For an unknown account this hashes all the same, so that the time tells nothing.
    fits = check_password(password, account.password if account else make_password(None))
    if account and fits and account.is_open:
        tries.delete()
        return Outcome(account)
    return Outcome(paused_until=_count(tries, account))


def _locked(name: str) -> WrongTries:
    _forget_old()
    key = keys.blind(name, purpose="cloud.signin")
    WrongTries.objects.bulk_create([WrongTries(key=key)], ignore_conflicts=True)
    return WrongTries.objects.select_for_update().get(key=key)


def _forget_old() -> None:
    """Rows that somebody is counting in right now are left alone, so that no two tries wait for each other."""
    old = WrongTries.objects.filter(last_at__lt=now() - _FORGET).select_for_update(skip_locked=True)
    WrongTries.objects.filter(pk__in=old.values("pk")).delete()


def _count(tries: WrongTries, account: Account | None) -> dt.datetime | None:
    tries.count, tries.last_at, tries.paused_until = tries.count + 1, now(), None
    if tries.count >= TRIES:
        tries.count, tries.paused_until = 0, now() + PAUSE
        if account:
            audit.record("account.locked", subject=account, actor=None)
    tries.save()
    return tries.paused_until
