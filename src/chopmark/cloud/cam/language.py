"""The policy language 2.0: text in, frozen statements out; whatever is not understood is refused.

A policy that is misread could grant what nobody meant, so there is no tolerance for unknown words.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chopmark.cloud.cam.operators import check_operator

VERSION = "2.0"
_LONGEST = 6144  # characters; our own bound on what a page accepts and a decision reads
_ELEMENTS = frozenset({"version", "statement"})
_SUB_ELEMENTS = frozenset({"effect", "action", "resource", "condition"})
_SEGMENTS = 6  # qcs:project_id:service:region:account:resource


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


def read(text: str) -> dict[str, Any]:
    """JSON with each key once; raises PolicyError."""
    if len(text) > _LONGEST:
        raise PolicyError("too_long", most=_LONGEST)
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except PolicyError:
        raise
    except (ValueError, RecursionError) as trouble:
        raise PolicyError("json") from trouble
    if not _is_storable(found):
        raise PolicyError("character")
    return _object(found, "policy")


def parse(source: Mapping[str, Any]) -> Document:
    """The statements of a policy; raises PolicyError with the first thing that is wrong."""
    _known(source, _ELEMENTS)
    if source.get("version") != VERSION:
        raise PolicyError("version", version=VERSION)
    said = source.get("statement")
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
        actions=tuple(_action(each) for each in _texts(source.get("action"), "action")),
        resources=tuple(_resource(each) for each in _texts(source.get("resource"), "resource")),
        conditions=_conditions(_object(source.get("condition", {}), "condition")),
    )


def _action(text: str) -> str:
    plain = text.removeprefix("name/").lower()
    service, colon, name = plain.partition(":")
    if plain != "*" and not (service and colon and name):
        raise PolicyError("action", found=text)
    return "*:*" if plain == "*" else plain


def _resource(text: str) -> str:
    if text != "*" and not (text.startswith("qcs:") and text.count(":") >= _SEGMENTS - 1):
        raise PolicyError("resource", found=text)
    return text


def _conditions(source: Mapping[str, Any]) -> tuple[Condition, ...]:
    found = []
    for operator, clauses in source.items():
        for key, values in _object(clauses, operator).items():
            texts = _texts(values, key)
            try:
                check_operator(operator, texts)
            except ValueError as trouble:
                raise PolicyError("operator", operator=operator, found=", ".join(texts)) from trouble
            found.append(Condition(operator, key, texts))
    return tuple(found)


def _texts(value: object, name: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(each, str | int | float | bool) and each != "" for each in values):
        raise PolicyError("texts", element=name)
    if any("${" in str(each) for each in values):
        raise PolicyError("variable", element=name)
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in values)


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PolicyError("object", element=name)
    return value


def _known(source: Mapping[str, Any], names: frozenset[str]) -> None:
    unknown = sorted(set(source) - names)
    if unknown:
        raise PolicyError("unknown", element=unknown[0])


def _no_constant(name: str) -> None:
    raise PolicyError("number", found=name)


def _is_storable(found: object) -> bool:
    """Whether PostgreSQL can keep it: no NUL and no half of a surrogate pair."""
    text = json.dumps(found, ensure_ascii=False)
    return "\\u0000" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise PolicyError("twice")
    return found
