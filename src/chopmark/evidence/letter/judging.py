"""One page that is the sheet, on its way through all questions: print, date, signatures, seal."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from chopmark.drawing.letters import Family, LetterData, places, qr_text
from chopmark.drawing.letters.places import Rect
from chopmark.evidence.engines.base import Ocr, Pixels, Quad
from chopmark.evidence.letter import dates, looks, sealed
from chopmark.evidence.letter.additions import additions, written_in_red
from chopmark.evidence.letter.codes import codes_on, is_ours
from chopmark.evidence.letter.comparing import Change, Printed, compare
from chopmark.evidence.letter.findings import SURE, Finding
from chopmark.evidence.letter.imprint import Stamps, stamps
from chopmark.evidence.letter.issued import Box, Grey, Sheet, around, meet, px, rectangle
from chopmark.evidence.letter.looked import Looked, Measure
from chopmark.evidence.letter.registration import Flat, ink_of
from chopmark.evidence.pixels import bounds, quad_of

_CODES: Final = {
    "organization_name": "POA_COMPANY_NAME_MISMATCH",
    "uniform_social_credit_code": "POA_COMPANY_NAME_MISMATCH",
    "legal_name": "POA_COMPANY_NAME_MISMATCH",
    "admin_name": "POA_ADMIN_NAME_MISMATCH",
    "admin_mobile": "POA_ADMIN_PHONE_MISMATCH",
    "admin_id_card_type": "POA_ADMIN_ID_MISMATCH",
    "admin_id_card_number": "POA_ADMIN_ID_MISMATCH",
}
_HINTS: Final = tuple(
    Rect(line.right, line.top - 1, places.RING.left - line.right, line.height + 2)
    for line in places.SIGNATURES.values()
)
_NOTHING_HOLDS: Final = ("IMG_BLUR", "IMG_SCREEN_RECAPTURE")  # beside them no other objection does
_PARTS = 4  # of what our code says, at least: form, number, template, digest
_PEN = 90  # of 255: the ink of a pen
_SIGNED_MM2 = 4.0  # of ink above a line: a name, not a speck
_EDGE = 16  # pixels: what lies so near to where a picture was cut is cut itself


@dataclass(frozen=True)
class Judge:
    """A page, what it should be, and who reads it."""

    page: int
    photo: Pixels = field(repr=False)
    flat: Flat = field(repr=False)
    data: LetterData = field(repr=False)
    sheet: Sheet = field(repr=False)
    ocr: Ocr = field(repr=False)
    today: dt.date

    def said(self) -> Iterator[Finding | Looked]:
        """Everything that was looked at, and what is to be objected to."""
        ink = ink_of(self.flat.picture)
        printed = compare(self.sheet, ink, ocr=self.ocr)
        troubles = [
            self._at(one.code, one.box, one.confidence) for one in looks.troubles(self.photo, self.flat, printed)
        ]
        yield from troubles
        if any(one.code in _NOTHING_HOLDS and one.confidence >= SURE for one in troubles):
            return
        template = list(self._template())
        yield from template
        is_other = any(isinstance(one, Finding) for one in template)
        pressed = stamps(self.flat)
        said = (
            *self._print(printed), *self._additions(ink, pressed), *self._date(ink), *self._signatures(ink),
            *self._seals(ink, pressed),
        )  # fmt: skip
        for one in said:
            if isinstance(one, Looked) or not (
                self._is_hidden(one, troubles) or (is_other and one.code == "POA_TEMPLATE_ALTERED")
            ):
                yield one

    def _is_hidden(self, found: Finding, troubles: Sequence[Finding]) -> bool:
        """What the picture does not show there follows from that, and is not said beside it."""
        height, width = self.photo.shape[:2]
        left, top, right, bottom = found.box
        is_cut = any(one.code == "IMG_CROPPED" for one in troubles)
        edge = _EDGE if is_cut else 0
        if left < edge or top < edge or right > width - edge or bottom > height - edge:
            return True
        if is_cut and found.code.startswith("POA_SEAL") and not self._shows(rectangle(places.RING)):
            return True
        return any(one.code == "IMG_GLARE" and meet(one.box, found.box) for one in troubles)

    def _shows(self, box: Box) -> bool:
        """Whether a place of the sheet lies within the photograph."""
        height, width = self.photo.shape[:2]
        left, top, right, bottom = bounds(self._quad(box))
        return left >= 0 and top >= 0 and right <= width and bottom <= height

    def _quad(self, box: Box) -> Quad:
        """A box of the sheet in the photograph."""
        left, top, right, bottom = box
        corners = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float64)
        return quad_of(cv2.perspectiveTransform(corners, self.flat.to_photo)[0])

    def _at(self, code: str, box: Box, confidence: float, **more: str) -> Finding:
        return Finding(code, self.page, self._quad(box), round(confidence, 2), **more)

    def _seen(self, name: str, box: Box, measure: Measure, value: float, *, passed: bool, **more: str) -> Looked:
        return Looked(name, self.page, self._quad(box), measure, round(value, 3), passed, **more)

    def _template(self) -> Iterator[Finding | Looked]:
        """The QR is never believed for what the pixels say; but one of another letter or version says so itself."""
        said = [one.split("|") for one in codes_on(self.photo) if is_ours(one)]
        if not said or len(said[0]) < _PARTS:
            return
        wanted = qr_text(self.data).split("|")
        box = rectangle(places.QR)
        same = said[0][1:3] == wanted[1:3]
        told = {"expected": " ".join(wanted[1:3]), "read": " ".join(said[0][1:3])}
        yield self._seen("code", box, Measure.CODE, float(same), passed=same, **told)
        if said[0][2] != wanted[2]:
            yield self._at("POA_TEMPLATE_OLD_VERSION", box, 0.95, expected=wanted[2], read=said[0][2])
        elif said[0][1] != wanted[1]:
            yield self._at("POA_TEMPLATE_OLD_VERSION", box, 0.9, expected=wanted[1], read=said[0][1])

    def _print(self, printed: Printed) -> Iterator[Finding | Looked]:
        changes = [one for one in printed.changes if not _may_be_signed_over(one)]
        changed = {id(one.row) for one in changes}
        for number, one in enumerate(sorted(printed.rows, key=lambda seen: seen.row.box[1::-1]), start=1):
            yield Looked(
                one.row.name or f"line.{number}", self.page, self._quad(one.place), Measure.PIXELS,
                round(min(one.scores), 3), id(one.row) not in changed, one.row.text, one.read,
            )  # fmt: skip
        yield from self._changes(changes)

    def _changes(self, changes: Sequence[Change]) -> Iterator[Finding]:
        """A value that differs is one finding, however many of its characters do; fixed text is boxed where it does."""
        values: dict[str, list[Change]] = {}
        for one in changes:
            if one.row.name:
                values.setdefault(one.row.name, []).append(one)
            elif _says_something(one):
                yield self._at("POA_TEMPLATE_ALTERED", one.box, one.confidence, expected=one.expected, read=one.read)
        for name, several in values.items():
            code = _CODES.get(name, "POA_TEMPLATE_ALTERED")
            surest = max(several, key=lambda one: one.confidence)
            yield self._at(
                code, around([one.box for one in several]), surest.confidence, field=name, expected=surest.expected,
                read=surest.read,
            )  # fmt: skip

    def _additions(self, ink: Grey, pressed: Stamps) -> Iterator[Finding]:
        """Pen strokes where nothing is to be written; a person tells a note from a condition."""
        for one in additions(self.sheet, ink, pressed.red):
            yield self._at("POA_TEMPLATE_ALTERED", one.box, 0.75 if one.is_line else 0.6)
        for box in written_in_red(pressed.red, seals=pressed.boxes()):
            yield self._at("POA_TEMPLATE_ALTERED", box, 0.6)

    def _date(self, ink: Grey) -> Iterator[Finding | Looked]:
        found = dates.written(ink, ocr=self.ocr)
        yield self._seen(
            "date", found.box, Measure.DIGITS, sum(found.filled), passed=self._is_timely(found.day),
            expected=f"{self._oldest()} – {self.today}", read=found.day.isoformat() if found.day else "",
        )  # fmt: skip
        if not found.is_complete:
            yield self._at("POA_DATE_INCOMPLETE", found.box, 0.95)
        elif found.day is None:
            yield self._at("POA_DATE_INCOMPLETE", found.box, 0.4)
        elif not self._is_timely(found.day):
            yield self._at("POA_DATE_FUTURE_OR_STALE", found.box, 0.85, read=found.day.isoformat())

    def _is_timely(self, day: dt.date | None) -> bool:
        return day is not None and self._oldest() <= day <= self.today

    def _oldest(self) -> dt.date:
        """Nobody signs a letter before it was issued, and one that lay too long is issued anew."""
        return max(self.data.issued, self.today - dt.timedelta(days=self.data.stale_days))

    def _signatures(self, ink: Grey) -> Iterator[Finding | Looked]:
        wanted = ["agent", *(["representative"] if self.data.family is Family.SOLE_TRADER else [])]
        for who in wanted:
            left, top, right, bottom = rectangle(places.SIGNATURES[who])
            above = ink[round(top - px(1.0)) : round(bottom - px(0.8)), round(left) : round(right)]
            area = float(np.count_nonzero(above > _PEN)) / px(1.0) ** 2
            box = (left, top, right, bottom)
            yield self._seen(f"signature.{who}", box, Measure.INK, area, passed=area >= _SIGNED_MM2)
            if area < _SIGNED_MM2:
                yield self._at("POA_SIGNATURE_MISSING", box, 0.9, field=who)

    def _seals(self, ink: Grey, pressed: Stamps) -> Iterator[Finding | Looked]:
        for one in sealed.judged(pressed, ink, self.sheet, name=self.data.organization_name, ocr=self.ocr):
            if isinstance(one, sealed.Heard):
                yield self._seen(
                    "seal", one.box, Measure.RING, one.share, passed=one.share > 0, expected=one.expected, read=one.read
                )
            else:
                yield self._at(one.code, one.box, one.confidence, expected=one.expected, read=one.read)


def _may_be_signed_over(change: Change) -> bool:
    """The hints to the right of the lines for signatures: a long name runs into them, and they bind nobody."""
    return any(meet(change.box, rectangle(hint)) for hint in _HINTS)


def _says_something(change: Change) -> bool:
    """Punctuation alone is no alteration."""
    return any(character.isalnum() for character in change.expected + change.read)
