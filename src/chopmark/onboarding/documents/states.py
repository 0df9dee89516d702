"""What may become of the photographs of a document, and what each status permits."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    PENDING = "pending"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


MOVES: Moves[Status] = {
    Status.PENDING: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.SUBMITTED: frozenset({Status.APPROVED, Status.RETURNED, Status.REFUSED, Status.WITHDRAWN}),
    Status.RETURNED: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.APPROVED: frozenset(),
    Status.REFUSED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}
START = Status.PENDING

PERMITS: dict[Status, frozenset[str]] = {
    Status.PENDING: frozenset({"photograph"}),
    Status.SUBMITTED: frozenset(),
    Status.RETURNED: frozenset({"photograph"}),
    Status.APPROVED: frozenset(),
    Status.REFUSED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}
LIVE = frozenset({Status.PENDING, Status.SUBMITTED, Status.RETURNED})
