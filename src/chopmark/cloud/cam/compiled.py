"""The answers of `evaluate`, faster: what the policies say is read once, and what speaks of an action is remembered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from chopmark.cloud.cam.clauses import Clause, Facts, Subjects, Test, compiled_clause
from chopmark.cloud.cam.covering import always, covering, never
from chopmark.cloud.cam.evaluate import RESOURCE, RESOURCE_IGNORED, Decision, Miss, Named, Place, Reason
from chopmark.cloud.cam.evaluate import is_operation_level as knows_operations_only
from chopmark.cloud.cam.language import Effect, Statement, plain_action
from chopmark.cloud.cam.resources import EVERYTHING
from chopmark.cloud.cam.values import Value
from chopmark.cloud.cam.variables import NOBODY, Principal
from chopmark.cloud.cam.wildcards import fits_parts

_MOST_ACTIONS = 1024  # remembered by a set; whoever asks about more pays for looking again
_ROOT = Decision(allowed=True, reason=Reason.ROOT)


@dataclass(frozen=True)
class Rule:
    """A statement about one action: everything that has to hold, the resource first."""

    place: Place
    clauses: tuple[Clause, ...]

    @property
    def tests(self) -> tuple[Test, ...]:
        return tuple(clause.holds for clause in self.clauses if clause.holds is not always)

    def miss(self, facts: Facts) -> Miss:
        return Miss(self.place, tuple(clause.name for clause in self.clauses if not clause.holds(facts)))


Ready = list[tuple[Place, tuple[Test, ...]]]


class _Spoken:
    """The rules about one action, ready to be gone through."""

    __slots__ = ("allowing", "allows", "denies")

    def __init__(self, rules: list[tuple[Effect, Rule]]) -> None:
        self.allowing = [rule for effect, rule in rules if effect is Effect.ALLOW]
        self.allows: Ready = [(rule.place, rule.tests) for rule in self.allowing]
        self.denies: Ready = [(rule.place, rule.tests) for effect, rule in rules if effect is Effect.DENY]

    def misses(self, facts: Facts) -> list[Miss]:
        return [rule.miss(facts) for rule in self.allowing]


class Compiled:
    """A set of policies, ready for any number of questions from any number of threads."""

    def __init__(self, policies: Iterable[Named]) -> None:
        subjects = Subjects()
        self._statements = [
            _Statement(Place(policy.name, number), statement, subjects)
            for policy in policies
            for number, statement in enumerate(policy.document.statements, start=1)
        ]
        self._spoken: dict[str, _Spoken] = {}

    def decide(
        self,
        *,
        is_root: bool,
        action: str,
        resource: str = EVERYTHING,
        context: Mapping[str, Value],
        principal: Principal = NOBODY,
    ) -> Decision:
        """The same as `evaluate` with these policies."""
        if is_root:
            return _ROOT
        spoken = self._spoken.get(action) or self._look(action)
        facts = Facts(resource, context, principal)
        if denies := _holding(spoken.denies, facts):
            return Decision(allowed=False, reason=Reason.EXPLICIT_DENY, statements=tuple(denies))
        if allows := _holding(spoken.allows, facts):
            return Decision(allowed=True, reason=Reason.ALLOW, statements=tuple(allows))
        return Decision(allowed=False, reason=Reason.IMPLICIT_DENY, look_for_misses=partial(spoken.misses, facts))

    def _look(self, action: str) -> _Spoken:
        if len(self._spoken) >= _MOST_ACTIONS:
            self._spoken.clear()
        plain = plain_action(action)
        is_operation_level = knows_operations_only(action)
        self._spoken[action] = found = _Spoken(
            [
                (said.effect, said.rule(is_operation_level=is_operation_level))
                for said in self._statements
                if said.speaks_of(plain)
            ]
        )
        return found


def _holding(rules: Ready, facts: Facts) -> list[Place]:
    """The places of the rules of which every test holds."""
    found = []
    for place, tests in rules:
        for test in tests:
            if not test(facts):
                break
        else:
            found.append(place)
    return found


class _Statement:
    """A statement with its lists turned into sets of literals, and what has a wildcard cut into its parts."""

    def __init__(self, place: Place, said: Statement, subjects: Subjects) -> None:
        self.effect = said.effect
        self._place = place
        self._literal = frozenset(action for action in said.actions if "*" not in action)
        self._patterns = [action.split("*") for action in said.actions if "*" in action]
        without_value = always if said.effect is Effect.DENY else never
        self._covers = covering(said.resources, without_value=without_value)
        self._conditions = tuple(
            compiled_clause(condition, subjects, without_value=without_value) for condition in said.conditions
        )

    def speaks_of(self, action: str) -> bool:
        return action in self._literal or any(fits_parts(parts, action) for parts in self._patterns)

    def rule(self, *, is_operation_level: bool) -> Rule:
        if is_operation_level:
            first = Clause(RESOURCE_IGNORED, always if self._covers is always else never)
        else:
            first = Clause(RESOURCE, self._covers)
        return Rule(self._place, (first, *self._conditions))
