"""What makes a certificate look like one: guilloche, frame, and an emblem of our own."""

import math
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from chopmark.drawing.lettering import Ink

GOLD: Ink = (176, 138, 62)  # the gold border of a printed certificate
PAPER: Ink = (253, 250, 240)  # warm security paper
_PALE: Ink = (238, 226, 200)  # guilloche, faint enough to print on
_EMBLEM_RED: Ink = (190, 52, 44)
_FINER = 2  # lines are drawn twice as large and reduced, so that curves are smooth
_WAVES = 26  # strands of the guilloche, dense enough to look woven at 150 dpi


@lru_cache(maxsize=4)  # landscape, portrait and certificate sheets
def _paper(size: tuple[int, int]) -> Image.Image:
    finer = (size[0] * _FINER, size[1] * _FINER)
    sheet = Image.new("RGB", finer, PAPER)
    draw = ImageDraw.Draw(sheet)
    for strand in range(_WAVES):
        draw.line(_strand(finer, strand), fill=_PALE, width=_FINER)
    return sheet.resize(size, Image.Resampling.LANCZOS)


def _strand(size: tuple[int, int], strand: int) -> list[tuple[float, float]]:
    """A wave whose swell drifts along the sheet; neighbours are shifted, which weaves the pattern."""
    width, height = size
    level = height * (strand + 0.5) / _WAVES
    swell = height / _WAVES * 1.6
    return [
        (x, level + swell * math.sin(x / 60 + strand * 1.1) * math.cos(x / 410 + strand * 0.37))
        for x in range(0, width + 8, 8)
    ]


def security_paper(size: tuple[int, int]) -> Image.Image:
    """A fresh sheet with guilloche and a double golden frame."""
    sheet = _paper(size).copy()
    draw = ImageDraw.Draw(sheet)
    for inset, line in ((46, 9), (62, 2)):  # 8 mm and 10 mm from the edge at 150 dpi
        draw.rectangle((inset, inset, size[0] - inset, size[1] - inset), outline=GOLD, width=line)
    for corner in _corners(size, inset=78):
        _rosette(draw, corner, radius=15)
    return sheet


def _corners(size: tuple[int, int], *, inset: int) -> list[tuple[int, int]]:
    width, height = size
    return [(x, y) for x in (inset, width - inset) for y in (inset, height - inset)]


def _rosette(draw: ImageDraw.ImageDraw, middle: tuple[int, int], *, radius: int) -> None:
    for petal in range(6):
        turn = math.radians(60 * petal)
        x, y = middle[0] + radius * 0.5 * math.cos(turn), middle[1] + radius * 0.5 * math.sin(turn)
        draw.ellipse(_around(x, y, radius * 0.5), outline=GOLD)


def _around(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius


def emblem(side: int) -> Image.Image:
    """A stand-in where a real certificate has the national emblem: a ring of leaves around a chop."""
    finer = side * 4  # reduced fourfold for smooth edges
    mark = Image.new("RGBA", (finer, finer), (0, 0, 0, 0))
    draw = ImageDraw.Draw(mark)
    _wreath(draw, finer)
    _chop(draw, finer)
    return mark.resize((side, side), Image.Resampling.LANCZOS)


def _wreath(draw: ImageDraw.ImageDraw, side: int) -> None:
    middle, ring = side / 2, side * 0.42
    for leaf in range(28):
        turn = math.radians(360 / 28 * leaf)
        x, y = middle + ring * math.cos(turn), middle + ring * math.sin(turn)
        draw.ellipse(_around(x, y, side * 0.052), fill=GOLD)
    draw.ellipse(_around(middle, middle, side * 0.36), fill=_EMBLEM_RED, outline=GOLD, width=side // 60)


def _chop(draw: ImageDraw.ImageDraw, side: int) -> None:
    """Two strokes struck into a disc: the mark of the house in one colour."""
    strokes = [[(0.33, 0.50), (0.45, 0.63)], [(0.45, 0.63), (0.68, 0.36)]]
    for stroke in strokes:
        points = [(x * side, y * side) for x, y in stroke]
        draw.line(points, fill=PAPER, width=side // 11)
        for x, y in points:
            draw.ellipse(_around(x, y, side / 22), fill=PAPER)


def press(sheet: Image.Image, seal: Image.Image, *, at: tuple[int, int]) -> None:
    """Press a transparent seal on a sheet the way ink does: it darkens, and print shows through."""
    box = (at[0], at[1], at[0] + seal.width, at[1] + seal.height)
    ground = sheet.crop(box)
    white = Image.new("RGB", seal.size, (255, 255, 255))
    white.paste(seal, mask=seal.getchannel("A"))
    sheet.paste(ImageChops.multiply(ground, white), box)
