"""Counting wrong answers in a row under one name, in the database, so that it holds over processes and nodes."""

import datetime as dt

from chopmark.cloud.accounts.models import WrongTries
from chopmark.kit import keys
from chopmark.kit.clock import now

TRIES = 10  # domain 6.1: ten wrong passwords lock the account
PAUSE = dt.timedelta(minutes=15)
_FORGET = dt.timedelta(days=1)


def locked(name: str) -> WrongTries:
    """The count of this name, locked until the transaction ends: many at once are not more than many one by one."""
    _forget_old()
    key = keys.blind(name, purpose="cloud.signin")
    WrongTries.objects.bulk_create([WrongTries(key=key)], ignore_conflicts=True)
    return WrongTries.objects.select_for_update().get(key=key)


def _forget_old() -> None:
    """Rows that somebody is counting in right now are left alone, so that no two tries wait for each other."""
    old = WrongTries.objects.filter(last_at__lt=now() - _FORGET).select_for_update(skip_locked=True)
    WrongTries.objects.filter(pk__in=old.values("pk")).delete()


def count_wrong(tries: WrongTries) -> dt.datetime | None:
    """One more; the last one allowed begins a pause, and its end is returned."""
    tries.count, tries.last_at, tries.paused_until = tries.count + 1, now(), None
    if tries.count >= TRIES:
        tries.count, tries.paused_until = 0, now() + PAUSE
    tries.save()
    return tries.paused_until


def begin_anew(tries: WrongTries) -> None:
    """A right answer; the row stays, since others may wait for its lock."""
    tries.count, tries.last_at, tries.paused_until = 0, now(), None
    tries.save()
