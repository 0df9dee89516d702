"""What may become of a case."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    RETURNED = "returned"
    REFUSED = "refused"
    VOID = "void"


MOVES: Moves[Status] = {
    Status.OPEN: frozenset({Status.APPROVED, Status.RETURNED, Status.REFUSED, Status.VOID}),
    Status.APPROVED: frozenset(),
    Status.RETURNED: frozenset(),
    Status.REFUSED: frozenset(),
    Status.VOID: frozenset(),
}
START = Status.OPEN
