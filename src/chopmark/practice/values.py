"""The documented values: what to give a practice provider so that it answers in a certain way.

Engines take their constants from here, the values page shows the table, and a test walks it.
"""

from dataclasses import dataclass
from enum import StrEnum

from chopmark.practice import companies, residents

SLOW_SECONDS = 5  # long enough to see a waiting page, short enough to wait for
REGISTRY_DOWN = companies.BY_STORY["registry_down"].code
IDENTITY_DOWN = residents.BY_STORY["identity_down"]
IDENTITY_NO = residents.BY_STORY["identity_no"]
NEVER_MATCHES = residents.BY_STORY["face_never"]


class Provider(StrEnum):
    REGISTRY = "registry"
    IDENTITY = "identity"
    LIVENESS = "liveness"
    FACES = "faces"
    SMS = "sms"


@dataclass(frozen=True)
class Value:
    """Give `given` to the provider and it does `outcome`; `name` is the key of both texts on the page.

    What is given to a camera is an act and not a value: then `given` is empty.
    """

    provider: Provider
    name: str
    outcome: str
    given: str = ""

    @property
    def is_uscc(self) -> bool:
        return self.provider is Provider.REGISTRY


def _company(story: str, outcome: str, *, name: str = "") -> Value:
    return Value(Provider.REGISTRY, name or story, outcome, companies.BY_STORY[story].code)


def _resident(story: str, outcome: str) -> Value:
    return Value(Provider.IDENTITY, story, outcome, residents.BY_STORY[story].number)


def _closed() -> list[Value]:
    """One organisation for each status in which nothing can be authenticated."""
    return [
        Value(Provider.REGISTRY, f"closed_{entry.status}", f"status_{entry.status}", entry.code)
        for entry in companies.ROSTER
        if entry.story == "closed"
    ]


TABLE = (
    _company("demo", "status_open"),
    *_closed(),
    _company("new", "not_found"),
    _company("changed", "old_representative"),
    _company("namesake", "no_number"),
    _company("registry_down", "unavailable"),
    _resident("employee", "match"),
    _resident("minor", "match"),
    _resident("residence", "match"),
    _resident("identity_no", "no_match"),
    _resident("identity_down", "unavailable"),
    Value(Provider.LIVENESS, "moving", "live"),
    Value(Provider.LIVENESS, "still", "not_live"),
    Value(Provider.LIVENESS, "covered", "not_live"),
    Value(Provider.LIVENESS, "few", "not_live"),
    Value(Provider.FACES, "first", "same", residents.BY_STORY["employee"].number),
    Value(Provider.FACES, "never", "other", NEVER_MATCHES.number),
    Value(Provider.SMS, "usual", "sent", residents.BY_STORY["employee"].mobile),
    Value(Provider.SMS, "down", "unavailable", residents.MOBILE_DOWN),
    Value(Provider.SMS, "unsure", "unsure", residents.MOBILE_UNSURE),
    Value(Provider.SMS, "slow", "slow", residents.MOBILE_SLOW),
)
