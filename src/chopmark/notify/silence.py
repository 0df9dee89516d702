"""No more messages to a number, codes included, because somebody who got one asked for it."""

import datetime as dt

from chopmark.kit import keys
from chopmark.kit.clock import now
from chopmark.notify.models import Silence

DAYS = 90


def begin(mobile: str) -> None:
    """From now on nothing goes to this number; a second press begins the days anew."""
    until = now() + dt.timedelta(days=DAYS)
    Silence.objects.update_or_create(mobile_index=_index(mobile), defaults={"since": now(), "until": until})


def end(mobile: str) -> None:
    Silence.objects.filter(mobile_index=_index(mobile)).delete()


def holds(mobile: str) -> bool:
    return Silence.objects.filter(mobile_index=_index(mobile), until__gt=now()).exists()


def _index(mobile: str) -> bytes:
    return keys.blind(mobile, purpose="silence.mobile")
