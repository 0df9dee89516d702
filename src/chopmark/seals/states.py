"""What may become of a seal."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    """In use; stopped for now; void for ever, as after a change of name."""

    IN_USE = "in_use"
    STOPPED = "stopped"
    VOID = "void"


MOVES: Moves[Status] = {
    Status.IN_USE: frozenset({Status.STOPPED, Status.VOID}),
    Status.STOPPED: frozenset({Status.IN_USE, Status.VOID}),
    Status.VOID: frozenset(),
}
START = Status.IN_USE
