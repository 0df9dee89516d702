"""May this account do that? A pure function over policies: deny by default, and a deny always wins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from chopmark.cloud.cam.language import Document, Effect, Statement
from chopmark.cloud.cam.operators import holds
from chopmark.cloud.cam.wildcards import fits

# Services that know operations only: there a statement that names a resource has no effect (domain 6.3).
OPERATION_LEVEL = frozenset({"ess"})


class Reason(StrEnum):
    ROOT = "root"
    ALLOW = "allow"
    EXPLICIT_DENY = "explicit_deny"
    IMPLICIT_DENY = "implicit_deny"


@dataclass(frozen=True)
class Named:
    """A policy under the name that people know it by."""

    name: str
    document: Document


@dataclass(frozen=True)
class Place:
    """One statement: the name of its policy and its number there, from 1."""

    policy: str
    number: int


@dataclass(frozen=True)
class Decision:
    """The answer, the layer that gave it, the statements that decided, and those without effect."""

    allowed: bool
    reason: Reason
    statements: tuple[Place, ...] = ()
    ignored: tuple[Place, ...] = ()

    @property
    def resource_ignored(self) -> bool:
        """Whether only the naming of a resource kept a statement from granting this."""
        return self.reason is Reason.IMPLICIT_DENY and bool(self.ignored)


def evaluate(
    policies: Iterable[Named],
    *,
    is_root: bool,
    action: str,
    resource: str = "*",
    context: Mapping[str, str],
) -> Decision:
    """Decide one action on one resource. The order of policies and statements does not matter."""
    if is_root:
        return Decision(allowed=True, reason=Reason.ROOT)
    found = [
        (Place(policy.name, number), statement)
        for policy in policies
        for number, statement in enumerate(policy.document.statements, start=1)
        if _speaks_of(statement, action, context)
    ]
    return _decide(found, action=action, resource=resource)


def _decide(found: list[tuple[Place, Statement]], *, action: str, resource: str) -> Decision:
    working = [(place, s.effect) for place, s in found if _covers(s, action, resource)]
    denies = tuple(place for place, effect in working if effect is Effect.DENY)
    if denies:
        return Decision(allowed=False, reason=Reason.EXPLICIT_DENY, statements=denies)
    if working:
        return Decision(allowed=True, reason=Reason.ALLOW, statements=tuple(place for place, _ in working))
    ignored = tuple(place for place, s in found if s.effect is Effect.ALLOW and _is_operation_level(action))
    return Decision(allowed=False, reason=Reason.IMPLICIT_DENY, ignored=ignored)


def _speaks_of(statement: Statement, action: str, context: Mapping[str, str]) -> bool:
    """Whether action and all conditions match, whatever the resource."""
    wanted = action.lower()
    return any(fits(pattern, wanted) for pattern in statement.actions) and all(
        holds(clause.operator, value=context.get(clause.key), wanted=clause.values) for clause in statement.conditions
    )


def _covers(statement: Statement, action: str, resource: str) -> bool:
    if _is_operation_level(action):
        return "*" in statement.resources
    return any(fits(pattern, resource) for pattern in statement.resources)


def _is_operation_level(action: str) -> bool:
    return action.partition(":")[0].lower() in OPERATION_LEVEL


def has_idle_grant(document: Document) -> bool:
    """Whether a statement would grant operations of a service without resources, and names one: it gives nothing."""
    return any(
        s.effect is Effect.ALLOW and "*" not in s.resources and any(map(_is_operation_level, s.actions))
        for s in document.statements
    )
