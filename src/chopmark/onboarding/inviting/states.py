"""What may become of an invitation, and what each status permits."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    SENT = "sent"
    SIGNING = "signing"
    SIGNED = "signed"
    REFUSED = "refused"
    REPORTED = "reported"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REVOKED = "revoked"


MOVES: Moves[Status] = {
    Status.SENT: frozenset({Status.SIGNING, Status.REFUSED, Status.REPORTED, Status.WITHDRAWN, Status.EXPIRED}),
    # The signer pressed and the paper is being made; back only when the application ended meanwhile.
    Status.SIGNING: frozenset({Status.SIGNED, Status.WITHDRAWN}),
    Status.SIGNED: frozenset({Status.REVOKED}),
    Status.REFUSED: frozenset({Status.REPORTED}),
    Status.REPORTED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.EXPIRED: frozenset({Status.REPORTED}),
    Status.REVOKED: frozenset(),
}
START = Status.SENT

PERMITS: dict[Status, frozenset[str]] = {
    Status.SENT: frozenset({"open", "answer", "sign", "refuse", "report", "remind", "withdraw"}),
    Status.SIGNING: frozenset({"open"}),
    Status.SIGNED: frozenset({"open", "revoke"}),
    Status.REFUSED: frozenset({"report"}),
    Status.REPORTED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.EXPIRED: frozenset({"report"}),
    Status.REVOKED: frozenset({"open"}),
}
OPEN = frozenset({Status.SENT, Status.SIGNING})
