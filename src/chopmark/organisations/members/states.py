"""What may become of an invitation to an organisation."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


MOVES: Moves[Status] = {
    Status.SENT: frozenset({Status.ACCEPTED, Status.WITHDRAWN, Status.EXPIRED}),
    Status.ACCEPTED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.EXPIRED: frozenset(),
}
START = Status.SENT
