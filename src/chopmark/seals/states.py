"""What may become of a seal, and what each status permits."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    """In review and returned are seals made from a picture; in use; stopped for now; void for ever, as after a change
    of name.
    """

    IN_REVIEW = "in_review"
    RETURNED = "returned"
    IN_USE = "in_use"
    STOPPED = "stopped"
    VOID = "void"


MOVES: Moves[Status] = {
    Status.IN_REVIEW: frozenset({Status.IN_USE, Status.RETURNED, Status.VOID}),
    Status.RETURNED: frozenset({Status.VOID}),
    Status.IN_USE: frozenset({Status.STOPPED, Status.VOID}),
    Status.STOPPED: frozenset({Status.IN_USE, Status.VOID}),
    Status.VOID: frozenset(),
}
START = Status.IN_REVIEW  # of a picture; a drawn seal is in use from its first moment

# What its organisation may do with it. Out of the review it goes by the reviewer alone: no member starts it.
PERMITS: dict[Status, frozenset[str]] = {
    Status.IN_REVIEW: frozenset({"void"}),
    Status.RETURNED: frozenset({"void"}),
    Status.IN_USE: frozenset({"use", "grant", "stop", "void"}),
    Status.STOPPED: frozenset({"start", "void"}),
    Status.VOID: frozenset(),
}
