"""The sheet as it was issued: its picture, and where every character of it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from chopmark.drawing.letters import LetterData, chinese_letter, places
from chopmark.drawing.letters.parties import value_places
from chopmark.drawing.letters.places import Rect

DPI: Final = 200  # the resolution of the measured scans (evidence 3)
WIDTH, HEIGHT = round(places.PAGE_WIDTH / 25.4 * DPI), round(places.PAGE_HEIGHT / 25.4 * DPI)
_POINTS_PER_INCH = 72
_WARNINGS = (17.5, 23.0)  # millimetres from the top: practice or draft, which no reader compares
_GAP = 1.6  # times the height of a character: further apart they belong to different cells

Grey = NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the sheet at DPI."""


@dataclass(frozen=True)
class Glyph:
    """One printed character: the box of its ink, the box of its line, and the size of its type in pixels."""

    character: str
    box: Box
    room: Box
    size: float


@dataclass(frozen=True)
class Row:
    """Characters that stand side by side; `name` says which value of the letter they are, else it is fixed text."""

    glyphs: tuple[Glyph, ...]
    name: str = ""

    @property
    def text(self) -> str:
        return "".join(one.character for one in self.glyphs)

    @property
    def box(self) -> Box:
        return around(one.room for one in self.glyphs)


@dataclass(frozen=True)
class Sheet:
    """What was handed out: `ink` is 0 for paper and 255 for print."""

    ink: Grey = field(repr=False)
    rows: tuple[Row, ...] = field(repr=False)


def issued(data: LetterData) -> Sheet:
    """The Chinese sheet of this letter, without the warnings that may stand across it."""
    document = pdfium.PdfDocument(chinese_letter(data))
    try:
        page = document[0]
        shown = page.render(scale=DPI / _POINTS_PER_INCH).to_numpy()
        found = list(_rows(page, values={name: rectangle(rect) for name, rect in value_places(data).items()}))
    finally:
        document.close()
    ink = 255 - cv2.resize(cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return Sheet(ink.astype(np.uint8), tuple(row for row in found if not _is_warning(row)))


def px(millimetres: float) -> float:
    return millimetres / 25.4 * DPI


def rectangle(rect: Rect) -> Box:
    """A place of the sheet in pixels."""
    return px(rect.left), px(rect.top), px(rect.right), px(rect.bottom)


def around(boxes: Iterator[Box] | list[Box]) -> Box:
    """The smallest box that holds them all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a part in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _rows(page: pdfium.PdfPage, *, values: Mapping[str, Box]) -> Iterator[Row]:
    row: list[Glyph] = []
    name = ""
    for glyph in _glyphs(page):
        here = next((key for key, box in values.items() if _is_within(glyph, box)), "")
        if row and (here != name or not _follows(glyph, row[-1])):
            yield Row(tuple(row), name)
            row = []
        row.append(glyph)
        name = here
    if row:
        yield Row(tuple(row), name)


def _is_within(glyph: Glyph, box: Box) -> bool:
    x, y = (glyph.room[0] + glyph.room[2]) / 2, (glyph.room[1] + glyph.room[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _glyphs(page: pdfium.PdfPage) -> Iterator[Glyph]:
    text, height = page.get_textpage(), page.get_height()
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        tight, loose = text.get_charbox(index), text.get_charbox(index, loose=True)
        if character.strip() and tight[2] > tight[0] and tight[3] > tight[1]:
            size = pdfium.raw.FPDFText_GetFontSize(text, index) * DPI / _POINTS_PER_INCH
            yield Glyph(character, _turned(tight, height), _turned(loose, height), size)


def _turned(box: Box, height: float) -> Box:
    """From points of the PDF, up is plus, to pixels."""
    scale = DPI / _POINTS_PER_INCH
    return box[0] * scale, (height - box[3]) * scale, box[2] * scale, (height - box[1]) * scale


def _follows(glyph: Glyph, before: Glyph) -> bool:
    tall = before.room[3] - before.room[1]
    is_level = abs(glyph.room[3] - before.room[3]) < tall / 3 and abs(glyph.room[1] - before.room[1]) < tall / 3
    return is_level and -tall / 2 < glyph.room[0] - before.room[2] < _GAP * tall


def _is_warning(row: Row) -> bool:
    return px(_WARNINGS[0]) <= row.box[1] and row.box[3] <= px(_WARNINGS[1])
