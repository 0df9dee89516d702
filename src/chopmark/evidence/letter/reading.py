"""Checks a stamped letter: pages in, findings with boxes out. What a machine cannot tell, it leaves to a person."""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2

from chopmark.drawing.letters import LetterData
from chopmark.evidence.engines.base import Ocr, Pixels, Quad
from chopmark.evidence.letter.codes import codes_on, is_ours
from chopmark.evidence.letter.findings import Finding, Verdict, verdict_of
from chopmark.evidence.letter.issued import Sheet, issued
from chopmark.evidence.letter.judging import Judge
from chopmark.evidence.letter.looked import Looked
from chopmark.evidence.letter.registration import flatten
from chopmark.evidence.pixels import from_jpeg, limited

_SMALL: Final = 500  # pixels of the longer side, at which sharpness is compared
_SHARP: Final = 1000.0  # the variance of the Laplacian: drawn letters have 1,800, blurred ones 270
_EMPTY: Final[Quad] = ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0))


@dataclass(frozen=True)
class LetterReading:
    """The verdict on a letter; boxes are in pixels of the pages as they were given.

    `looked` tells of everything that was compared, also where nothing is to be objected to.
    """

    verdict: Verdict
    findings: tuple[Finding, ...] = field(repr=False)
    seconds: float
    engine: str
    looked: tuple[Looked, ...] = field(default=(), repr=False)


def check_letter(pages: Sequence[bytes], data: LetterData, *, ocr: Ocr, today: dt.date) -> LetterReading:
    """Compare the pages (JPEG, as `pictures` cleans them) with the letter that was issued with this data."""
    started = time.perf_counter()
    sheet = issued(data)
    said = _of_pages([from_jpeg(one) for one in pages], data, sheet, ocr=ocr, today=today)
    found = tuple(one for one in said if isinstance(one, Finding))
    looked = tuple(one for one in said if isinstance(one, Looked))
    seconds = round(time.perf_counter() - started, 3)
    return LetterReading(verdict_of(found), found, seconds, f"letter 2 with {ocr.version}", looked)


def _of_pages(
    photos: Sequence[Pixels], data: LetterData, sheet: Sheet, *, ocr: Ocr, today: dt.date
) -> list[Finding | Looked]:
    """The first page that is the sheet is judged; others may be renderings or copies and say nothing."""
    for number, photo in enumerate(photos, start=1):
        flat = flatten(photo, sheet=sheet)
        if flat is not None:
            return list(Judge(number, photo, flat, data, sheet, ocr, today).said())
    return [_no_sheet(photos[0])] if photos else [Finding("POA_PAGE_MISSING", 1, _EMPTY, 1.0)]


def _no_sheet(photo: Pixels) -> Finding:
    """Not one of ours, or so little of it that nothing can be compared."""
    height, width = photo.shape[:2]
    whole: Quad = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    if any(is_ours(one) for one in codes_on(photo)):
        return Finding("IMG_CROPPED", 1, whole, 0.9)
    small, _ = limited(photo, side=_SMALL)
    sharpness = float(cv2.Laplacian(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())
    return Finding("IMG_BLUR" if sharpness < _SHARP else "DOC_WRONG_TYPE", 1, whole, 0.85)


def number_on(pages: Sequence[bytes]) -> str:
    """The number that the code of a sheet of ours names; for asking which letter this is, never for believing it."""
    said = (one.split("|") for page in pages for one in codes_on(from_jpeg(page)) if is_ours(one))
    return next((parts[1] for parts in said if len(parts) > 1), "")
