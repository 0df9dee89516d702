"""What a page shows of a checked letter: the verdict, numbered points, and where on which page each of them is."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chopmark.evidence import idcard, uploads
from chopmark.evidence.letter.findings import SURE
from chopmark.evidence.letter.looked import Measure
from chopmark.evidence.models import Check, Upload
from chopmark.onboarding.letters.checking import KIND, UNREADABLE
from chopmark.onboarding.models import application_of
from chopmark.onboarding.papers import letter_data
from chopmark.web import words
from chopmark.web.templatetags.chopmark import day

_ROOM = 8  # pixels around a finding, so that the line of its box does not run through what it shows
_CROP = (420, 96)  # pixels of a page photographed at 200 dpi: two lines, and a quarter of the width
_LINE = "line."  # so begin the names of fixed text
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
        return _view(self.box, least=_CROP)

    def said(self, part: str, known: dict[str, Any]) -> str:
        return words.html(f"reason.{self.code}.{part}", **{**known, **self.facts})


@dataclass(frozen=True)
class Compared:
    """One thing that was looked at, good or bad: from which crop of which page, against what, by which measure."""

    name: str
    upload: Upload
    crop: str
    measure: str
    value: str
    passed: bool
    expected: str = field(repr=False)
    read: str = field(repr=False)


@dataclass(frozen=True)
class Lines:
    """The fixed text, row by row: how many rows, in how many something differs, the least likeness in percent."""

    count: int
    differing: int
    least: int


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
    compared: tuple[Compared, ...] = ()
    lines: Lines | None = None

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
    looked = check.findings.get("looked", ()) if check else ()
    return Shown(_state(check), check, sheets, tuple(_compared(looked, pages)), _lines(looked))


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


def _compared(looked: Sequence[dict[str, Any]], pages: Sequence[Upload]) -> Iterator[Compared]:
    """Everything but the fixed text, in the order in which it was looked at."""
    for one in looked:
        if one["name"].startswith(_LINE) or one["page"] > len(pages):
            continue
        left, top, right, bottom = one["box"]
        view = _view((left, top, right - left, bottom - top), least=(0, 0))
        yield Compared(
            one["name"].replace(".", "_"), pages[one["page"] - 1], view, one["measure"], _told(one), one["passed"],
            *(_masked(one["name"], text) for text in (one["expected"], one["read"] or "")),
        )  # fmt: skip


def _masked(name: str, text: str) -> str:
    """The number of a document is never written out; the crop beside it is the applicant's own picture."""
    return idcard.masked("".join(text.split())) if name == "admin_id_card_number" and text else text


def _told(one: dict[str, Any]) -> str:
    """The number of a measure as people say it."""
    is_share = one["measure"] in (Measure.PIXELS, Measure.RING)
    return str(round(100 * one["value"])) if is_share else f"{one['value']:.0f}"


def _lines(looked: Sequence[dict[str, Any]]) -> Lines | None:
    rows = [one for one in looked if one["name"].startswith(_LINE)]
    if not rows:
        return None
    differing = sum(not one["passed"] for one in rows)
    return Lines(len(rows), differing, round(100 * min(one["value"] for one in rows)))


def _view(box: tuple[int, int, int, int], *, least: tuple[int, int]) -> str:
    """The view box that shows what a box holds, with half as much around it."""
    x, y, width, height = box
    wide, tall = max(round(1.5 * width), least[0]), max(round(1.5 * height), least[1])
    return f"{x + width // 2 - wide // 2} {y + height // 2 - tall // 2} {wide} {tall}"


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
