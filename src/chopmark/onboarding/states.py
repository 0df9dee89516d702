"""What may become of an application, and what each status permits."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


_ENDS_AT_ONCE = frozenset({Status.WITHDRAWN, Status.SUPERSEDED})
MOVES: Moves[Status] = {
    # Refused from a draft: who was asked to authorise reported it, or a person refused the photographs of a document.
    Status.DRAFT: frozenset({Status.IN_REVIEW, Status.APPROVED, Status.REFUSED}) | _ENDS_AT_ONCE,
    # Back to a draft: the applicant takes the letter back to change something.
    Status.IN_REVIEW: frozenset({Status.APPROVED, Status.RETURNED, Status.REFUSED, Status.DRAFT}) | _ENDS_AT_ONCE,
    Status.RETURNED: frozenset({Status.IN_REVIEW, Status.DRAFT, Status.REFUSED}) | _ENDS_AT_ONCE,
    Status.APPROVED: frozenset(),
    Status.REFUSED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.SUPERSEDED: frozenset(),
}
START = Status.DRAFT

PERMITS: dict[Status, frozenset[str]] = {
    Status.DRAFT: frozenset({"answer", "withdraw", "activate"}),
    Status.IN_REVIEW: frozenset({"withdraw", "activate", "take_back"}),
    Status.RETURNED: frozenset({"answer", "withdraw", "activate"}),
    Status.APPROVED: frozenset({"activate"}),
    Status.REFUSED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.SUPERSEDED: frozenset(),
}
LIVE = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.RETURNED})
