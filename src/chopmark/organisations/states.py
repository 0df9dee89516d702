"""What may become of an organisation, and what each status permits."""

from enum import StrEnum

from chopmark.kit.states import Moves


class Status(StrEnum):
    """Verified: authorised, the super administrator has not activated yet. Open: the Enterprise Edition.

    Vacant: nobody is super administrator, because the authorisation was revoked; documents and seals stay.
    """

    VERIFIED = "verified"
    OPEN = "open"
    VACANT = "vacant"
    CLOSED = "closed"


MOVES: Moves[Status] = {
    Status.VERIFIED: frozenset({Status.OPEN, Status.VACANT, Status.CLOSED}),
    Status.OPEN: frozenset({Status.VACANT, Status.CLOSED}),
    Status.VACANT: frozenset({Status.VERIFIED, Status.CLOSED}),
    Status.CLOSED: frozenset(),
}
START = Status.VERIFIED

PERMITS: dict[Status, frozenset[str]] = {
    Status.VERIFIED: frozenset({"activate", "view", "state"}),
    Status.OPEN: frozenset({"view", "state", "seal", "sign", "invite"}),
    Status.VACANT: frozenset({"view"}),
    Status.CLOSED: frozenset(),
}
