"""What varies in an evidence report. Times are aware; mobiles and members come masked."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What may have happened to a contract, each with a sentence of its own."""

    DRAFTED = "drafted"
    HANDED_OVER = "handed_over"
    SENT = "sent"
    TOLD = "told"
    OPENED = "opened"
    PRESSED = "pressed"
    UNPRESSED = "unpressed"
    SIGNED = "signed"
    COMPLETE = "complete"
    FINISHED = "finished"
    RENEWED = "renewed"


@dataclass(frozen=True)
class Moment:
    """Something that happened, and to which party; empty where it concerns the whole."""

    at: dt.datetime
    act: Act
    party: str = ""


@dataclass(frozen=True)
class Signer:
    """One party. What does not apply is empty: a person has no code and no seal, an organisation no mark."""

    name: str
    is_organisation: bool
    uscc: str
    authenticated_at: dt.datetime | None
    mobile: str
    told_at: dt.datetime | None
    opened_at: dt.datetime | None
    mark: str  # "hand" or "typed"
    seal: str
    member: str
    signed_at: dt.datetime
    certificate: str
    issuer: str


@dataclass(frozen=True)
class Check:
    """What a check of the file said of one signature or time stamp in it."""

    who: str
    is_stamp: bool
    stamped_at: dt.datetime | None
    is_valid: bool
    level: str


@dataclass(frozen=True)
class Evidence:
    """Everything that one report says; `number` is its own, `reference` the contract's."""

    number: str
    reference: str
    title: str
    sha256: str
    pages: int
    sender: str
    is_ordered: bool
    sent_at: dt.datetime
    finished_at: dt.datetime
    issued_at: dt.datetime
    operator: str
    verify_url: str
    signers: tuple[Signer, ...]
    moments: tuple[Moment, ...]
    checks: tuple[Check, ...]
