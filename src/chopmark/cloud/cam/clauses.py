"""The clauses of a compiled policy: what they compare with is read once, what a request carries once a request."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import ge, gt, le, lt
from socket import AF_INET, inet_pton
from typing import Any

from chopmark.cloud.cam import values
from chopmark.cloud.cam.language import Condition
from chopmark.cloud.cam.operators import COMPARISONS, PRESENCE, Operator, Quantifier, taken_apart
from chopmark.cloud.cam.resources import segments
from chopmark.cloud.cam.values import Network, Value
from chopmark.cloud.cam.variables import NOBODY, Principal, Unfilled, has_variable
from chopmark.cloud.cam.wildcards import fits_parts

Read = Callable[[str], Any]
Matches = Callable[[Any], bool]
Told = tuple[tuple[Any, ...], bool]  # the values that could be read, and whether there was one that could not
_NOTHING: Told = ((), False)
_ODD: Told = ((), True)
_IPV6 = 1 << 128  # set in every IPv6 address, so that no IPv4 network has one
_IPV4_BITS = 32


@dataclass(frozen=True, eq=False, slots=True)
class Subject:
    """One key, read in one way. It is equal to itself only: the look into the facts costs nothing then."""

    key: str
    read: Read


class Facts(dict[Subject, Told]):
    """What a request says, read when a clause asks for it, and once."""

    __slots__ = ("_segments", "context", "principal", "resource")

    def __init__(self, resource: str, context: Mapping[str, Value], principal: Principal) -> None:
        self.resource = resource
        self.context = context
        self.principal = principal
        self._segments: list[str] | None = None

    def __missing__(self, subject: Subject) -> Told:
        self[subject] = found = _told(self.context.get(subject.key), subject.read)
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


class Subjects(dict[tuple[str, Read], Subject]):
    """The subjects of a set of policies, each once."""

    def of(self, key: str, read: Read) -> Subject:
        return self.setdefault((key, read), Subject(key, read))


def compiled_clause(condition: Condition, subjects: Subjects, *, without_value: Test) -> Clause:
    """`without_value` answers in its place where one of its variables has none."""
    if condition.operator == PRESENCE:
        return Clause(condition.name, _presence(subjects.of(condition.key, str), frozenset(condition.values)))
    said = taken_apart(condition.operator)
    subject = subjects.of(condition.key, _READERS.get(said.name, COMPARISONS[said.name].read))
    if any(map(has_variable, condition.values)):
        return Clause(condition.name, _filled_anew(said, subject, condition.values, without_value))
    return Clause(condition.name, _test(said, subject, _matcher(said.name, condition.values, NOBODY)))


def _filled_anew(said: Operator, subject: Subject, wanted: Iterable[str], without_value: Test) -> Test:
    """For each question: what the variables stand for is known only then."""

    def test(facts: Facts) -> bool:
        try:
            matches = _matcher(said.name, wanted, facts.principal)
        except Unfilled:
            return without_value(facts)
        return _test(said, subject, matches)(facts)

    return test


def _told(value: Value | None, read: Read) -> Told:
    """A single text is what most requests carry, and a whole number compares with exact ones as it is."""
    if type(value) is str:
        try:
            return (read(value),), False
        except ValueError:
            return _ODD
    if type(value) is int and read is values.number:
        return (value,), False
    found = values.texts(value)
    told = [_told(each, read) for each in found]
    return tuple(each for readable, _ in told for each in readable), any(is_odd for _, is_odd in told)


def _presence(subject: Subject, wanted: frozenset[str]) -> Test:
    return lambda facts: ("true" if facts[subject] == _NOTHING else "false") in wanted


def _test(said: Operator, subject: Subject, matches: Matches) -> Test:
    test = _QUANTIFIED[said.quantifier, said.is_negated](subject, matches)
    if said.if_exist:
        return lambda facts: facts[subject] == _NOTHING or test(facts)
    return test


def _some(subject: Subject, matches: Matches) -> Test:
    def test(facts: Facts) -> bool:
        for value in facts[subject][0]:  # noqa: SIM110 - a generator would cost more than the comparison
            if matches(value):
                return True
        return False

    return test


def _none(subject: Subject, matches: Matches) -> Test:
    some = _some(subject, matches)
    return lambda facts: not some(facts)


def _every(subject: Subject, matches: Matches) -> Test:
    return lambda facts: not facts[subject][1] and all(map(matches, facts[subject][0]))


def _some_not(subject: Subject, matches: Matches) -> Test:
    """What cannot be read matches nothing."""
    return lambda facts: facts[subject][1] or not all(map(matches, facts[subject][0]))


# For no quantifier, positive and negated contradict each other; “any” and “all” each speak of single values.
_QUANTIFIED: dict[tuple[Quantifier, bool], Callable[[Subject, Matches], Test]] = {
    (Quantifier.NONE, False): _some,
    (Quantifier.NONE, True): _none,
    (Quantifier.ANY, False): _some,
    (Quantifier.ANY, True): _some_not,
    (Quantifier.ALL, False): _every,
    (Quantifier.ALL, True): _none,
}


def _matcher(name: str, wanted: Iterable[str], principal: Principal) -> Matches:
    """Whether a value matches any of those of the policy; raises Unfilled."""
    comparison = COMPARISONS[name]
    read = [comparison.read_wanted(each, principal) for each in wanted]
    make = _MATCHERS.get(comparison.holds)
    return frozenset(read).__contains__ if make is None else make(read)


def _pattern(patterns: Sequence[Sequence[str]]) -> Matches:
    return lambda value: any(fits_parts(parts, value) for parts in patterns)


def _bits(said: str) -> int:
    """An address as a number; most are IPv4, and for them the system's reader is the fastest."""
    try:
        return int.from_bytes(inet_pton(AF_INET, said))
    except OSError:
        found = values.address(said)
        return int(found) | (_IPV6 if found.version != 4 else 0)  # noqa: PLR2004 - the version of the protocol


def _networks(networks: Sequence[Network]) -> Matches:
    masked = [_masked(each) for each in networks]

    def matches(bits: int) -> bool:
        for mask, wanted in masked:  # noqa: SIM110 - a generator would cost more than the comparison
            if bits & mask == wanted:
                return True
        return False

    return matches


def _masked(network: Network) -> tuple[int, int]:
    """The bits that count, and what they have to be; those beyond an address tell the versions apart."""
    if network.version == 4:  # noqa: PLR2004 - the version of the protocol
        return int(network.netmask) | (_IPV6 * 2 - 1) >> _IPV4_BITS << _IPV4_BITS, int(network.network_address)
    return int(network.netmask) | _IPV6, int(network.network_address) | _IPV6


_READERS: dict[str, Read] = {"ip_equal": _bits}
# Below any of several limits is below the highest of them. The rest compares for equality: one look into a set.
_MATCHERS: dict[Any, Callable[[Sequence[Any]], Matches]] = {
    lt: lambda wanted: partial(gt, max(wanted)),
    le: lambda wanted: partial(ge, max(wanted)),
    gt: lambda wanted: partial(lt, min(wanted)),
    ge: lambda wanted: partial(le, min(wanted)),
    COMPARISONS["string_like"].holds: _pattern,
    COMPARISONS["ip_equal"].holds: _networks,
}
