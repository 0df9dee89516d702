"""What is well formed and decides as it says, and yet is hardly what its author meant."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from chopmark.cloud.cam.evaluate import Named, Place, is_operation_level
from chopmark.cloud.cam.language import Effect, Statement
from chopmark.cloud.cam.operators import PRESENCE, Quantifier, taken_apart
from chopmark.cloud.cam.presets import ESIGN_ACTIONS
from chopmark.cloud.cam.resources import EVERYTHING, names, wanted_segments
from chopmark.cloud.cam.variables import FILLED, KNOWN, Principal, filled, variables_in, written
from chopmark.cloud.cam.wildcards import fits, lower

_ALWAYS_THERE = frozenset({"qcs:current_time"})  # every request has it (docs/claims.md)
# Stands for whoever asks: each variable as a text of its own, which nothing but itself and a `*` can meet.
_ANYBODY: Principal = {name: f"\0{name}\0" for name in KNOWN}
_KNOWN = {"ess": tuple(map(lower, ESIGN_ACTIONS))}  # the services of which all actions are known


class Flaw(StrEnum):
    """What may be wrong; the value is for machines and never changes."""

    WIDE_OPEN = "wide_open"  # allows a whole service on everything, under no condition
    UNREACHABLE = "unreachable"  # allows only what a denial of the same set takes away again
    EMPTY_IS_ENOUGH = "empty_is_enough"  # for_all_values holds of no value at all, and nothing asks for one
    MISSING_IS_DENIED = "missing_is_denied"  # a negated operator holds of a missing key, so the denial falls on it
    UNKNOWN_ACTION = "unknown_action"  # the service has no such action
    IDLE = "idle"  # names a resource where a service knows operations only: has no effect on them
    UNFILLED = (
        "unfilled"  # names a variable that no account here fills: an allow never matches, a deny cannot be got round
    )


@dataclass(frozen=True)
class Finding:
    """A flaw of one statement, and the words of the statement that it is about."""

    place: Place
    flaw: Flaw
    about: str


def lint(policies: Iterable[Named]) -> list[Finding]:
    """The findings about a set of policies, statement by statement in their order."""
    said = [
        (Place(policy.name, number), statement)
        for policy in policies
        for number, statement in enumerate(policy.document.statements, start=1)
    ]
    denials = [statement for _, statement in said if statement.effect is Effect.DENY]
    return [
        Finding(place, flaw, about)
        for place, statement in said
        for flaw, look in _LOOKS.items()
        for about in look(statement, denials)
    ]


def _wide_open(said: Statement, denials: list[Statement]) -> Iterator[str]:
    if said.effect is Effect.ALLOW and EVERYTHING in said.resources and not said.conditions:
        yield from (each for each in said.actions if each.endswith(":*") and not is_operation_level(each))


def _unreachable(said: Statement, denials: list[Statement]) -> Iterator[str]:
    if said.effect is Effect.ALLOW and any(_takes_away(denial, said) for denial in denials):
        yield ", ".join(said.actions)


def _takes_away(denial: Statement, said: Statement) -> bool:
    """Whether the denial holds wherever the other does: a `*` in a text is met by nothing but a `*` in a pattern."""
    return (
        set(denial.conditions) <= set(said.conditions)
        and all(any(fits(pattern, action) for pattern in denial.actions) for action in said.actions)
        and (EVERYTHING in denial.resources or _covers_named(denial, said))
    )


def _covers_named(denial: Statement, said: Statement) -> bool:
    """For services with resources; a denial that names one has no effect on operations."""
    return not any(map(_may_be_operation, said.actions)) and all(
        resource != EVERYTHING and any(names(pattern, _written_out(resource), _ANYBODY) for pattern in denial.resources)
        for resource in said.resources
    )


def _may_be_operation(action: str) -> bool:
    return is_operation_level(action) or "*" in action.partition(":")[0]


def _written_out(resource: str) -> str:
    return filled(":".join(wanted_segments(resource)), _ANYBODY)


def _empty_is_enough(said: Statement, denials: list[Statement]) -> Iterator[str]:
    if said.effect is Effect.ALLOW:
        for clause in said.conditions:
            if _quantifier(clause.operator) is Quantifier.ALL and not _asks_for(said, clause.key):
                yield clause.name


def _missing_is_denied(said: Statement, denials: list[Statement]) -> Iterator[str]:
    if said.effect is Effect.DENY:
        for clause in said.conditions:
            if _holds_of_missing(clause.operator) and not _asks_for(said, clause.key):
                yield clause.name


def _quantifier(operator: str) -> Quantifier:
    return Quantifier.NONE if operator == PRESENCE else taken_apart(operator).quantifier


def _holds_of_missing(operator: str) -> bool:
    if operator == PRESENCE:
        return False
    apart = taken_apart(operator)
    return apart.is_negated and (apart.quantifier is not Quantifier.ANY or apart.if_exist)


def _asks_for(said: Statement, key: str) -> bool:
    """Whether the statement holds only where the key has a value."""
    return key in _ALWAYS_THERE or any(
        clause.operator == PRESENCE and clause.key == key and set(clause.values) == {"false"}
        for clause in said.conditions
    )


def _unknown_action(said: Statement, denials: list[Statement]) -> Iterator[str]:
    for action in said.actions:
        known = _KNOWN.get(action.partition(":")[0], ())
        if known and not any(fits(action, each) for each in known):
            yield action


def _idle(said: Statement, denials: list[Statement]) -> Iterator[str]:
    if EVERYTHING not in said.resources:
        yield from filter(is_operation_level, said.actions)


def _unfilled(said: Statement, denials: list[Statement]) -> Iterator[str]:
    texts = [*said.resources, *(value for clause in said.conditions for value in clause.values)]
    yield from (found for found in variables_in(texts) if found not in map(written, FILLED))


_LOOKS: dict[Flaw, Callable[[Statement, list[Statement]], Iterator[str]]] = {
    Flaw.WIDE_OPEN: _wide_open,
    Flaw.UNREACHABLE: _unreachable,
    Flaw.EMPTY_IS_ENOUGH: _empty_is_enough,
    Flaw.MISSING_IS_DENIED: _missing_is_denied,
    Flaw.UNKNOWN_ACTION: _unknown_action,
    Flaw.IDLE: _idle,
    Flaw.UNFILLED: _unfilled,
}
