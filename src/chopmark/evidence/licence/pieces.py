"""Recognised lines as upright pieces of a page: no watermarks, and told apart by the colour of their ink."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from chopmark.evidence.engines.base import Line, Pixels
from chopmark.evidence.licence import labels
from chopmark.evidence.licence.orientation import WATERMARK_DEGREES

Box = tuple[int, int, int, int]
LEAST_CONFIDENCE = 0.5  # the recogniser's own threshold for "text at all"
RED_SHARE = 0.6  # of a line's ink; text under a seal stays mostly black
_RED_OVER = 1.35  # red ink under any lamp: red over the stronger of green and blue
HALF_ROW = 0.6  # of a line's height: nearer than that is the same row


@dataclass(frozen=True)
class Piece:
    """One line of the page, upright: x, y, width and height in its pixels."""

    text: str
    x: float
    y: float
    width: float
    height: float
    confidence: float
    is_red: bool = False

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def box(self) -> Box:
        return round(self.x), round(self.y), round(self.width), round(self.height)


def left_edge(piece: Piece) -> float:
    return piece.x


def pieces_of(lines: Sequence[Line], *, page: Pixels) -> list[Piece]:
    """The level lines that can be read, each told whether its ink is red."""
    heights = [_height(line) for line in lines]
    tallest = 3.5 * float(np.median(heights)) if heights else 0.0  # the title is about three times the text
    pieces = [_piece(line, page=page) for line in lines if _is_text(line)]
    return [piece for piece in pieces if piece.height <= tallest or is_stack(piece)]


def is_stack(piece: Piece) -> bool:
    """Halves of labels below each other that were read as one upright line: 名 over 类."""
    return len(piece.text) > 1 and piece.height > piece.width and set(piece.text) <= set(labels.UNIQUE_HALVES)


def _height(line: Line) -> float:
    top_left, _, _, bottom_left = line.quad
    return float(np.hypot(bottom_left[0] - top_left[0], bottom_left[1] - top_left[1]))


def _is_text(line: Line) -> bool:
    return line.confidence >= LEAST_CONFIDENCE and abs(line.angle) <= WATERMARK_DEGREES


def _piece(line: Line, *, page: Pixels) -> Piece:
    xs, ys = zip(*line.quad, strict=True)
    piece = Piece("".join(line.text.split()), min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys), line.confidence)
    return replace(piece, is_red=_is_red(piece, page=page))


def _is_red(piece: Piece, *, page: Pixels) -> bool:
    """Whether the ink under the line is mostly a seal's."""
    x, y, width, height = piece.box
    patch = page[max(0, y) : y + height, max(0, x) : x + width]
    if patch.size == 0:
        return False
    darkness = patch.min(axis=2)
    threshold, _ = cv2.threshold(darkness, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = patch[darkness <= threshold].astype(np.float32)
    red = ink[:, 2] > _RED_OVER * np.maximum(ink[:, 0], ink[:, 1])
    return bool(red.size) and float(red.mean()) > RED_SHARE
