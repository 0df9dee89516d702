"""Electronic seals: every character set by itself, drawn to the millimetre, and read back before anybody gets it.

A seal is a PDF page of exactly its size with a transparent ground, so that it goes into a contract as it is; its
characters stay text. Shapes and sizes as the field makes them (domain 7): round 38 to 58 mm, ellipse 40x30 and 45x30,
and the square of a name seal.
"""

import io
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise

import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from chopmark.drawing.fonts import Face
from chopmark.drawing.letters.typefaces import GlyphMissing, face_with, name_of, width_of

RED = Color(214 / 255, 32 / 255, 38 / 255)  # vermilion ink pad, as it looks on white paper
MOST_ON_ARC = 60
MOST_IN_LINE = 15  # domain 7: horizontal text
_FACES = (Face.SERIF_BOLD, Face.SANS_BOLD, Face.SERIF)
_MIDDLE_OF_EM = 0.38  # a Han character's square reaches from 0.12 below the baseline to 0.88 above
_USUAL = 42.0  # the millimetres that the measures of a round seal below refer to
_ARC_SHARE = 0.69  # of the ring, 250 degrees; the rest stays open at the foot
_STAR_INNER = 0.382  # inner radius of a regular five-pointed star, the golden ratio squared
_TALLEST = 2.0  # a condensed character stays legible up to twice as tall as wide
_CLEAR = (255, 255, 255, 0)
_TURNS = 1440  # points along a ring: a quarter of a degree


class Shape(StrEnum):
    ROUND = "round"
    ELLIPSE = "ellipse"
    SQUARE = "square"


@dataclass(frozen=True)
class Seal:
    """Millimetres, and what it says: the name round the rim or in the square, a line across."""

    shape: Shape
    width: float
    height: float
    name: str
    line: str = ""


@dataclass(frozen=True)
class Spot:
    """Where one character stands: its middle in millimetres from the seal's, y upwards, turned counterclockwise."""

    character: str
    x: float
    y: float
    turn: float
    width: float
    height: float


def drawn(seal: Seal) -> bytes:
    """One PDF page of the seal's size. Raises GlyphMissing rather than leave a character out."""
    spots = list(spots_of(seal))
    face = face_with("".join(spot.character for spot in spots), faces=_FACES)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(seal.width * mm, seal.height * mm), invariant=1)
    canvas.translate(seal.width * mm / 2, seal.height * mm / 2)
    canvas.setFillColor(RED)
    canvas.setStrokeColor(RED)
    _rim(canvas, seal)
    for spot in spots:
        _set(canvas, spot, face=face)
    canvas.save()
    made = buffer.getvalue()
    _check(made, spots)
    return made


def read(pdf: bytes) -> str:
    """The characters on a drawn seal; the order is the reader's."""
    with _opened(pdf) as document:
        said: str = document[0].get_textpage().get_text_range()
    return "".join(said.split())


def picture(pdf: bytes, *, dpi: int) -> Image.Image:
    """A drawn seal in pixels on a transparent ground."""
    with _opened(pdf) as document:
        drawn: Image.Image = document[0].render(scale=dpi / 72, fill_color=_CLEAR, rev_byteorder=True).to_pil()
    return drawn


def _opened(pdf: bytes) -> pdfium.PdfDocument:
    return pdfium.PdfDocument(pdf)


def _check(made: bytes, spots: list[Spot]) -> None:
    wanted, found = Counter(spot.character for spot in spots), Counter(read(made))
    if wanted - found:
        raise GlyphMissing("The seal", wanted - found)


def spots_of(seal: Seal) -> Iterator[Spot]:
    """Where every character of a seal stands."""
    if seal.shape is Shape.SQUARE:
        yield from _in_square(seal)
        return
    yield from _on_ring(seal)
    yield from _across(seal)


def _rim_of(seal: Seal) -> float:
    """The width of the rim: 1.2 mm at 42 mm, as police regulations give a company's seal."""
    return 1.2 * min(seal.width, seal.height) / _USUAL


def _on_ring(seal: Seal) -> Iterator[Spot]:
    """The name along the rim, neighbours at one distance: condensed where it is long, never shortened."""
    tall = (6.4 if seal.shape is Shape.ROUND else 7.4) * min(seal.width, seal.height) / _USUAL
    step = min(tall * 1.12, _ring_in(seal, tall).length * _ARC_SHARE / max(len(seal.name) - 1, 1))
    wide = min(tall, step * 0.9)  # 0.9: the feet stand closer than the middles
    high = min(tall, wide * _TALLEST)
    ring = _ring_in(seal, high)
    for index, character in enumerate(seal.name):
        x, y, turn = ring.at(step * (index - (len(seal.name) - 1) / 2))
        yield Spot(character, x, y, turn, wide, high)


def _ring_in(seal: Seal, high: float) -> "_Ring":
    """The line on which the middles of characters so high stand, with some air inside the rim."""
    inset = _rim_of(seal) * 1.9 + high / 2
    return _Ring(seal.width / 2 - inset, seal.height / 2 - inset)


class _Ring:
    """An ellipse measured along itself from the top, clockwise, in millimetres."""

    def __init__(self, across: float, up: float) -> None:
        self._across, self._up = across, up
        points = [self._point(index) for index in range(-_TURNS // 2, _TURNS // 2 + 1)]
        self._along = list(accumulate((math.dist(*pair) for pair in pairwise(points)), initial=0.0))

    @property
    def length(self) -> float:
        return self._along[-1]

    def at(self, distance: float) -> tuple[float, float, float]:
        """The point there, and how an upright character is turned to stand on the ring."""
        index = bisect_left(self._along, distance + self.length / 2) - _TURNS // 2
        x, y = self._point(index)
        return x, y, -math.degrees(math.atan2(x / self._across**2, y / self._up**2))

    def _point(self, index: int) -> tuple[float, float]:
        angle = math.tau * index / _TURNS
        return self._across * math.sin(angle), self._up * math.cos(angle)


def _across(seal: Seal) -> Iterator[Spot]:
    """The horizontal line: under the star of a round seal, in the middle of an ellipse."""
    unit = min(seal.width, seal.height) / _USUAL
    size, room, y = (4.2, 22.0, -11.2) if seal.shape is Shape.ROUND else (6.0, 34.0, -2.0)
    high = min(size, room / max(len(seal.line), 1)) * unit
    for index, character in enumerate(seal.line):
        yield Spot(character, high * (index - (len(seal.line) - 1) / 2), y * unit, 0.0, high, high)


def _in_square(seal: Seal) -> Iterator[Spot]:
    """Columns from right to left, each from the top, as name seals are read."""
    said = _filled(seal.name)
    rows = math.ceil(math.sqrt(len(said)))
    columns = math.ceil(len(said) / rows)
    room = seal.width - 4 * _rim_of(seal)
    wide, high = room / columns, room / rows
    for index, character in enumerate(said):
        column, row = divmod(index, rows)
        x, y = room / 2 - wide * (column + 0.5), room / 2 - high * (row + 0.5)
        yield Spot(character, x, y, 0.0, wide * 0.96, high * 0.96)


def _filled(name: str) -> str:
    """Two and three characters are brought to four by the custom of name seals."""
    return name + {2: "之印", 3: "印"}.get(len(name), "")


def _rim(canvas: Canvas, seal: Seal) -> None:
    rim = _rim_of(seal)
    canvas.setLineWidth(rim * mm)
    across, up = (seal.width - rim) / 2 * mm, (seal.height - rim) / 2 * mm  # the line's outer edge is the seal's
    if seal.shape is Shape.SQUARE:
        canvas.rect(-across, -up, 2 * across, 2 * up)
        return
    canvas.ellipse(-across, -up, across, up)
    if seal.shape is Shape.ROUND:
        _star(canvas, radius=7.0 * seal.width / _USUAL)


def _star(canvas: Canvas, *, radius: float) -> None:
    path = canvas.beginPath()
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * _STAR_INNER
        x, y = reach * math.sin(math.pi * corner / 5) * mm, reach * math.cos(math.pi * corner / 5) * mm
        (path.lineTo if corner else path.moveTo)(x, y)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _set(canvas: Canvas, spot: Spot, *, face: Face) -> None:
    """One character, narrowed to its width and turned about its middle."""
    size = spot.height * mm
    canvas.saveState()
    canvas.translate(spot.x * mm, spot.y * mm)
    canvas.rotate(spot.turn)
    canvas.scale(min(spot.width / spot.height, 1.0), 1.0)
    canvas.setFont(name_of(face), size)
    canvas.drawString(-width_of(spot.character, face=face, size=size) / 2, -_MIDDLE_OF_EM * size, spot.character)
    canvas.restoreState()
