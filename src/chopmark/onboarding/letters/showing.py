"""What a page shows of a checked letter: the verdict, numbered points, and where on which page each of them is."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chopmark.evidence import uploads
from chopmark.evidence.letter.findings import SURE
from chopmark.evidence.models import Check, Upload
from chopmark.onboarding.letters.checking import KIND, UNREADABLE
from chopmark.onboarding.models import application_of
from chopmark.onboarding.papers import letter_data
from chopmark.web import words
from chopmark.web.templatetags.chopmark import day

_ROOM = 8  # pixels around a finding, so that the line of its box does not run through what it shows
_CROP = (420, 96)  # pixels of a page photographed at 200 dpi: two lines, and a quarter of the width
_MARK = 1 / 30  # of a page's width: the side of the square with a point's number


@dataclass(frozen=True)
class Point:
    """One finding: its place in the list, its code of review.reasons, and x, y, width, height on the page."""

    number: int
    code: str
    box: tuple[int, int, int, int]
    is_sure: bool
    facts: dict[str, Any] = field(repr=False)

    @property
    def crop(self) -> str:
        """The view box around it that shows enough of the line to recognise the place."""
        x, y, width, height = self.box
        wide, tall = max(round(1.5 * width), _CROP[0]), max(round(1.5 * height), _CROP[1])
        return f"{x + width // 2 - wide // 2} {y + height // 2 - tall // 2} {wide} {tall}"

    def said(self, part: str, known: dict[str, Any]) -> str:
        return words.html(f"reason.{self.code}.{part}", **{**known, **self.facts})


@dataclass(frozen=True)
class Sheet:
    """One uploaded page and the points on it; `mark` is the side of a number's square in its pixels."""

    upload: Upload
    points: tuple[Point, ...]

    @property
    def mark(self) -> int:
        return round(self.upload.width * _MARK)

    @property
    def marks(self) -> list[tuple[Point, int, int]]:
        """Each point with where its number stands: at the corner of its box, beside what it shows."""
        return [(one, max(one.box[0] - self.mark, 0), max(one.box[1] - self.mark, 0)) for one in self.points]


@dataclass(frozen=True)
class Shown:
    """A letter as far as it is checked; `state` is none, pending, clear, person, return or unreadable."""

    state: str
    check: Check | None
    sheets: tuple[Sheet, ...]

    @property
    def found(self) -> list[tuple[Point, Upload]]:
        """Each point with the page that it is on, in the order of their numbers."""
        points = ((one, sheet.upload) for sheet in self.sheets for one in sheet.points)
        return sorted(points, key=lambda pair: pair[0].number)

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(one for one, _ in self.found)

    @property
    def may_be_mended(self) -> bool:
        return self.state in ("person", "return", UNREADABLE)


def shown(matter: str) -> Shown:
    """The pages that count now with what was found on them."""
    pages = list(uploads.of(matter, "letter"))
    check = uploads.latest_check(matter, KIND)
    found = list(_points(check, matter)) if check else []
    sheets = tuple(
        Sheet(page, tuple(point for place, point in found if place == number))
        for number, page in enumerate(pages, start=1)
    )
    return Shown(_state(check), check, sheets)


def _state(check: Check | None) -> str:
    if check is None:
        return "none"
    return "pending" if check.is_pending else check.verdict


def _points(check: Check, matter: str) -> Iterator[tuple[int, Point]]:
    """The surest first: what will be returned stands above what may be."""
    found = sorted(check.findings.get("findings", ()), key=lambda one: -one["confidence"])
    known = _known(matter) if found else {}
    for number, one in enumerate(found, start=1):
        left, top, right, bottom = one["box"]
        box = (left - _ROOM, top - _ROOM, right - left + 2 * _ROOM, bottom - top + 2 * _ROOM)
        facts = {**known, **_of_finding(one, known)}
        yield one["page"], Point(number, one["code"], box, one["confidence"] >= SURE, facts)


def _known(matter: str) -> dict[str, Any]:
    row = application_of(matter)
    return {**row.words, "stale_days": letter_data(row).stale_days, "pages": 1, "got": 0}


def _of_finding(one: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """What the texts of a reason name besides: what was read there, and whose signature is meant."""
    read = one["read"] or "—"
    who = known["rep_title"] if one["field"] == "representative" else words.text("letter.signer")
    return {"found": read, "version": read, "date": _date(read), "expected": one["expected"], "who": who, "place": who}


def _date(read: str) -> str:
    try:
        return day(dt.date.fromisoformat(read))
    except ValueError:
        return read
