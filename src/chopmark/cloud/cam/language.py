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
    """The policy is not well formed; the message is one sentence for the person who wrote it."""


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
        raise PolicyError(f"A policy has at most {_LONGEST} characters.")
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except PolicyError:
        raise
    except (ValueError, RecursionError) as trouble:
        raise PolicyError("The policy is not JSON.") from trouble
    if not _is_storable(found):
        raise PolicyError("The policy has a character that is none.")
    return _object(found, "The policy")


def parse(source: Mapping[str, Any]) -> Document:
    """The statements of a policy; raises PolicyError with the first thing that is wrong."""
    _known(source, _ELEMENTS, "The policy")
    if source.get("version") != VERSION:
        raise PolicyError(f'The version has to be "{VERSION}".')
    said = source.get("statement")
    statements = [said] if isinstance(said, dict) else said
    if not isinstance(statements, list) or not statements:
        raise PolicyError("The statement has to be an object or a list of objects.")
    return Document(tuple(_statement(_object(each, "A statement")) for each in statements))


def _statement(source: Mapping[str, Any]) -> Statement:
    if "principal" in source:
        raise PolicyError("A policy of users has no principal.")
    _known(source, _SUB_ELEMENTS, "A statement")
    if source.get("effect") not in tuple(Effect):
        raise PolicyError('The effect has to be "allow" or "deny".')
    return Statement(
        effect=Effect(source["effect"]),
        actions=tuple(_action(each) for each in _texts(source.get("action"), "The action")),
        resources=tuple(_resource(each) for each in _texts(source.get("resource"), "The resource")),
        conditions=_conditions(_object(source.get("condition", {}), "The condition")),
    )


def _action(text: str) -> str:
    plain = text.removeprefix("name/").lower()
    service, colon, name = plain.partition(":")
    if plain != "*" and not (service and colon and name):
        raise PolicyError(f"An action is written as service:Action or *, not {text!r}.")
    return "*:*" if plain == "*" else plain


def _resource(text: str) -> str:
    if text != "*" and not (text.startswith("qcs:") and text.count(":") >= _SEGMENTS - 1):
        raise PolicyError(f"A resource is * or has six segments that begin with qcs, unlike {text!r}.")
    return text


def _conditions(source: Mapping[str, Any]) -> tuple[Condition, ...]:
    found = []
    for operator, clauses in source.items():
        for key, values in _object(clauses, f"The operator {operator}").items():
            texts = _texts(values, f"The key {key}")
            try:
                check_operator(operator, texts)
            except ValueError as trouble:
                raise PolicyError(str(trouble)) from trouble
            found.append(Condition(operator, key, texts))
    return tuple(found)


def _texts(value: object, name: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(each, str | int | float | bool) and each != "" for each in values):
        raise PolicyError(f"{name} has to be a text or a list of texts.")
    if any("${" in str(each) for each in values):
        raise PolicyError(f"{name} has a variable, which is not understood here.")
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in values)


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PolicyError(f"{name} has to be an object.")
    return value


def _known(source: Mapping[str, Any], names: frozenset[str], what: str) -> None:
    unknown = sorted(set(source) - names)
    if unknown:
        raise PolicyError(f"{what} has an unknown element {unknown[0]!r}.")


def _no_constant(name: str) -> None:
    raise PolicyError(f"{name} is no number in a policy.")


def _is_storable(found: object) -> bool:
    """Whether PostgreSQL can keep it: no NUL and no half of a surrogate pair."""
    text = json.dumps(found, ensure_ascii=False)
    return "\\u0000" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise PolicyError("A key stands twice in one object of the policy.")
    return found
