"""What may become of a small sum that is sent to a corporate account."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    ORDERED = "ordered"
    SENT = "sent"
    ARRIVED = "arrived"
    MATCHED = "matched"
    RETURNED = "returned"
    WRONG = "wrong"
    LATE = "late"
    WITHDRAWN = "withdrawn"


MOVES: Moves[Status] = {
    Status.ORDERED: frozenset({Status.SENT, Status.WITHDRAWN}),
    Status.SENT: frozenset({Status.ARRIVED, Status.RETURNED, Status.WITHDRAWN}),
    Status.ARRIVED: frozenset({Status.MATCHED, Status.WRONG, Status.LATE, Status.WITHDRAWN}),
    Status.MATCHED: frozenset(),
    Status.RETURNED: frozenset(),
    Status.WRONG: frozenset(),
    Status.LATE: frozenset(),
    Status.WITHDRAWN: frozenset(),
}
START = Status.ORDERED
ALIVE = (Status.ORDERED, Status.SENT, Status.ARRIVED)
