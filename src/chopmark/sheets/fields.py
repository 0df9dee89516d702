"""What a contract asks of its parties, and where: pure values, checked against the pages before anything is written.

What may be wrong with a field, by code:

    NO_PAGE       there is no such page
    OFF_PAGE      it does not lie within the page, or is written in no numbers
    TOO_SMALL     nothing could be read in it
    NO_SIGNATURE  its party has neither a seal nor a signature, so nothing would hold what they fill in
    TOO_MANY      more fields than a contract may have
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

LIMIT_FIELDS: Final = 500  # two across-page seals over 200 pages, and a hundred others
_LEAST: Final = 8.0  # points; a line of the smallest print
_LEAST_STRIP: Final = 1.0  # points across: a seal of 42 mm over a hundred pages
_SLACK: Final = 0.01  # points; what rounding on the way through a browser may add
PIECES: Final = 25  # pages over which one seal is cut; a thinner strip shows nothing


class Kind(StrEnum):
    """What is filled in: a seal or a signature signs, the others only show."""

    SEAL = "seal"
    SIGNATURE = "signature"
    DATE = "date"
    TEXT = "text"
    STRIP = "strip"
    CODE = "code"  # by which paper leads to what this house says of the file


SIGNING: Final = frozenset({Kind.SEAL, Kind.SIGNATURE})


@dataclass(frozen=True)
class Field:
    """A place on a page, from 0; points of 1/72 inch from the lower left of the page as seen; parties from 1."""

    page: int
    x: float
    y: float
    width: float
    height: float
    kind: Kind
    party: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        return (self.x, self.y, self.x + self.width, self.y + self.height)


class Sheet(Protocol):
    """What has to be known of a page."""

    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


@dataclass(frozen=True)
class Problem:
    """What is wrong with the field of this number, from 0."""

    field: int
    code: str


def problems(fields: Sequence[Field], *, pages: Sequence[Sheet]) -> list[Problem]:
    """All that is wrong, in the order of the fields; an empty list is a contract that can be prepared."""
    if len(fields) > LIMIT_FIELDS:
        return [Problem(LIMIT_FIELDS, "TOO_MANY")]
    signing = {one.party for one in fields if one.kind in SIGNING}
    found = [_problem(one, pages=pages, signing=signing) for one in fields]
    return [Problem(number, code) for number, code in enumerate(found) if code]


def _problem(one: Field, *, pages: Sequence[Sheet], signing: set[int]) -> str:
    if not 0 <= one.page < len(pages):
        return "NO_PAGE"
    if not (all(map(math.isfinite, one.box)) and _is_within(one, pages[one.page])):
        return "OFF_PAGE"
    if one.width < (_LEAST_STRIP if one.kind is Kind.STRIP else _LEAST) or one.height < _LEAST:
        return "TOO_SMALL"
    return "" if one.party in signing else "NO_SIGNATURE"


def _is_within(one: Field, page: Sheet) -> bool:
    left, low, right, high = one.box
    return min(left, low) >= -_SLACK and right <= page.width + _SLACK and high <= page.height + _SLACK


def signers(fields: Iterable[Field]) -> dict[int, int]:
    """Party -> number of the field that becomes their signature: their first. Whatever else they have is shown."""
    first: dict[int, int] = {}
    for number, one in enumerate(fields):
        if one.kind in SIGNING:
            first.setdefault(one.party, number)
    return first


def names(fields: Sequence[Field], *, taken: Iterable[str] = ()) -> list[str]:
    """The name of each field in the file, such as "Chopmark-2-seal-1"; none that is there already."""
    used, counts = set(taken), Counter[str]()
    return [_name(f"Chopmark-{one.party}-{one.kind}", used=used, counts=counts) for one in fields]


def _name(stem: str, *, used: set[str], counts: Counter[str]) -> str:
    counts[stem] += 1
    while f"{stem}-{counts[stem]}" in used:
        counts[stem] += 1
    return f"{stem}-{counts[stem]}"


def strips(pages: Sequence[Sheet], *, party: int, size: float, y: float) -> list[list[Field]]:
    """A seal across the pages (骑缝章): for each whole seal of `size` points its strips, the left end first.

    Every page has one, at its right edge and `y` points up. Up to PIECES pages share a seal; a single page has none.
    """
    return [
        [_strip(pages, page, width=size / len(span), height=size, y=y, party=party) for page in span]
        for span in spans(len(pages))
    ]


def spans(pages: int) -> list[range]:
    """Which pages share one seal across them: up to PIECES, as evenly as it goes; a single page has none."""
    if pages == 1:
        return []
    seals = math.ceil(pages / PIECES)
    cuts = [pages * number // seals for number in range(seals + 1)]
    return [range(start, end) for start, end in zip(cuts, cuts[1:], strict=False)]


def _strip(pages: Sequence[Sheet], page: int, *, width: float, height: float, y: float, party: int) -> Field:
    return Field(page, pages[page].width - width, y, width, height, Kind.STRIP, party)
