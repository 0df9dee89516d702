"""The clauses of a compiled policy: what they compare with is read once, what a request carries once a request."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import ge, gt, le, lt
from typing import Any

from chopmark.cloud.cam.language import Condition
from chopmark.cloud.cam.operators import COMPARISONS, PRESENCE, Operator, Quantifier, taken_apart
from chopmark.cloud.cam.resources import segments
from chopmark.cloud.cam.values import Network, Value, texts
from chopmark.cloud.cam.wildcards import fits_parts

Read = Callable[[str], Any]
Matches = Callable[[Any], bool]


@dataclass(frozen=True)
class Told:
    """The values of a key that could be read, and whether there was one that could not."""

    readable: tuple[Any, ...]
    has_odd: bool


_NOTHING = Told((), has_odd=False)


@dataclass(frozen=True)
class Subject:
    """One key, read in one way."""

    key: str
    read: Read


class Facts(dict[Subject, Told]):
    """What a request says, read when a clause asks for it, and once."""

    def __init__(self, resource: str, context: Mapping[str, Value]) -> None:
        super().__init__()
        self._context = context
        self.resource = resource
        self._segments: list[str] | None = None

    def __missing__(self, subject: Subject) -> Told:
        self[subject] = found = _told(texts(self._context.get(subject.key)), subject.read)
        return found

    @property
    def segments(self) -> list[str]:
        if self._segments is None:
            self._segments = segments(self.resource)
        return self._segments


Test = Callable[[Facts], bool]


@dataclass(frozen=True)
class Clause:
    """A test, under the name by which people are told that it failed."""

    name: str
    holds: Test


def compiled_clause(condition: Condition) -> Clause:
    if condition.operator == PRESENCE:
        return Clause(condition.name, _presence(Subject(condition.key, str), frozenset(condition.values)))
    said = taken_apart(condition.operator)
    subject = Subject(condition.key, COMPARISONS[said.name].read)
    return Clause(condition.name, _test(said, subject, _matcher(said.name, condition.values)))


def _told(found: Sequence[str], read: Read) -> Told:
    if not found:
        return _NOTHING
    readable = []
    for each in found:
        try:
            readable.append(read(each))
        except ValueError:
            continue
    return Told(tuple(readable), has_odd=len(readable) < len(found))


def _presence(subject: Subject, wanted: frozenset[str]) -> Test:
    return lambda facts: ("true" if facts[subject] == _NOTHING else "false") in wanted


def _test(said: Operator, subject: Subject, matches: Matches) -> Test:
    test = _QUANTIFIED[said.quantifier, said.is_negated](subject, matches)
    if said.if_exist:
        return lambda facts: facts[subject] == _NOTHING or test(facts)
    return test


def _some(subject: Subject, matches: Matches) -> Test:
    return lambda facts: any(map(matches, facts[subject].readable))


def _none(subject: Subject, matches: Matches) -> Test:
    return lambda facts: not any(map(matches, facts[subject].readable))


def _every(subject: Subject, matches: Matches) -> Test:
    return lambda facts: not facts[subject].has_odd and all(map(matches, facts[subject].readable))


def _some_not(subject: Subject, matches: Matches) -> Test:
    """What cannot be read matches nothing."""
    return lambda facts: facts[subject].has_odd or not all(map(matches, facts[subject].readable))


# For no quantifier, positive and negated contradict each other; “any” and “all” each speak of single values.
_QUANTIFIED: dict[tuple[Quantifier, bool], Callable[[Subject, Matches], Test]] = {
    (Quantifier.NONE, False): _some,
    (Quantifier.NONE, True): _none,
    (Quantifier.ANY, False): _some,
    (Quantifier.ANY, True): _some_not,
    (Quantifier.ALL, False): _every,
    (Quantifier.ALL, True): _none,
}


def _matcher(name: str, values: Iterable[str]) -> Matches:
    """Whether a value matches any of those of the policy."""
    comparison = COMPARISONS[name]
    wanted = [comparison.read_wanted(each) for each in values]
    make = _MATCHERS.get(comparison.holds)
    return frozenset(wanted).__contains__ if make is None else make(wanted)


def _pattern(patterns: Sequence[str]) -> Matches:
    parts = [pattern.split("*") for pattern in patterns]
    return lambda value: any(fits_parts(each, value) for each in parts)


def _networks(networks: Sequence[Network]) -> Matches:
    masked = [(each.version, int(each.netmask), int(each.network_address)) for each in networks]

    def matches(address: Any) -> bool:
        version, bits = address.version, int(address)
        return any(version == kind and bits & mask == wanted for kind, mask, wanted in masked)

    return matches


# Below any of several limits is below the highest of them. The rest compares for equality: one look into a set.
_MATCHERS: dict[Any, Callable[[Sequence[Any]], Matches]] = {
    lt: lambda wanted: partial(gt, max(wanted)),
    le: lambda wanted: partial(ge, max(wanted)),
    gt: lambda wanted: partial(lt, min(wanted)),
    ge: lambda wanted: partial(le, min(wanted)),
    COMPARISONS["string_like"].holds: _pattern,
    COMPARISONS["ip_equal"].holds: _networks,
}
