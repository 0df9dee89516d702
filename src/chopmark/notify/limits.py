"""How often something may be done for one address or one organisation, counted in the database over all processes."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from chopmark.kit import keys, locks
from chopmark.kit.clock import now
from chopmark.kit.errors import TooMany
from chopmark.notify.models import Use
from chopmark.web import addresses

_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """A name, and how many uses each span allows."""

    name: str
    spans: tuple[tuple[int, dt.timedelta], ...]

    @property
    def longest(self) -> dt.timedelta:
        return max(span for _, span in self.spans)


# An office behind one address has several applicants a day; a text costs the person who gets it some trust.
CODES = Limit("codes", ((20, _HOUR), (60, _DAY)))
INVITATIONS = Limit("invitations", ((20, _HOUR), (60, _DAY)))
INVITATIONS_OF_ORGANISATION = Limit("invitations_of_organisation", ((10, _DAY),))
# An alias has 50 bits: at this pace guessing one takes longer than anybody lives.
WRONG_LINKS = Limit("wrong_links", ((30, _HOUR), (100, _DAY)))


@transaction.atomic
def use(limit: Limit, *, of: str | None) -> Use | None:
    """Note one use; raises TooMany, with `again_at`, and notes nothing when a span is used up. None is not counted.

    Whoever counts failures only deletes what is returned after a success.
    """
    if of is None:
        return None
    digest = _digest(limit, of)
    locks.hold(digest)
    _check(limit, digest)
    return Use.objects.create(digest=digest, at=now(), ends_at=now() + limit.longest)


def check(limit: Limit, *, of: str | None) -> None:
    """Raise TooMany where a use would, without using anything."""
    if of is not None:
        _check(limit, _digest(limit, of))


def here() -> str | None:
    """Whoever sends the present request, for limits by address."""
    return addresses.counted()


def _check(limit: Limit, digest: bytes) -> None:
    present = now()
    most = max(count for count, _ in limit.spans)
    uses = Use.objects.filter(digest=digest, at__gt=present - limit.longest).order_by("-at")
    times = list(uses.values_list("at", flat=True)[:most])
    again = [times[count - 1] + span for count, span in limit.spans if len(times) >= count]
    if again and max(again) > present:
        raise TooMany(again_at=max(again), limit=limit.name)


def _digest(limit: Limit, of: str) -> bytes:
    return keys.blind(of, purpose=f"limit.{limit.name}")


def forget_old() -> int:
    """Uses that no span reaches any more."""
    return Use.objects.filter(ends_at__lt=now()).delete()[0]
