"""What is written on a letter: names and date, and what has no place there."""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from chopmark.drawing.fonts import Face, font
from chopmark.drawing.letters import LetterData, places
from chopmark.drawing.letters.places import Rect
from chopmark.drawing.letters.typefaces import missing_glyphs
from chopmark.drawing.returned import pens
from chopmark.drawing.returned.kinds import Defect
from chopmark.drawing.returned.scale import DPI, px

Random = np.random.Generator
_PENS: Final = ((24, 38, 92), (30, 30, 34))  # blue-black and black, as the hint on the sheet asks
_FREE_MM: Final = (211.0, 217.0)  # from the top: below the last article, above the signatures


def written(
    sheet: Image.Image, data: LetterData, digits: str, random: Random, *, defect: Defect | None, by: pens.Hand | None,
    pen: Face,
) -> Image.Image:  # fmt: skip
    """The sheet signed and dated by a hand, or in a handwriting face where there is none."""
    if by is None:
        _sign(sheet, data, random, defect=defect)
        _date(sheet, digits, random, pen=pen)
    paper = pens.Paper.of(sheet, dpi=DPI)
    if by is not None:
        _by_hand(paper, digits, random, defect=defect, by=by)
    if defect in (Defect.ADDED_CLAUSE, Defect.STRUCK_OUT):
        _spoil(paper, random, defect=defect, by=by or pens.hand(random))
    return paper.picture()


def _by_hand(paper: pens.Paper, digits: str, random: Random, *, defect: Defect | None, by: pens.Hand) -> None:
    for digit, box in zip(digits, places.DATE_BOXES, strict=False):
        pens.write_digit(paper, digit, box, by=by, random=random)
    for line in () if defect is Defect.NO_SIGNATURE else places.SIGNATURES.values():
        pens.sign(paper, line, by=by, random=random)


def _spoil(paper: pens.Paper, random: Random, *, defect: Defect, by: pens.Hand) -> None:
    if defect is Defect.ADDED_CLAUSE:
        at = (random.uniform(30, 60), random.uniform(*_FREE_MM))
        pens.add_words(paper, at, count=int(random.integers(6, 14)), by=by, random=random)
    else:
        pens.strike(paper, part_of_a_line(random), by=by, random=random)


def part_of_a_line(random: Random) -> Rect:
    """Some words of the articles."""
    return Rect(random.uniform(35, 70), random.uniform(85, 200), random.uniform(25, 70), 4.2)


def _date(sheet: Image.Image, digits: str, random: Random, *, pen: Face) -> None:
    colour = _PENS[int(random.integers(len(_PENS)))]
    for digit, box in zip(digits, places.DATE_BOXES, strict=False):
        x, y = box.middle
        at = (px(x + random.uniform(-0.6, 0.6)), px(y + random.uniform(-0.5, 0.5)))
        ImageDraw.Draw(sheet).text(at, digit, font=font(pen, px(7)), fill=colour, anchor="mm")


def _sign(sheet: Image.Image, data: LetterData, random: Random, *, defect: Defect | None) -> None:
    for who, name in (("representative", data.legal_name), ("agent", data.admin_name)):
        if defect is Defect.NO_SIGNATURE:
            continue
        line = places.SIGNATURES[who]
        at = (px(line.left + random.uniform(3, 8)), px(line.bottom - random.uniform(0.5, 1.5)))
        pen = _PENS[int(random.integers(len(_PENS)))]
        ImageDraw.Draw(sheet).text(at, name, font=font(_hand_for(name), px(8)), fill=pen, anchor="ls")


def _hand_for(name: str) -> Face:
    """The handwriting, or print for a name with a character that the handwriting lacks."""
    return Face.SERIF if missing_glyphs(name, face=Face.MASHAN) else Face.MASHAN
