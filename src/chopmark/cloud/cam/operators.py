"""The operators of conditions (domain 6.3), as the reference evaluator reads them.

A key that is missing, and one with an empty list, has no value. Then a positive operator fails, and a negated one, one
with `_if_exist` and `null_equal` "true" hold; `for_any_value:` fails and `for_all_values:` holds, as in AWS.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from operator import contains, eq, ge, gt, le, lt
from typing import Any

from chopmark.cloud.cam import values
from chopmark.cloud.cam.variables import NOBODY, Principal, Unfilled, filled, filled_parts
from chopmark.cloud.cam.wildcards import fits_parts

PRESENCE = "null_equal"
_IF_EXIST = "_if_exist"


class Quantifier(Enum):
    """Which of the request's values the clause is about."""

    NONE = "none"
    ANY = "any"
    ALL = "all"


# The official documents name the first; the others are found in policies (domain 6.3, mark G).
_QUANTIFIERS = {
    "for_any_value:": Quantifier.ANY,
    "for_all_value:": Quantifier.ALL,
    "for_all_values:": Quantifier.ALL,
}


@dataclass(frozen=True)
class Comparison:
    """How one value of the request and one of the policy are read, and what has to be true of the two.

    Only texts may have variables; what a variable stands for is asked of whoever asks, or it is Unfilled.
    """

    read: Callable[[str], Any]
    read_wanted: Callable[[str, Principal], Any]
    holds: Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Operator:
    """An operator taken apart: `name` is the positive one, which is turned round where it is negated."""

    name: str
    quantifier: Quantifier
    is_negated: bool
    if_exist: bool


def _plain(
    read: Callable[[str], Any], holds: Callable[[Any, Any], bool], *, read_wanted: Callable[[str], Any] | None = None
) -> Comparison:
    """Of a kind in which no text has a variable."""
    reads = read_wanted or read
    return Comparison(read, lambda said, _principal: reads(said), holds)


def _number(holds: Callable[[Any, Any], bool]) -> Comparison:
    return _plain(values.number, holds)


def _date(holds: Callable[[Any, Any], bool]) -> Comparison:
    return _plain(values.moment, holds)


COMPARISONS: dict[str, Comparison] = {
    "string_equal": Comparison(str, filled, eq),
    "string_equal_ignore_case": Comparison(
        str.casefold, lambda said, principal: filled(said, principal).casefold(), eq
    ),
    "string_like": Comparison(
        str,
        lambda said, principal: filled_parts(said.split("*"), principal),
        lambda value, parts: fits_parts(parts, value),
    ),
    "bool_equal": _plain(values.truth, eq),
    "binary_equal": _plain(values.octets, eq),
    "ip_equal": _plain(values.address, lambda value, network: contains(network, value), read_wanted=values.network),
    "numeric_equal": _number(eq),
    "numeric_less_than": _number(lt),
    "numeric_less_than_equal": _number(le),
    "numeric_greater_than": _number(gt),
    "numeric_greater_than_equal": _number(ge),
    "date_equal": _date(eq),
    "date_less_than": _date(lt),
    "date_less_than_equal": _date(le),
    "date_greater_than": _date(gt),
    "date_greater_than_equal": _date(ge),
}
# negated operator -> the one whose answer it turns round
_NEGATED = {
    "string_not_equal": "string_equal",
    "string_not_equal_ignore_case": "string_equal_ignore_case",
    "string_not_like": "string_like",
    "ip_not_equal": "ip_equal",
    "numeric_not_equal": "numeric_equal",
    "date_not_equal": "date_equal",
}


def taken_apart(operator: str) -> Operator:
    """Quantifier, name and suffix; raises ValueError with one sentence when there is no such operator."""
    prefix, colon, rest = operator.rpartition(":")
    quantifier = _QUANTIFIERS.get(prefix + colon, Quantifier.NONE)
    plain = (operator if quantifier is Quantifier.NONE else rest).removesuffix(_IF_EXIST)
    name = _NEGATED.get(plain, plain)
    if name not in COMPARISONS:
        raise ValueError(f"The operator {operator!r} is not known.")
    return Operator(name, quantifier, is_negated=plain in _NEGATED, if_exist=operator.endswith(_IF_EXIST))


def check_operator(operator: str, wanted: Iterable[str]) -> None:
    """Raise ValueError with one sentence unless the operator is known and the values are of its kind."""
    if operator == PRESENCE:
        if not set(wanted) <= {"true", "false"}:
            raise ValueError('The operator null_equal takes "true" or "false".')
        return
    name = taken_apart(operator).name
    for each in wanted:
        try:
            COMPARISONS[name].read_wanted(each, NOBODY)
        except Unfilled:  # a text, whatever it will be
            continue
        except ValueError:
            raise ValueError(f"The operator {operator} cannot compare with {each!r}.") from None


def holds(operator: str, *, found: Sequence[str], wanted: Sequence[str], principal: Principal = NOBODY) -> bool:
    """Whether a clause is satisfied by the values that the request has for its key.

    Raises Unfilled when one of the clause's variables has no value, whatever the request has.
    """
    if operator == PRESENCE:
        return any((not found) == (each == "true") for each in wanted)
    said = taken_apart(operator)
    comparison = COMPARISONS[said.name]
    read = [comparison.read_wanted(each, principal) for each in wanted]
    if not found and said.if_exist:
        return True
    if said.quantifier is Quantifier.ANY:
        return any(_any(comparison, value, read) != said.is_negated for value in found)
    if said.quantifier is Quantifier.ALL:
        return all(_any(comparison, value, read) != said.is_negated for value in found)
    return any(_any(comparison, value, read) for value in found) != said.is_negated


def _any(comparison: Comparison, value: str, wanted: Iterable[Any]) -> bool:
    return any(_compare(comparison, value, each) for each in wanted)


def _compare(comparison: Comparison, value: str, wanted: Any) -> bool:
    try:
        told = comparison.read(value)
    except ValueError:  # what the request carries is not of the operator's kind, so it is not equal either
        return False
    return comparison.holds(told, wanted)
