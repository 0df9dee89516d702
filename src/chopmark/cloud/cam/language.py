"""The policy language 2.0: text in, frozen statements out; whatever is not understood is refused.

A policy that is misread could grant what nobody meant, so there is no tolerance for unknown words.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from chopmark.cloud.cam.operators import check_operator
from chopmark.cloud.cam.resources import EVERYTHING, SEGMENTS
from chopmark.cloud.cam.values import text
from chopmark.cloud.cam.variables import KNOWN, has_variable, unknown_in, written
from chopmark.cloud.cam.wildcards import lower

VERSION = "2.0"
_LONGEST = 6144  # characters; our own bound on what a page accepts and a decision reads
_DEEPEST = 32  # brackets within brackets; a policy needs seven
_ELEMENTS = frozenset({"version", "statement"})
_SUB_ELEMENTS = frozenset({"effect", "action", "resource", "condition"})
_PREFIX = "name/"
_TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\[\s\S])*"?|[{}\[\]]')
_MOST_DIGITS = 1000  # of a whole number; more would only keep the reader busy


class PolicyError(ValueError):
    """The policy is not well formed: which rule it breaks (the last part of a text key), and the words for the text."""

    def __init__(self, rule: str, **facts: object) -> None:
        super().__init__(rule, facts)
        self.rule = rule
        self.facts = facts


class Effect(StrEnum):
    ALLOW = "allow"
    DENY = "deny"


@dataclass(frozen=True)
class Condition:
    """One operator on one key; any of the values will do."""

    operator: str
    key: str
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        """As it is called where it stood in the way."""
        return f"{self.operator} {self.key}"


@dataclass(frozen=True)
class Statement:
    """What one sub-statement says. Actions are lower case and without the prefix `name/`."""

    effect: Effect
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Document:
    statements: tuple[Statement, ...]


def read(source: str) -> dict[str, Any]:
    """JSON that the database keeps as it is, with each key once; raises PolicyError."""
    if len(source) > _LONGEST:
        raise PolicyError("too_long", most=_LONGEST)
    if _depth(source) > _DEEPEST:
        raise PolicyError("too_deep", most=_DEEPEST)
    found = decoded(source, fraction=_storable)
    if not _is_storable(found):
        raise PolicyError("character")
    return _object(found, "policy")


def _depth(source: str) -> int:
    """Of brackets within brackets, told before anything is read; those in a text are none."""
    deepest = depth = 0
    for sign in _TEXT_OR_BRACKET.findall(source):
        depth += (sign in "{[") - (sign in "}]")
        deepest = max(deepest, depth)
    return deepest


def decoded(source: str, *, fraction: Callable[[str], object] = Decimal) -> Any:
    """JSON with each key once and exact numbers, no NaN among them; raises PolicyError."""
    try:
        return json.loads(
            source, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_whole, parse_float=fraction
        )
    except PolicyError:
        raise
    except (ValueError, ArithmeticError, RecursionError) as trouble:
        raise PolicyError("json") from trouble


def parse(source: object) -> Document:
    """The statements of a policy; raises PolicyError with the first thing that is wrong."""
    policy = _object(source, "policy")
    _known(policy, _ELEMENTS)
    if policy.get("version") != VERSION:
        raise PolicyError("version", version=VERSION)
    said = policy.get("statement")
    statements = [said] if isinstance(said, dict) else said
    if not isinstance(statements, list) or not statements:
        raise PolicyError("statement")
    return Document(tuple(_statement(_object(each, "statement")) for each in statements))


def _statement(source: Mapping[str, Any]) -> Statement:
    if "principal" in source:
        raise PolicyError("principal")
    _known(source, _SUB_ELEMENTS)
    if source.get("effect") not in tuple(Effect):
        raise PolicyError("effect")
    return Statement(
        effect=Effect(source["effect"]),
        actions=tuple(_action(each) for each in _without_variables(_texts(source.get("action"), "action"), "action")),
        resources=tuple(_resource(each) for each in _texts(source.get("resource"), "resource")),
        conditions=_conditions(_object(source.get("condition", {}), "condition")),
    )


def _action(said: str) -> str:
    plain = plain_action(said)
    service, _, name = plain.partition(":")
    if plain != EVERYTHING and not (service and name):
        raise PolicyError("action", found=said)
    return "*:*" if plain == EVERYTHING else plain


def plain_action(said: str) -> str:
    """Lower case and without the prefix, in which the same action may be written."""
    return lower(said).removeprefix(_PREFIX)


def _resource(said: str) -> str:
    if said != EVERYTHING and not (said.startswith("qcs:") and said.count(":") >= SEGMENTS - 1):
        raise PolicyError("resource", found=said)
    return said


def _conditions(source: Mapping[str, Any]) -> tuple[Condition, ...]:
    found = []
    for operator, clauses in source.items():
        _check(operator, ())
        for key, values in _object(clauses, operator).items():
            texts = _texts(values, key)
            _check(operator, texts)
            _check_octets(operator, values)
            found.append(Condition(operator, key, texts))
    return tuple(found)


def _check(operator: str, texts: tuple[str, ...]) -> None:
    try:
        check_operator(operator, texts)
    except ValueError as trouble:
        raise PolicyError("operator", operator=operator, found=", ".join(texts)) from trouble


def _check_octets(operator: str, values: object) -> None:
    """1234 and true would be base64 by chance."""
    listed = values if isinstance(values, list) else [values]
    if "binary_equal" in operator and not all(isinstance(each, str) for each in listed):
        raise PolicyError("operator", operator=operator, found=", ".join(map(str, listed)))


def _texts(value: object, name: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(each, str | int | float | Decimal) for each in values):
        raise PolicyError("texts", element=name)
    if any(isinstance(each, float) and not math.isfinite(each) for each in values):
        raise PolicyError("number", found=name)
    found = tuple(map(text, values))
    if unknown := unknown_in(found):
        raise PolicyError("unknown_variable", found=unknown[0], known=", ".join(map(written, KNOWN)))
    return found


def _without_variables(texts: tuple[str, ...], name: str) -> tuple[str, ...]:
    if any(map(has_variable, texts)):
        raise PolicyError("variable", element=name)
    return texts


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PolicyError("object", element=name)
    return value


def _known(source: Mapping[str, Any], names: frozenset[str]) -> None:
    unknown = sorted(set(source) - names)
    if unknown:
        raise PolicyError("unknown", element=unknown[0])


def _no_number(said: str) -> object:
    raise PolicyError("number", found=said)


def _whole(said: str) -> int:
    if len(said) > _MOST_DIGITS:
        raise PolicyError("number", found=f"{said[:20]}…")
    return int(said)


def _storable(said: str) -> float:
    """The database gives fractions back as binary ones: what would become another number is refused."""
    found = float(said)
    if not math.isfinite(found) or Decimal(repr(found)) != Decimal(said):
        raise PolicyError("number", found=said)
    return found


def _is_storable(found: object) -> bool:
    """Whether PostgreSQL can keep it: no NUL and no half of a surrogate pair."""
    try:
        written = json.dumps(found, ensure_ascii=False)
    except RecursionError:
        return False
    return "\\u0000" not in written and not any("\ud800" <= character <= "\udfff" for character in written)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise PolicyError("twice")
    return found
