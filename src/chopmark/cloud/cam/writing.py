"""A policy as people read and write it: one line an element, in the order in which it is thought."""

import json
from collections.abc import Mapping
from typing import Any

_ORDER = ("effect", "action", "resource", "condition")


def written(document: Mapping[str, Any]) -> str:
    """JSON again, only laid out; what is kept in the database has lost its order."""
    said = document["statement"]
    statements = [said] if isinstance(said, dict) else said
    version = json.dumps(document["version"])
    return f'{{ "version": {version},\n  "statement": [{", ".join(map(_statement, statements))}] }}'


def _statement(statement: Mapping[str, Any]) -> str:
    lines = [f'    "{name}": {_plain(statement[name])}' for name in _ORDER if name in statement]
    return "{\n" + ",\n".join(lines) + " }"


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
