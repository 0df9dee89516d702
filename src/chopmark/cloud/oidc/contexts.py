"""By what somebody proved who they are: `amr` (RFC 8176), and `acr` in two classes, as docs/claims.md has them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ONE, TWO = "urn:chopmark:acr:one-factor", "urn:chopmark:acr:two-factors"
CLASSES = (ONE, TWO)  # the later one holds what the earlier one asks
_FIRST = {"root": "pwd", "sub": "pwd", "register": "sms", "reset": "sms"}
_SECOND = {"totp": "otp", "codes": "otp", "passkey": "pop"}
_WEAKER = {"scan": "mca", "wait": "sms"}  # another device allowed it; a day passed after a code to the mobile


class Unreadable(Exception):
    """The `claims` parameter is none."""


@dataclass(frozen=True)
class Wanted:
    """The classes that a client asks for, the best liked first; an essential one is held to (OpenID Core 5.5.1.1)."""

    values: tuple[str, ...] = ()
    is_essential: bool = False

    @property
    def liked(self) -> str | None:
        """The first one that there is here."""
        return next((value for value in self.values if value in CLASSES), None)

    def is_content(self, reached: str) -> bool:
        """Whether more need not be asked of the person."""
        return self.liked is None or _rank(reached) >= _rank(self.liked)

    def takes(self, reached: str) -> bool:
        """Whether an answer with this class may be given at all."""
        return not (self.is_essential and self.values) or self.answer(reached) in self.values

    def answer(self, reached: str) -> str:
        """The class to name: what holds two factors holds one, for whom takes nothing else."""
        held = [each for each in self.values if each in CLASSES and _rank(each) <= _rank(reached)]
        return held[0] if self.is_essential and held and reached not in self.values else reached


def wanted(asked: Mapping[str, str]) -> Wanted:
    """What the request says of `acr`; raises Unreadable when its `claims` are not as OpenID Core 5.5 has them."""
    of_claims = _one("acr", _told(asked, "id_token"))
    if of_claims is None:
        return Wanted(tuple(asked.get("acr_values", "").split()))
    listed = of_claims.get("values", [of_claims["value"]] if "value" in of_claims else [])
    if not isinstance(listed, list):
        raise Unreadable
    values = tuple(str(each) for each in listed) or tuple(asked.get("acr_values", "").split())
    return Wanted(values, is_essential=of_claims.get("essential") is True)


def subjects(asked: Mapping[str, str]) -> set[str]:
    """Whom the request names as the only one who may answer it; raises Unreadable as `wanted` does."""
    named = [_one("sub", _told(asked, part)) for part in ("id_token", "userinfo")]
    return {str(each["value"]) for each in named if each and "value" in each}


def _told(asked: Mapping[str, str], part: str) -> dict[str, Any]:
    claims = asked.get("claims")
    try:
        told = json.loads(claims) if claims else {}
    except (RecursionError, ValueError) as trouble:
        raise Unreadable from trouble
    found = told.get(part) if isinstance(told, dict) else told
    if not isinstance(told, dict) or not isinstance(found, dict | None):
        raise Unreadable
    return found or {}


def _one(name: str, told: dict[str, Any]) -> dict[str, Any] | None:
    found = told.get(name)
    return found if isinstance(found, dict) else None


def acr_of(by: str) -> str:
    """A passkey verified its person and so is two; a factor after what came first is the second one."""
    ways = set(by.split("+"))
    return TWO if "passkey" in ways or (ways & _FIRST.keys() and ways & _SECOND.keys()) else ONE


def amr_of(by: str) -> list[str]:
    known = {**_FIRST, **_SECOND, **_WEAKER}
    methods = [known[way] for way in by.split("+") if way in known]
    return [*dict.fromkeys(methods), "mfa"] if acr_of(by) == TWO else methods


def may_be_raised(by: str) -> bool:
    """Whether a factor more makes it two: where a password or a code was given on this very device."""
    return bool(set(by.split("+")) & _FIRST.keys())


def _rank(value: str) -> int:
    return CLASSES.index(value)
