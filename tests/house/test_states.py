"""Status tables as graphs, and their drawings in the docs."""

import ast
import importlib
from pathlib import Path

import pytest

from chopmark.kit.states import drawing, finals, reachable

ROOT = Path(__file__).resolve().parents[2]
ROOMS = sorted(
    ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
    for path in (ROOT / "src").rglob("states.py")
    if path.parent.name != "kit"
)


@pytest.fixture(params=ROOMS)
def room(request):
    return importlib.import_module(request.param)


def test_every_status_is_in_the_table_and_can_be_reached(room):
    statuses = set(type(room.START))
    assert set(room.MOVES) == statuses
    assert reachable(room.MOVES, room.START) == statuses


def test_every_status_can_end(room):
    for status in room.MOVES:
        assert reachable(room.MOVES, status) & finals(room.MOVES)


def test_every_status_permits_something_said_or_nothing(room):
    permits = getattr(room, "PERMITS", None)
    if permits is not None:
        assert set(permits) == set(room.MOVES)


def test_the_drawing_in_the_docs_is_fresh(room):
    page = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")
    assert drawing(room.MOVES, room.START) in page, "run: python tools/draw_states.py"


def test_nobody_but_move_assigns_a_status():
    guilty = []
    for path in (ROOT / "src").rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name != "move":
                guilty += [f"{path.name}:{node.lineno}" for node in ast.walk(function) if _assigns_status(node)]
    assert guilty == []


def _assigns_status(node):
    targets = node.targets if isinstance(node, ast.Assign) else []
    flat = [t for target in targets for t in (target.elts if isinstance(target, ast.Tuple) else [target])]
    return any(
        isinstance(t, ast.Attribute) and t.attr == "status" and getattr(t.value, "id", "") != "self" for t in flat
    ) or any(isinstance(t, ast.Attribute) and t.attr == "status" and getattr(t.value, "id", "") == "self" for t in flat)
