"""What may become of a delivery."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    """Waiting for its moment; under way; taken with a 200; parked after the last try, until somebody sends it again."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    PARKED = "parked"


MOVES: Moves[Status] = {
    Status.WAITING: frozenset({Status.SENDING, Status.PARKED}),
    # Whether a receiver had it when we died is unknown: it is sent again, and the receiver knows it by its MsgId.
    Status.SENDING: frozenset({Status.WAITING, Status.DELIVERED, Status.PARKED}),
    Status.DELIVERED: frozenset(),
    Status.PARKED: frozenset({Status.WAITING}),
}
START = Status.WAITING
