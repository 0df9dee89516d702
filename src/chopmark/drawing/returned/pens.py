"""What hands write with pens: digits of several habits, signatures that are strokes, lines through print.

A face of type writes every 7 alike; people do not. Places are millimetres of the sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from chopmark.drawing.imprints import MM_PER_INCH
from chopmark.drawing.letters.places import Rect

_SUB: Final = 4  # bits of a pixel: strokes are not laid on whole pixels
_COLOURS: Final = ((24, 38, 92), (30, 30, 34), (38, 58, 140), (12, 14, 60))  # blue-black, black, ballpoint blue, navy
_STRAIGHT: Final = 2
_BETWEEN: Final = 12  # points of a curve between two that were set

Points = NDArray[np.float64]
Random = np.random.Generator

# Every habit of a digit as strokes in a square of 1 by 1, down is plus.
_DIGITS: Final[dict[str, tuple[tuple[tuple[tuple[float, float], ...], ...], ...]]] = {
    "0": ((((0.55, 0.02), (0.2, 0.2), (0.15, 0.7), (0.5, 0.98), (0.82, 0.7), (0.8, 0.25), (0.5, 0.02)),),),
    "1": (
        (((0.5, 0.02), (0.5, 0.5), (0.48, 0.98)),),
        (((0.3, 0.24), (0.52, 0.03)), ((0.52, 0.03), (0.52, 0.5), (0.5, 0.98))),
    ),
    "2": (
        (((0.2, 0.25), (0.5, 0.02), (0.8, 0.25), (0.55, 0.6), (0.18, 0.95)), ((0.18, 0.95), (0.85, 0.94))),
        (((0.2, 0.2), (0.55, 0.03), (0.75, 0.3), (0.3, 0.9), (0.2, 0.85), (0.4, 0.82), (0.85, 0.95)),),
    ),
    "3": ((((0.2, 0.12), (0.55, 0.02), (0.75, 0.25), (0.42, 0.47), (0.8, 0.7), (0.55, 0.97), (0.17, 0.87)),),),
    "4": (
        (((0.6, 0.02), (0.18, 0.65)), ((0.18, 0.65), (0.88, 0.65)), ((0.64, 0.3), (0.62, 0.98))),
        (((0.28, 0.05), (0.2, 0.5)), ((0.2, 0.5), (0.8, 0.5)), ((0.72, 0.05), (0.68, 0.98))),
    ),
    "5": (
        (((0.35, 0.04), (0.25, 0.42)), ((0.25, 0.42), (0.6, 0.36), (0.8, 0.65), (0.5, 0.97), (0.17, 0.88)),
         ((0.35, 0.05), (0.8, 0.04))),
    ),
    "6": ((((0.65, 0.03), (0.3, 0.35), (0.2, 0.75), (0.5, 0.97), (0.78, 0.75), (0.55, 0.52), (0.24, 0.68)),),),
    "7": (
        (((0.15, 0.06), (0.82, 0.05)), ((0.82, 0.05), (0.55, 0.5), (0.42, 0.98))),
        (((0.15, 0.06), (0.82, 0.05)), ((0.82, 0.05), (0.55, 0.5), (0.42, 0.98)), ((0.3, 0.5), (0.75, 0.5))),
    ),
    "8": (
        (((0.75, 0.14), (0.45, 0.02), (0.28, 0.25), (0.55, 0.48), (0.78, 0.75), (0.5, 0.98), (0.22, 0.76),
          (0.45, 0.5), (0.72, 0.26), (0.72, 0.12)),),
    ),
    "9": (
        (((0.76, 0.25), (0.5, 0.02), (0.24, 0.25), (0.45, 0.48), (0.76, 0.26)), ((0.76, 0.26), (0.7, 0.98))),
        (((0.76, 0.25), (0.5, 0.02), (0.24, 0.25), (0.45, 0.48), (0.76, 0.26)),
         ((0.76, 0.26), (0.74, 0.7), (0.4, 0.97))),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Hand:
    """How somebody writes: habits, slant, unrest, pen; all of it kept through one letter."""

    habits: tuple[int, ...]  # which habit of each digit
    slant: float  # of the height, to the right
    unrest: float  # of the size of a digit
    tall: float  # millimetres
    wide: float  # millimetres
    pen: float  # millimetres
    colour: tuple[int, int, int]


def hand(random: Random) -> Hand:
    """Somebody's."""
    tall = random.uniform(4.2, 6.0)
    return Hand(
        tuple(int(random.integers(len(_DIGITS[digit]))) for digit in sorted(_DIGITS)), random.uniform(-0.05, 0.28),
        random.uniform(0.01, 0.035), tall, tall * random.uniform(0.55, 0.8), random.uniform(0.35, 0.7),
        _COLOURS[int(random.integers(len(_COLOURS)))],
    )  # fmt: skip


@dataclass
class Paper:
    """A sheet that is written on, with so many pixels to the inch."""

    pixels: NDArray[np.uint8]
    dpi: int

    @classmethod
    def of(cls, sheet: Image.Image, *, dpi: int) -> "Paper":
        return cls(np.array(sheet.convert("RGB"), dtype=np.uint8), dpi)

    def picture(self) -> Image.Image:
        return Image.fromarray(self.pixels)

    def stroke(self, points: Points, *, pen: float, colour: tuple[int, int, int]) -> None:
        """A smooth line through points; its ink lies over print as ink does."""
        laid = _smooth(points) * self.dpi / MM_PER_INCH
        wide = max(round(pen * self.dpi / MM_PER_INCH), 1)
        height, width = self.pixels.shape[:2]
        left, top = (max(int(low) - 2 * wide, 0) for low in laid.min(axis=0))
        right, bottom = (int(high) + 2 * wide for high in laid.max(axis=0))
        part = self.pixels[top : min(bottom, height), left : min(right, width)]
        marks = np.zeros(part.shape[:2], np.uint8)
        line = np.round((laid - (left, top)) * 2**_SUB).astype(np.int32)
        cv2.polylines(marks, [line], isClosed=False, color=(255.0,), thickness=wide, lineType=cv2.LINE_AA, shift=_SUB)
        cover = marks[:, :, None] / 255.0
        part[:] = np.round(part * (1 - cover) + np.minimum(part, np.asarray(colour, np.float64)) * cover)


def _smooth(points: Points) -> Points:
    """A curve through all of them (Catmull and Rom)."""
    if len(points) <= _STRAIGHT:
        return points
    held = np.vstack([points[:1], points, points[-1:]])
    steps = np.linspace(0, 1, _BETWEEN, endpoint=False)[:, None]
    parts: list[NDArray[Any]] = []
    for a, b, c, d in zip(held, held[1:], held[2:], held[3:], strict=False):
        parts.append(
            0.5
            * (2 * b + (c - a) * steps + (2 * a - 5 * b + 4 * c - d) * steps**2 + (3 * b - a - 3 * c + d) * steps**3)
        )
    return np.vstack([*parts, points[-1:]])


def write_digit(paper: Paper, digit: str, box: Rect, *, by: Hand, random: Random) -> None:
    """One digit about the middle of its box."""
    x, y = box.middle
    middle = np.array([x + random.uniform(-0.5, 0.5), y + random.uniform(-0.6, 0.6)])
    size = np.array([by.wide, by.tall]) * random.uniform(0.9, 1.08)
    for set_points in _DIGITS[digit][by.habits[int(digit)]]:
        shape = np.array(set_points) - 0.5 + random.normal(0, by.unrest, (len(set_points), 2))
        shape[:, 0] -= by.slant * shape[:, 1] * 0.8
        paper.stroke(middle + shape * size, pen=by.pen, colour=by.colour)


def sign(paper: Paper, line: Rect, *, by: Hand, random: Random) -> None:
    """A name as people sign: a few strokes for each character, the last one swung out."""
    start, base = line.left + random.uniform(2, 6), line.bottom - random.uniform(1.0, 2.0)
    for number in range(int(random.integers(2, 4))):
        corner = np.array([start + number * random.uniform(5.5, 7.5), base - random.uniform(4.0, 5.5)])
        for _ in range(int(random.integers(3, 6))):
            points = corner + random.uniform(0, 1, (int(random.integers(3, 6)), 2)) * np.array([5.5, 5.0])
            paper.stroke(points, pen=by.pen, colour=by.colour)
    swung = np.array([[start, base], [start + 12, base - 1.5], [start + random.uniform(18, 26), base - 3.0]])
    paper.stroke(swung, pen=by.pen, colour=by.colour)


def strike(paper: Paper, box: Rect, *, by: Hand, random: Random) -> None:
    """A line through print, nearly level, sometimes a wavy one."""
    columns = np.linspace(box.left, box.right, int(random.integers(4, 9)))
    rows = box.middle[1] + random.normal(0, random.uniform(0.1, 0.5), len(columns))
    paper.stroke(np.stack([columns, rows], axis=1), pen=by.pen, colour=by.colour)


def add_words(paper: Paper, at: tuple[float, float], *, count: int, by: Hand, random: Random) -> None:
    """So many characters of a hand, 4 to 6 mm each, from this place to the right: what was never on the sheet."""
    side = random.uniform(3.6, 5.5)
    for number in range(count):
        corner = np.array([at[0] + number * side * 1.1, at[1]])
        for stroke in _character(random):
            paper.stroke(corner + stroke * side, pen=by.pen, colour=by.colour)


def _character(random: Random) -> Sequence[Points]:
    """Strokes such as Chinese characters have: level, upright, falling."""
    level = [np.array([[0.1, y], [0.9, y - 0.05]]) for y in random.uniform(0.1, 0.9, int(random.integers(1, 4)))]
    upright = [np.array([[x, 0.05], [x, 0.95]]) for x in random.uniform(0.25, 0.75, int(random.integers(1, 3)))]
    falling = [np.array([[0.55, 0.35], [0.35, 0.65], [0.08, 0.95]]), np.array([[0.5, 0.45], [0.9, 0.95]])]
    return [one + random.normal(0, 0.03, one.shape) for one in (*level, *upright, *falling)]
