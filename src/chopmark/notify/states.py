"""What may become of a message. Unsure means: the carrier may have it; nobody sends it again by itself."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"
    STOPPED = "stopped"  # whoever has the number asked for silence


MOVES: Moves[Status] = {
    Status.QUEUED: frozenset({Status.SENDING, Status.STOPPED}),
    # Back to queued only when the carrier said that it did not take it.
    Status.SENDING: frozenset({Status.QUEUED, Status.SENT, Status.UNSURE, Status.FAILED}),
    Status.SENT: frozenset(),
    Status.UNSURE: frozenset(),
    Status.FAILED: frozenset(),
    Status.STOPPED: frozenset(),
}
START = Status.QUEUED
