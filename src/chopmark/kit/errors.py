"""Every error of ours.

ChopmarkError             the only base; carries a code, an HTTP status and facts
├── IllegalMove       409  application.illegal_move
├── NotReady          409  application.not_ready
├── NotAllowed        403  cam.denied
├── TooMany           429  limit.reached
└── EngineError       503  engine.failed; never reaches a page as itself
    ├── Unavailable   503  engine.unavailable: retried by the queue
    ├── Unreadable    422  engine.unreadable: becomes a reason shown at the upload
    └── Misconfigured 500  engine.misconfigured: becomes an operator's alert
"""

import datetime as dt
from typing import ClassVar


class ChopmarkError(Exception):
    """Base of all; the text holds the code only, so no personal data reaches a log through it."""

    code: ClassVar[str] = "internal.error"
    status: ClassVar[int] = 500

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class IllegalMove(ChopmarkError):
    code = "application.illegal_move"
    status = 409


class NotReady(ChopmarkError):
    code = "application.not_ready"
    status = 409


class NotAllowed(ChopmarkError):
    code = "cam.denied"
    status = 403


class TooMany(ChopmarkError):
    """A limit is reached; `again_at` says until when. Nothing was done."""

    code = "limit.reached"
    status = 429

    def __init__(self, *, again_at: dt.datetime, limit: str) -> None:
        super().__init__(again_at=again_at, limit=limit)
        self.again_at = again_at


class EngineError(ChopmarkError):
    """An engine could not answer; a refusal or a mismatch is an answer and never raised."""

    code = "engine.failed"
    status = 503


class Unavailable(EngineError):
    """Again later."""

    code = "engine.unavailable"


class Unreadable(EngineError):
    """What the person gave cannot be read; `reason` is a stable code, such as FILE_CORRUPT."""

    code = "engine.unreadable"
    status = 422

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason=reason, **facts)
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"


class Misconfigured(EngineError):
    """Only an operator can help."""

    code = "engine.misconfigured"
    status = 500
