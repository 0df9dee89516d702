"""The questions that engines answer, one Protocol each, and the values that they answer with.

Engines are pure: bytes and settings in, frozen dataclasses out. A "no" is a value; the only failures are
Unavailable, Unreadable and Misconfigured of kit.errors.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chopmark.evidence.idcard import Kind
from chopmark.evidence.uscc import EntityType

Pixels = NDArray[np.uint8]
"""Height x width x 3, in OpenCV's order: blue, green, red."""
Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Line:
    """One recognised line; the quad runs from the text's top left corner clockwise, in pixels."""

    text: str
    quad: Quad
    confidence: float

    @property
    def angle(self) -> float:
        """Degrees clockwise from the horizontal, -180 to 180."""
        (left, top), (right, bottom) = self.quad[0], self.quad[1]
        return math.degrees(math.atan2(bottom - top, right - left))


class Ocr(Protocol):
    """Reads the lines of a picture, in no promised order."""

    @property
    def version(self) -> str:
        """Name and version, kept beside every reading."""

    def read(self, image: bytes | Pixels) -> list[Line]: ...

    def find(self, image: bytes | Pixels, *, side: int) -> list[Quad]:
        """Where text is, without reading it, looked for at this longest side: cheap."""

    def spell(self, crops: Sequence[Pixels]) -> list[tuple[str, float]]:
        """What each picture of one upright line says, and how sure the reader is; an empty text for no line."""

    def upside_down(self, crops: Sequence[Pixels]) -> list[float]:
        """For each picture of one line, from 0 (upright) to 1 (standing on its head)."""


@dataclass(frozen=True)
class Match:
    """How far apart two faces are: 0 is the same picture, and the thresholds belong to the judge."""

    distance: float
    engine: str


class Faces(Protocol):
    """Compares two pictures of faces; Unreadable when one of them shows none or several."""

    def compare(self, live: bytes, portrait: bytes) -> Match: ...


class Movement(StrEnum):
    """What a person can be asked to do before the camera."""

    TURN_LEFT = "turn_left"  # to their own left, whatever a mirrored viewfinder shows
    TURN_RIGHT = "turn_right"
    NOD = "nod"
    APPROACH = "approach"


@dataclass(frozen=True)
class Frame:
    """One JPEG of the camera and the seconds since the first."""

    image: bytes
    at_seconds: float


@dataclass(frozen=True)
class LivenessVerdict:
    """Whether the asked movements were seen in order, what was seen, and codes of what spoke against it."""

    live: bool
    seen: tuple[Movement, ...]
    reasons: tuple[str, ...]
    best_frame: bytes | None
    engine: str


class Liveness(Protocol):
    """Judges whether the frames show a living person who did what was asked, in the order and at the times asked."""

    def judge(self, frames: Sequence[Frame], *, asked: Sequence[Movement], counts: Sequence[int]) -> LivenessVerdict:
        """`counts` says how many frames were taken before the first prompt, and then after each of them."""


class CompanyStatus(StrEnum):
    """Where a company stands at the registry (domain 1.6)."""

    OPEN = "open"
    MOVED_OUT = "moved_out"
    DEREGISTERED = "deregistered"
    REVOKED = "revoked"
    RESCINDED = "rescinded"
    SUSPENDED = "suspended"
    OTHER = "other"


@dataclass(frozen=True)
class Company:
    """What the registry knows of one company; the number of its representative stays out of any repr."""

    uscc: str
    name: str
    entity_type: EntityType
    status: CompanyStatus
    status_since: dt.date | None
    legal_representative: str
    legal_representative_number: str | None = field(repr=False)
    established: dt.date | None


class Agreement(StrEnum):
    """Whether the register holds these three elements together; never which of them is wrong."""

    MATCH = "match"
    NO_MATCH = "no_match"
    NOT_FOUND = "not_found"  # no such code, or a register that cannot say


@dataclass(frozen=True)
class Confirmation:
    """The register's answer; all but the first is told only to who knows all three elements."""

    agreement: Agreement
    status: CompanyStatus | None = None
    since: dt.date | None = None
    name: str | None = None  # as the register writes them, where it does more than agree
    legal_representative: str | None = None


class Registry(Protocol):
    """The register of companies. Some hold rows, others only say yes or no: both can answer these."""

    def confirm(self, *, uscc: str, name: str, legal_representative: str) -> Confirmation: ...

    def number_of_head(self, uscc: str) -> str | None:
        """The number of the person at the head, from a register that gives it away; else None."""

    def head_is(self, uscc: str, *, company: str, name: str, number: str) -> bool | None:
        """Whether this person, by name and number, is at the head; None when the register cannot say."""


class IdentityMatch(StrEnum):
    """Whether the police or the carrier know this person; never which part is wrong."""

    MATCH = "match"
    NO_MATCH = "no_match"


class Identity(Protocol):
    """Asks whether name, number and, when given, mobile belong to one person."""

    def check(self, *, name: str, kind: Kind, number: str, mobile: str | None) -> IdentityMatch: ...


class Payment(StrEnum):
    """Where a sum is that was handed to the bank."""

    ON_ITS_WAY = "on_its_way"
    ARRIVED = "arrived"
    RETURNED = "returned"  # no such account, or not held under this name


class Bank(Protocol):
    """Pays small sums from the operator's account to corporate accounts."""

    def pay(self, *, reference: str, holder: str, number: str, cents: int) -> None:
        """Take the order. The same reference again is the same payment, so that a lost answer is asked again."""

    def where_is(self, reference: str) -> Payment: ...
