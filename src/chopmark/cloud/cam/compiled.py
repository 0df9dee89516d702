"""The answers of `evaluate`, faster: what the policies say is read once, and what speaks of an action is remembered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from chopmark.cloud.cam.clauses import Clause, Facts, Test, compiled_clause
from chopmark.cloud.cam.evaluate import (
    RESOURCE,
    RESOURCE_IGNORED,
    Decision,
    Miss,
    Named,
    Place,
    Reason,
    decided,
    is_operation_level,
)
from chopmark.cloud.cam.language import Effect, Statement, plain_action
from chopmark.cloud.cam.resources import EVERYTHING, SEGMENTS, wanted_segments
from chopmark.cloud.cam.values import Value
from chopmark.cloud.cam.wildcards import fits_parts

_MOST_ACTIONS = 1024  # remembered by a set; whoever asks about more pays for looking again
_ROOT = Decision(allowed=True, reason=Reason.ROOT)


@dataclass(frozen=True)
class Rule:
    """A statement about one action: everything that has to hold, the resource first."""

    place: Place
    clauses: tuple[Clause, ...]

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        return tuple(clause.holds for clause in self.clauses if clause.holds is not _always)

    def holds(self, facts: Facts) -> bool:
        for test in self.tests:  # noqa: SIM110 - a generator would cost more than most tests do
            if not test(facts):
                return False
        return True

    def miss(self, facts: Facts) -> Miss:
        return Miss(self.place, tuple(clause.name for clause in self.clauses if not clause.holds(facts)))


@dataclass(frozen=True)
class _Spoken:
    """The rules about one action."""

    denies: tuple[Rule, ...]
    allows: tuple[Rule, ...]


class Compiled:
    """A set of policies, ready for any number of questions from any number of threads."""

    def __init__(self, policies: Iterable[Named]) -> None:
        self._statements = [
            _Statement(Place(policy.name, number), statement)
            for policy in policies
            for number, statement in enumerate(policy.document.statements, start=1)
        ]
        self._spoken: dict[str, _Spoken] = {}

    def decide(
        self, *, is_root: bool, action: str, resource: str = EVERYTHING, context: Mapping[str, Value]
    ) -> Decision:
        """The same as `evaluate` with these policies."""
        if is_root:
            return _ROOT
        spoken = self._spoken.get(action) or self._look(action)
        facts = Facts(resource, context)
        denies = tuple([rule.place for rule in spoken.denies if rule.holds(facts)])
        if denies:
            return decided(denies=denies, allows=(), nearest=())
        allows = tuple([rule.place for rule in spoken.allows if rule.holds(facts)])
        nearest = () if allows else _nearest([rule.miss(facts) for rule in spoken.allows])
        return decided(denies=(), allows=allows, nearest=nearest)

    def _look(self, action: str) -> _Spoken:
        if len(self._spoken) >= _MOST_ACTIONS:
            self._spoken.clear()
        rules = [
            (said.effect, said.rule(is_operation_level=is_operation_level(action)))
            for said in self._statements
            if said.speaks_of(plain_action(action))
        ]
        self._spoken[action] = found = _Spoken(
            tuple(rule for effect, rule in rules if effect is Effect.DENY),
            tuple(rule for effect, rule in rules if effect is Effect.ALLOW),
        )
        return found


def _nearest(misses: list[Miss]) -> tuple[Miss, ...]:
    fewest = min((len(miss.clauses) for miss in misses), default=0)
    return tuple(miss for miss in misses if len(miss.clauses) == fewest)


class _Statement:
    """A statement with its lists turned into sets of literals, and what has a wildcard cut into its parts."""

    def __init__(self, place: Place, said: Statement) -> None:
        self.effect = said.effect
        self._place = place
        self._literal = frozenset(action for action in said.actions if "*" not in action)
        self._patterns = [action.split("*") for action in said.actions if "*" in action]
        self._is_general = EVERYTHING in said.resources
        self._covers = _always if self._is_general else _covering(said.resources)
        self._conditions = tuple(map(compiled_clause, said.conditions))

    def speaks_of(self, action: str) -> bool:
        return action in self._literal or any(fits_parts(parts, action) for parts in self._patterns)

    def rule(self, *, is_operation_level: bool) -> Rule:
        if is_operation_level:
            first = Clause(RESOURCE_IGNORED, _always if self._is_general else _never)
        else:
            first = Clause(RESOURCE, self._covers)
        return Rule(self._place, (first, *self._conditions))


def _always(facts: Facts) -> bool:
    return True


def _never(facts: Facts) -> bool:
    return False


def _covering(patterns: Iterable[str]) -> Test:
    """Whether the resource is one of these; each pattern is told by the segments of it that say something."""
    wanted = [wanted_segments(pattern) for pattern in patterns]
    literal = frozenset(":".join(told) for told in wanted if "*" not in "".join(told))
    cut = [
        [(place, said.split("*")) for place, said in enumerate(told) if said != "*"]
        for told in wanted
        if "*" in "".join(told)
    ]
    return lambda facts: facts.resource in literal or any(_has(facts.segments, parts) for parts in cut)


def _has(segments: list[str], wanted: list[tuple[int, list[str]]]) -> bool:
    return len(segments) == SEGMENTS and all(fits_parts(parts, segments[place]) for place, parts in wanted)
