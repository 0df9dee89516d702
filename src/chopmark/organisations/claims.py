"""What the identity provider says of somebody, in our words; and whether that is enough to enter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RealName:
    """The verified name of a cloud account."""

    kind: str
    name: str
    uscc: str | None


@dataclass(frozen=True)
class Claims:
    """The claim contract (docs/claims.md) as read from UserInfo."""

    subject: str
    uin: str
    owner_uin: str
    is_root: bool
    real_name: RealName | None
    allowed: bool
    reason: str
    statement: str | None
    actions: frozenset[str]


def read(claims: Mapping[str, Any], mapping: Mapping[str, str]) -> Claims:
    """Read claims; `mapping` gives the dotted place of ours in a foreign provider's. What is absent refuses."""

    def at(place: str) -> Any:
        return _dig(claims, _mapped(place, mapping))

    subject = str(at("sub") or "")
    name, kind = at("real_name.name"), at("real_name.type")
    real_name = RealName(str(kind or "enterprise"), str(name), at("real_name.uscc")) if name else None
    return Claims(
        subject=subject,
        uin=str(at("uin") or subject),
        owner_uin=str(at("owner_uin") or subject),
        is_root=at("is_root") is True,
        real_name=real_name,
        allowed=at("esign.allowed") is True,
        reason=str(at("esign.reason") or "implicit_deny"),
        statement=at("esign.statement"),
        actions=frozenset(_texts(at("esign.actions"))),
    )


def _texts(found: Any) -> list[str]:
    return [str(text) for text in found] if isinstance(found, list | tuple | set | frozenset) else []


def _mapped(place: str, mapping: Mapping[str, str]) -> str:
    """Theirs for ours; who maps a whole (`real_name=company`) has mapped its parts (`company.name`) with it."""
    whole, _, part = place.partition(".")
    return mapping.get(place) or ".".join(filter(None, (mapping.get(whole, whole), part)))


def _dig(claims: Mapping[str, Any], place: str) -> Any:
    found: Any = claims
    for part in place.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


_BY_REASON = {"explicit_deny": "explicit_deny", "resource_ignored": "policy_resource"}


def refusal_of(claims: Claims) -> str | None:
    """The key of the refusal that keeps this account out; None when it may enter (domain 9, cases 2 to 5)."""
    if claims.real_name is None:
        return "no_realname"
    if claims.real_name.kind != "enterprise":
        return "personal_only"
    if not claims.allowed:
        return _BY_REASON.get(claims.reason, "no_policy")
    return None
