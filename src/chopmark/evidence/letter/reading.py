"""Checks a stamped letter: pages in, findings with boxes out. What a machine cannot tell, it leaves to a person."""

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import zxingcpp

from chopmark.drawing.letters import Family, LetterData, places, qr_text
from chopmark.evidence.engines.base import Ocr, Pixels, Quad
from chopmark.evidence.letter import dates, imprint, looks
from chopmark.evidence.letter.comparing import Change, Printed, compare
from chopmark.evidence.letter.findings import SURE, Finding, Verdict, verdict_of
from chopmark.evidence.letter.imprint import Imprint
from chopmark.evidence.letter.issued import Box, Grey, Sheet, around, issued, meet, px, rectangle
from chopmark.evidence.letter.registration import Flat, flatten, ink_of
from chopmark.evidence.names import same_name
from chopmark.evidence.pixels import from_jpeg, limited, quad_of

_CODES: Final = {
    "organization_name": "POA_COMPANY_NAME_MISMATCH",
    "uniform_social_credit_code": "POA_COMPANY_NAME_MISMATCH",
    "legal_name": "POA_COMPANY_NAME_MISMATCH",
    "admin_name": "POA_ADMIN_NAME_MISMATCH",
    "admin_mobile": "POA_ADMIN_PHONE_MISMATCH",
    "admin_id_card_type": "POA_ADMIN_ID_MISMATCH",
    "admin_id_card_number": "POA_ADMIN_ID_MISMATCH",
}
_OTHER_SEALS = ("合同", "财务", "发票", "人事", "业务", "专用", "部门", "项目")
_DIAMETERS = (36.0, 60.0)  # millimetres, of official seals of every kind of entity
_PARTS = 4  # of what our code says, at least: form, number, template, digest
_PEN, _FAINT = 90, 60  # of 255: the ink of a pen, and of a grey copy
_SIGNED_MM2 = 4.0  # of ink above a line: a name, not a speck
_GREY_RING = 0.02  # of the place of the seal that is inked: a stamp without colour
_PASTED = 3.0  # of 255: ink on paper varies more than that
_PAPER = 1.0  # of 255: and so does photographed paper


@dataclass(frozen=True)
class LetterReading:
    """The verdict on a letter; boxes are in pixels of the pages as they were given."""

    verdict: Verdict
    findings: tuple[Finding, ...] = field(repr=False)
    seconds: float
    engine: str


def check_letter(pages: Sequence[bytes], data: LetterData, *, ocr: Ocr, today: dt.date) -> LetterReading:
    """Compare the pages (JPEG, as `pictures` cleans them) with the letter that was issued with this data."""
    started = time.perf_counter()
    sheet = issued(data)
    found = _of_pages([from_jpeg(one) for one in pages], data, sheet, ocr=ocr, today=today)
    seconds = round(time.perf_counter() - started, 3)
    return LetterReading(verdict_of(found), tuple(found), seconds, f"letter 1 with {ocr.version}")


def _of_pages(photos: Sequence[Pixels], data: LetterData, sheet: Sheet, *, ocr: Ocr, today: dt.date) -> list[Finding]:
    """The first page that is the sheet is judged; others may be renderings or copies and say nothing."""
    for number, photo in enumerate(photos, start=1):
        flat = flatten(photo, sheet=sheet)
        if flat is not None:
            return list(_Judge(number, photo, flat, data, sheet, ocr, today).findings())
    return [_no_sheet(photos[0])] if photos else [Finding("POA_PAGE_MISSING", 1, _EMPTY, 1.0)]


_EMPTY: Quad = ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0))


def _no_sheet(photo: Pixels) -> Finding:
    """Not one of ours, or so little of it that nothing can be compared."""
    height, width = photo.shape[:2]
    whole: Quad = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    small, _ = limited(photo, side=_SMALL)
    sharpness = float(cv2.Laplacian(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())
    if any(one.startswith("CM1|") for one in _codes(photo)):
        return Finding("IMG_CROPPED", 1, whole, 0.9)
    return Finding("IMG_BLUR" if sharpness < _SHARP else "DOC_WRONG_TYPE", 1, whole, 0.85)


_EDGE = 16  # pixels: what lies so near to where a picture was cut is cut itself
_SMALL, _SHARP = 500, 1000.0  # pixels, and the variance of the Laplacian: drawn letters have 1,800, blurred ones 270


def _codes(photo: Pixels) -> list[str]:
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return [one.text for one in zxingcpp.read_barcodes(photo, formats=formats)]


def number_on(pages: Sequence[bytes]) -> str:
    """The number that the code of a sheet of ours names; for asking which letter this is, never for believing it."""
    said = (one.split("|") for page in pages for one in _codes(from_jpeg(page)) if one.startswith("CM1|"))
    return next((parts[1] for parts in said if len(parts) > 1), "")


@dataclass(frozen=True)
class _Judge:
    """One page on its way through all questions."""

    page: int
    photo: Pixels = field(repr=False)
    flat: Flat = field(repr=False)
    data: LetterData = field(repr=False)
    sheet: Sheet = field(repr=False)
    ocr: Ocr = field(repr=False)
    today: dt.date

    def findings(self) -> Iterator[Finding]:
        ink = ink_of(self.flat.picture)
        printed = compare(self.sheet, ink, ocr=self.ocr)
        troubles = [
            self._at(one.code, one.box, one.confidence) for one in looks.troubles(self.photo, self.flat, printed)
        ]
        yield from troubles
        if any(one.code == "IMG_BLUR" and one.confidence >= SURE for one in troubles):  # nothing else holds then
            return
        other = list(self._template())
        yield from other
        for one in (*self._changes(printed), *self._date(ink), *self._signatures(ink), *self._seal(ink)):
            if not (self._is_hidden(one, troubles) or (other and one.code == "POA_TEMPLATE_ALTERED")):
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
        left, top, right, bottom = self._at("", box, 0.0).box
        return left >= 0 and top >= 0 and right <= width and bottom <= height

    def _at(self, code: str, box: Box, confidence: float, **more: str) -> Finding:
        left, top, right, bottom = box
        corners = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float64)
        quad = quad_of(cv2.perspectiveTransform(corners, self.flat.to_photo)[0])
        return Finding(code, self.page, quad, round(confidence, 2), **more)

    def _template(self) -> Iterator[Finding]:
        """The QR is never believed for what the pixels say; but one of another letter or version says so itself."""
        said = [one.split("|") for one in _codes(self.photo) if one.startswith("CM1|")]
        if not said or len(said[0]) < _PARTS:
            return
        wanted = qr_text(self.data).split("|")
        box = rectangle(places.QR)
        if said[0][2] != wanted[2]:
            yield self._at("POA_TEMPLATE_OLD_VERSION", box, 0.95, expected=wanted[2], read=said[0][2])
        elif said[0][1] != wanted[1]:
            yield self._at("POA_TEMPLATE_OLD_VERSION", box, 0.9, expected=wanted[1], read=said[0][1])

    def _changes(self, printed: Printed) -> Iterator[Finding]:
        """A value that differs is one finding, however many of its characters do; fixed text is boxed where it does."""
        values: dict[str, list[Change]] = {}
        for one in printed.changes:
            if one.row.name:
                values.setdefault(one.row.name, []).append(one)
            elif _says_something(one):
                yield self._at("POA_TEMPLATE_ALTERED", one.box, one.confidence, expected=one.expected, read=one.read)
        for name, changes in values.items():
            code = _CODES.get(name, "POA_TEMPLATE_ALTERED")
            surest = max(changes, key=lambda one: one.confidence)
            yield self._at(
                code, around([one.box for one in changes]), surest.confidence, field=name, expected=surest.expected,
                read=surest.read,
            )  # fmt: skip

    def _date(self, ink: Grey) -> Iterator[Finding]:
        found = dates.written(ink, ocr=self.ocr)
        if not found.is_complete:
            yield self._at("POA_DATE_INCOMPLETE", found.box, 0.95)
        elif found.day is None:
            yield self._at("POA_DATE_INCOMPLETE", found.box, 0.4)
        elif found.day > self.today or found.day < self._oldest():
            yield self._at("POA_DATE_FUTURE_OR_STALE", found.box, 0.85, read=found.day.isoformat())

    def _oldest(self) -> dt.date:
        """Nobody signs a letter before it was issued, and one that lay too long is issued anew."""
        return max(self.data.issued, self.today - dt.timedelta(days=self.data.stale_days))

    def _signatures(self, ink: Grey) -> Iterator[Finding]:
        wanted = ["agent", *(["representative"] if self.data.family is Family.SOLE_TRADER else [])]
        for who in wanted:
            left, top, right, bottom = rectangle(places.SIGNATURES[who])
            above = ink[round(top - px(1.0)) : round(bottom - px(0.8)), round(left) : round(right)]
            if np.count_nonzero(above > _PEN) / px(1.0) ** 2 < _SIGNED_MM2:
                yield self._at("POA_SIGNATURE_MISSING", (left, top, right, bottom), 0.9, field=who)

    def _seal(self, ink: Grey) -> Iterator[Finding]:
        found = imprint.imprints(self.flat)
        if not found:
            yield self._no_seal(ink)
            return
        for number, seal in enumerate(found):
            is_last = number + 1 == len(found)
            heard: list[str] = []
            if self._says_the_name(seal, heard) or is_last:
                yield from self._about(seal, heard)
                return

    def _says_the_name(self, seal: Imprint, heard: list[str]) -> bool:
        """Only the very same name counts; what was heard until then is kept."""
        for text in imprint.readings(seal, ocr=self.ocr):
            heard.append(text)
            if same_name(text, self.data.organization_name):
                return True
        return False

    def _about(self, seal: Imprint, heard: list[str]) -> Iterator[Finding]:
        line = imprint.line_across(seal, ocr=self.ocr)
        is_other_kind = any(word in line for word in _OTHER_SEALS)
        if is_other_kind:
            yield self._at("POA_SEAL_WRONG_TYPE", seal.box, 0.9, read=line)
        elif not seal.is_round or not _DIAMETERS[0] <= seal.diameter <= _DIAMETERS[1]:
            yield self._at("POA_SEAL_WRONG_TYPE", seal.box, 0.6, read=f"{seal.width:.0f} x {seal.height:.0f} mm")
        elif not any(same_name(text, self.data.organization_name) for text in heard):
            yield self._unlike(seal, heard)
        if seal.evenness < _PASTED and _noise(self.flat.picture) > _PAPER:
            yield self._at("POA_SEAL_DIGITAL_PASTE", seal.box, 0.6)

    def _no_seal(self, ink: Grey) -> Finding:
        """A grey copy shows a seal without its colour."""
        box = rectangle(places.RING)
        left, top, right, bottom = (round(value) for value in box)
        inside = ink[top:bottom, left:right] > _FAINT
        printed = self.sheet.ink[top:bottom, left:right] > _FAINT
        more = float(inside.mean()) - float(printed.mean())
        return self._at("IMG_COPY" if more > _GREY_RING else "POA_SEAL_MISSING", box, 0.95)

    def _unlike(self, seal: Imprint, heard: list[str]) -> Finding:
        """Only the same name passes. Another one read over and over is another seal; the rest a person reads."""
        text, times = imprint.likeliest(heard)
        wanted = self.data.organization_name
        is_other = times >= len(heard) / 2 and len(text) >= len(wanted) - 1
        code = "POA_SEAL_NAME_MISMATCH" if is_other else "POA_SEAL_ILLEGIBLE"
        return self._at(code, seal.box, 0.7 if is_other else 0.5, expected=wanted, read=text)


def _says_something(change: Change) -> bool:
    """Punctuation alone is no alteration."""
    return any(character.isalnum() for character in change.expected + change.read)


def _noise(flat: Pixels) -> float:
    """How much photographed paper varies from pixel to pixel."""
    grey = cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return float(np.median(np.abs(grey - cv2.medianBlur(flat, 3)[:, :, 1].astype(np.float32))))
