"""What was found out about a signed file: plain values, the same in a process of its own, on a page and in JSON."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Somebody signed, or only the time was kept."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"


class Change(StrEnum):
    """What was added to the file after a signature."""

    NOTHING = "nothing"
    ADDED = "added"  # further signatures, their upkeep, or fields filled in: allowed
    ALTERED = "altered"  # anything else, or nobody can tell


class Trust(StrEnum):
    """Whether the certificate leads to a root that the asker trusts."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNFIT = "unfit"
    UNASKED = "unasked"  # the content is broken, so nobody looked at the certificate


@dataclass(frozen=True)
class Signature:
    """One signature of a PDF. Times are aware; `stamped_at` is None without a stamp, whoever made it."""

    kind: Kind
    field: str
    who: str
    issuer: str
    name: str
    reason: str
    claimed_at: dt.datetime | None
    stamped_at: dt.datetime | None
    is_stamp_trusted: bool
    is_intact: bool
    covers_whole_file: bool
    change: Change
    trust: Trust
    level: str

    @property
    def is_valid(self) -> bool:
        """Nothing is broken, nothing was altered, and the signer is known."""
        sound = self.is_intact and self.trust is Trust.TRUSTED and self.change is not Change.ALTERED
        return sound and (self.stamped_at is None or self.is_stamp_trusted)


@dataclass(frozen=True)
class Report:
    """All signatures of a file, oldest first; or the reason why there are none to speak of."""

    signatures: tuple[Signature, ...] = ()
    unreadable: str = ""
    covered_sha256: str = ""  # of all that the newest one covers, in hexadecimal

    @property
    def is_valid(self) -> bool:
        """Signed at all, and every signature holds."""
        return bool(self.signatures) and all(one.is_valid for one in self.signatures)


@dataclass(frozen=True)
class StatementReport:
    """A signed statement: what it says, who signed, and when by the signer's own clock."""

    payload: dict[str, Any]
    who: str = ""
    issuer: str = ""
    signed_at: dt.datetime | None = None
    is_intact: bool = False
    trust: Trust = Trust.UNKNOWN
    unreadable: str = ""

    @property
    def is_valid(self) -> bool:
        return self.is_intact and self.trust is Trust.TRUSTED


def report_of(values: dict[str, Any]) -> Report:
    """The report that another process wrote as JSON."""
    return Report(
        tuple(_signature_of(one) for one in values["signatures"]), values["unreadable"], values["covered_sha256"]
    )


def _signature_of(values: dict[str, Any]) -> Signature:
    return Signature(
        **{
            **values,
            "kind": Kind(values["kind"]),
            "change": Change(values["change"]),
            "trust": Trust(values["trust"]),
            "claimed_at": _moment(values["claimed_at"]),
            "stamped_at": _moment(values["stamped_at"]),
        }
    )


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
