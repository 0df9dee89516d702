"""What may become of a sign-in that waits to be scanned."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    WAITING = "waiting"
    SCANNED = "scanned"
    ALLOWED = "allowed"
    USED = "used"
    REFUSED = "refused"
    EXPIRED = "expired"


MOVES: Moves[Status] = {
    Status.WAITING: frozenset({Status.SCANNED, Status.EXPIRED}),
    Status.SCANNED: frozenset({Status.ALLOWED, Status.REFUSED, Status.EXPIRED}),
    Status.ALLOWED: frozenset({Status.USED, Status.EXPIRED}),
    Status.USED: frozenset(),
    Status.REFUSED: frozenset(),
    Status.EXPIRED: frozenset(),
}
START = Status.WAITING
