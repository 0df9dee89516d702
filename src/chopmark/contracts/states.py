"""What may become of a contract."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    """Signed: every party has, and the worker finishes the file; only then it is finished.

    Which parties have signed so far stands with the parties, so that two of them never write one status.
    """

    DRAFT = "draft"
    SENT = "sent"
    SIGNED = "signed"
    FINISHED = "finished"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


MOVES: Moves[Status] = {
    Status.DRAFT: frozenset({Status.SENT, Status.WITHDRAWN}),
    Status.SENT: frozenset({Status.SIGNED, Status.REFUSED, Status.WITHDRAWN, Status.EXPIRED}),
    Status.SIGNED: frozenset({Status.FINISHED}),
    Status.FINISHED: frozenset(),
    Status.REFUSED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.EXPIRED: frozenset(),
}
START = Status.DRAFT
