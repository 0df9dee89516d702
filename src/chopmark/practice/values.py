"""The documented values: what to give a practice provider so that it answers in a certain way.

Engines take their constants from here, the values page shows the table, and a test walks it.
"""

from dataclasses import dataclass
from enum import StrEnum

from chopmark.practice import companies, residents

SLOW_SECONDS = 5  # long enough to see a waiting page, short enough to wait for
ACCOUNT_ARRIVES, ACCOUNT_SLOW, ACCOUNT_FOREIGN = "4000100020003001", "4000100020003002", "4000100020003003"
ACCOUNT_DOWN = "4000100020003004"
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
    BANK = "bank"


@dataclass(frozen=True)
class Value:
    """Give `given` to the provider and it does `outcome`; `name` is the key of what the page says to do.

    What is given to a camera is an act and not a value: then `given` is empty. `who` is whose value it is.
    """

    provider: Provider
    name: str
    outcome: str
    given: str = ""
    who: str = ""

    @property
    def is_uscc(self) -> bool:
        return self.provider is Provider.REGISTRY


def _company(entry: companies.Entry, outcome: str, *, name: str = "company") -> Value:
    who = entry.registered_name(residents.head(entry.seed).name)
    return Value(Provider.REGISTRY, name, outcome, entry.code, who)


def _story(story: str, outcome: str, *, name: str = "company") -> Value:
    return _company(companies.BY_STORY[story], outcome, name=name)


def _resident(story: str, outcome: str, *, name: str = "person") -> Value:
    entry = residents.BY_STORY[story]
    return Value(Provider.IDENTITY, name, outcome, entry.number, entry.name)


def _face(story: str, outcome: str) -> Value:
    entry = residents.BY_STORY[story]
    return Value(Provider.FACES, "any_face", outcome, entry.number, entry.name)


_CLOSED = tuple(entry for entry in companies.ROSTER if entry.story == "closed")
TABLE = (
    _story("demo", "status_open", name="company_open"),
    *(_company(entry, f"status_{entry.status}") for entry in _CLOSED),
    _story("new", "not_found"),
    _story("changed", "old_representative"),
    _story("namesake", "no_number"),
    _story("registry_down", "unavailable"),
    _resident("employee", "match", name="person_right"),
    _resident("residence", "match", name="person_right"),
    _resident("minor", "too_young"),
    _resident("identity_no", "no_match"),
    _resident("identity_down", "unavailable"),
    Value(Provider.LIVENESS, "moving", "live"),
    Value(Provider.LIVENESS, "still", "not_live"),
    Value(Provider.LIVENESS, "covered", "not_live"),
    Value(Provider.LIVENESS, "few", "not_live"),
    _face("employee", "same"),
    _face("face_never", "other"),
    Value(Provider.SMS, "mobile_usual", "sent", residents.BY_STORY["employee"].mobile),
    Value(Provider.SMS, "mobile", "unavailable", residents.MOBILE_DOWN),
    Value(Provider.SMS, "mobile", "unsure", residents.MOBILE_UNSURE),
    Value(Provider.SMS, "mobile", "slow", residents.MOBILE_SLOW),
    Value(Provider.BANK, "corporate_account", "arrived", ACCOUNT_ARRIVES),
    Value(Provider.BANK, "corporate_account", "on_its_way", ACCOUNT_SLOW),
    Value(Provider.BANK, "corporate_account", "returned", ACCOUNT_FOREIGN),
    Value(Provider.BANK, "corporate_account", "unavailable", ACCOUNT_DOWN),
)
