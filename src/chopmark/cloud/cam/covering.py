"""Whether a compiled statement covers the resource of a request."""

from collections.abc import Iterable

from chopmark.cloud.cam.clauses import Facts, Test
from chopmark.cloud.cam.resources import EVERYTHING, SEGMENTS, wanted_segments
from chopmark.cloud.cam.variables import Unfilled, filled_parts, has_variable
from chopmark.cloud.cam.wildcards import fits_parts


def always(facts: Facts) -> bool:
    return True


def never(facts: Facts) -> bool:
    return False


def covering(patterns: Iterable[str], *, without_value: Test) -> Test:
    """A test for: the resource is one of these; `without_value` answers where a variable among them has none."""
    if EVERYTHING in patterns:
        return always
    if any(map(has_variable, patterns)):
        return _filled_anew(patterns, without_value)
    wanted = [wanted_segments(pattern) for pattern in patterns]
    literal = frozenset(":".join(told) for told in wanted if "*" not in "".join(told))
    tests = [_pattern(told) for told in wanted if "*" in "".join(told)]
    if not tests:
        return lambda facts: facts.resource in literal
    if len(tests) == 1 and not literal:
        return tests[0]
    return lambda facts: facts.resource in literal or any(test(facts) for test in tests)


def _filled_anew(patterns: Iterable[str], without_value: Test) -> Test:
    """For each question, segment by segment: colons and `*` in what a variable stands for mean nothing."""
    cut = [[said.split("*") for said in wanted_segments(pattern)] for pattern in patterns]

    def test(facts: Facts) -> bool:
        try:
            wanted = [[filled_parts(parts, facts.principal) for parts in segments] for segments in cut]
        except Unfilled:
            return without_value(facts)
        told = facts.segments
        return len(told) == SEGMENTS and any(all(map(fits_parts, segments, told)) for segments in wanted)

    return test


def _pattern(wanted: list[str]) -> Test:
    """What stands before the first `*` is looked at first: it settles most questions."""
    parts = ":".join(wanted).split("*")
    if "*" in "".join(wanted[:-1]):
        return _by_segments(parts[0], parts[-1], wanted)
    return _by_beginning(parts)


def _by_beginning(parts: list[str]) -> Test:
    """Nothing but the last segment is left open, and it may hold colons: the resource is matched as one text."""
    first = parts[0]
    if parts[1:] == [""]:
        return lambda facts: facts.resource.startswith(first)
    return lambda facts: facts.resource.startswith(first) and fits_parts(parts, facts.resource)


def _by_segments(first: str, last: str, wanted: list[str]) -> Test:
    literal = [(place, said) for place, said in enumerate(wanted) if "*" not in said]
    cut = [(place, said.split("*")) for place, said in enumerate(wanted) if "*" in said and said != "*"]

    def test(facts: Facts) -> bool:
        if not (facts.resource.startswith(first) and facts.resource.endswith(last)):
            return False
        told = facts.segments
        if len(told) != SEGMENTS:
            return False
        for place, said in literal:  # loops, because generators would cost more than what they compare
            if told[place] != said:
                return False
        for place, parts in cut:  # noqa: SIM110
            if not fits_parts(parts, told[place]):
                return False
        return True

    return test
