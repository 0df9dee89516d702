"""Status tables: checked before a move, tested as graphs, drawn into the docs."""

from collections.abc import Mapping
from typing import TypeVar

from chopmark.kit.errors import IllegalMove

S = TypeVar("S", bound=str)
Moves = Mapping[S, frozenset[S]]


def check_move(moves: Moves[S], *, here: S, there: S) -> None:
    """Raise IllegalMove unless the table allows it."""
    if there not in moves[here]:
        raise IllegalMove(here=str(here), there=str(there))


def reachable(moves: Moves[S], start: S) -> frozenset[S]:
    """Every status that some row can come to from `start`, itself included."""
    seen: set[S] = set()
    ahead = [start]
    while ahead:
        status = ahead.pop()
        if status not in seen:
            seen.add(status)
            ahead.extend(moves[status])
    return frozenset(seen)


def finals(moves: Moves[S]) -> frozenset[S]:
    """The statuses without an exit."""
    return frozenset(status for status, exits in moves.items() if not exits)


def drawing(moves: Moves[S], start: S) -> str:
    """The table as a Mermaid state diagram, in a stable order."""
    lines = ["stateDiagram-v2", f"    [*] --> {start}"]
    lines += [f"    {here} --> {there}" for here, exits in moves.items() for there in sorted(exits)]
    lines += [f"    {status} --> [*]" for status in moves if status in finals(moves)]
    return "\n".join(lines)
