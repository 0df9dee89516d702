"""May this account do that? A pure function over policies: deny by default, and a deny always wins.

This is the arbiter of meaning: it is written to be read, and `compiled` has to answer the same, only faster.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from chopmark.cloud.cam.language import Condition, Document, Effect, Statement, plain_action
from chopmark.cloud.cam.operators import holds
from chopmark.cloud.cam.resources import EVERYTHING, names
from chopmark.cloud.cam.values import Value, texts
from chopmark.cloud.cam.variables import NOBODY, Principal, Unfilled
from chopmark.cloud.cam.wildcards import fits

# Services that know operations only: there a statement that names a resource has no effect (domain 6.3).
OPERATION_LEVEL = frozenset({"ess", "essbasic"})

# How a clause that kept a statement from granting is called; a condition is called “operator key”.
RESOURCE = "resource"
RESOURCE_IGNORED = "resource_ignored"


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
class Miss:
    """A statement that speaks of the action and does not grant it, and every clause that stood in its way."""

    place: Place
    clauses: tuple[str, ...]


@dataclass
class Decision:
    """The answer, the layer that gave it, the statements that decided, and for want of one, the nearest.

    Nobody changes one; it is not frozen, because that would cost as much as a fifth of a compiled decision.
    """

    allowed: bool
    reason: Reason
    statements: tuple[Place, ...] = ()
    look_for_misses: Callable[[], list[Miss]] = field(default=list, compare=False, repr=False)

    @cached_property
    def nearest(self) -> tuple[Miss, ...]:
        """Of the statements that speak of the action, those with the fewest clauses that failed; found when asked."""
        misses = self.look_for_misses()
        fewest = min((len(miss.clauses) for miss in misses), default=0)
        return tuple(miss for miss in misses if len(miss.clauses) == fewest)

    @property
    def ignored(self) -> tuple[Place, ...]:
        """The statements that would grant it, did they not name a resource of a service without resources."""
        return tuple(miss.place for miss in self.nearest if miss.clauses == (RESOURCE_IGNORED,))

    @property
    def resource_ignored(self) -> bool:
        """Whether only the naming of a resource kept a statement from granting this."""
        return bool(self.ignored)


def evaluate(
    policies: Iterable[Named],
    *,
    is_root: bool,
    action: str,
    resource: str = EVERYTHING,
    context: Mapping[str, Value],
    principal: Principal = NOBODY,
) -> Decision:
    """Decide one action on one resource for whoever asks. The order of policies and statements does not matter."""
    if is_root:
        return Decision(allowed=True, reason=Reason.ROOT)
    asked = _Asked(action, resource, context, principal)
    found = [
        (statement.effect, Miss(Place(policy.name, number), tuple(_failing(statement, asked))))
        for policy in policies
        for number, statement in enumerate(policy.document.statements, start=1)
        if any(fits(pattern, plain_action(action)) for pattern in statement.actions)
    ]
    denies = [miss for effect, miss in found if effect is Effect.DENY]
    allows = [miss for effect, miss in found if effect is Effect.ALLOW]
    if any(not miss.clauses for miss in denies):
        return Decision(allowed=False, reason=Reason.EXPLICIT_DENY, statements=_without_clauses(denies))
    if any(not miss.clauses for miss in allows):
        return Decision(allowed=True, reason=Reason.ALLOW, statements=_without_clauses(allows))
    return Decision(allowed=False, reason=Reason.IMPLICIT_DENY, look_for_misses=lambda: allows)


def _without_clauses(misses: list[Miss]) -> tuple[Place, ...]:
    """Those that nothing stood in the way of."""
    return tuple(miss.place for miss in misses if not miss.clauses)


@dataclass(frozen=True)
class _Asked:
    action: str
    resource: str
    context: Mapping[str, Value]
    principal: Principal


def _failing(statement: Statement, asked: _Asked) -> Iterable[str]:
    if not _covers(statement, asked):
        yield RESOURCE_IGNORED if is_operation_level(asked.action) else RESOURCE
    for clause in statement.conditions:
        if not _holds(clause, statement.effect, asked):
            yield clause.name


def _holds(clause: Condition, effect: Effect, asked: _Asked) -> bool:
    found = texts(asked.context.get(clause.key))
    try:
        return holds(clause.operator, found=found, wanted=clause.values, principal=asked.principal)
    except Unfilled:
        return _unfilled_holds(effect)


def _covers(statement: Statement, asked: _Asked) -> bool:
    if is_operation_level(asked.action) or EVERYTHING in statement.resources:
        return EVERYTHING in statement.resources
    try:
        named = [names(pattern, asked.resource, asked.principal) for pattern in statement.resources]
    except Unfilled:
        return _unfilled_holds(statement.effect)
    return any(named)


def _unfilled_holds(effect: Effect) -> bool:
    """A clause with a variable that has no value: no allow rests on it, and no deny is got round by it."""
    return effect is Effect.DENY


def is_operation_level(action: str) -> bool:
    return plain_action(action).partition(":")[0] in OPERATION_LEVEL


def has_idle_grant(document: Document) -> bool:
    """Whether a statement would grant operations of a service without resources, and names one: it gives nothing."""
    return any(
        s.effect is Effect.ALLOW and EVERYTHING not in s.resources and any(map(is_operation_level, s.actions))
        for s in document.statements
    )
