"""Ink that the issued sheet does not have: words that were added, print that was struck out.

A pen leaves thin strokes. Shadows, creases and holes are no strokes; a seal is red and leaves no ink here, so a red pen
is looked for by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from chopmark.drawing.letters import places
from chopmark.drawing.letters.places import Rect
from chopmark.evidence.letter.issued import HEIGHT, WIDTH, Box, Grey, Sheet, meet, px, rectangle

_PEN: Final = 75  # of 255: the ink of a pen, photographed from afar
_RED: Final = 15
_RED_PEN: Final = 40  # of 255; on drawn letters nothing as red but seals and the mark of the house
_BLEEDS_MM: Final = 1.0  # around red, what JPEG makes of it
_PRINT: Final = 40  # of 255: what the issued sheet has there
_OFF_MM: Final = 1.3  # print may lie so far from where it should, curled paper included
_THICK_MM: Final = 1.6  # no pen writes thicker; holes and shadows are
_LEAST_MM: Final = 2.2  # the longer side of a stroke
_WORD_MM: Final = 5.0  # strokes so near to each other are one addition
_LEAST_MM2: Final = 3.0  # of ink in an addition
_STRUCK_MM: Final = 12.0  # a level run as long is no stroke of a character
_RUN_MM: Final = 8.0  # of a line through print that are quite straight
_SLOPES: Final = (-0.06, -0.03, 0.0, 0.03, 0.06)
_UNEVEN_MM: Final = 1.0  # and so far are its parts from each other
_EDGE_MM: Final = 9.0  # where the sheet ends and the desk may begin
_FREE: Final = (  # where people write and stamp, millimetres
    *(Rect(one.left - 8, one.top - 7, 64, one.height + 10) for one in places.SIGNATURES.values()),
    places.QR,
    Rect(places.DATE_BOXES[0].left - 4, places.DATE_TOP - 4, 92, 16),
    Rect(places.RING.left - 6, places.RING.top - 6, places.RING.width + 12, places.RING.height + 12),
)


@dataclass(frozen=True)
class Addition:
    """Ink that was not issued: where on the sheet, and whether it runs through print."""

    box: Box
    is_line: bool


def additions(sheet: Sheet, ink: Grey, red: Grey) -> Iterator[Addition]:
    """Lines through print first. `red` says how red the sheet is, of 255: no pen is."""
    stamped = cv2.dilate((red > _RED).astype(np.uint8), _round(_BLEEDS_MM))
    pen = ((ink > _PEN) & (stamped == 0)).astype(np.uint8)
    lines = [Addition(box, is_line=True) for box in _struck(sheet, pen)]
    yield from lines
    for box in _words(sheet, pen):
        if not any(meet(box, line.box) for line in lines):
            yield Addition(box, is_line=False)


def written_in_red(red: Grey, *, seals: Iterable[Box]) -> Iterator[Box]:
    """Words and lines in red beside the seals; a red pen strikes out as well as a black one."""
    free = (red > _RED_PEN).astype(np.uint8)
    for left, top, right, bottom in (_wider(seal) for seal in seals):
        free[top:bottom, left:right] = 0
    free[: round(px(places.RED_HEAD))] = 0
    yield from _boxes(_closed(_outside(free), _round(_WORD_MM)), least=_STRUCK_MM)


def _wider(box: Box) -> tuple[int, int, int, int]:
    """With what smears around a seal."""
    left, top, right, bottom = box
    away = px(_WORD_MM)
    return max(round(left - away), 0), max(round(top - away), 0), round(right + away), round(bottom + away)


def _struck(sheet: Sheet, pen: Grey) -> Iterator[Box]:
    """Runs, level or nearly so, that the issued sheet does not have: between characters print has gaps."""
    held = cv2.dilate(pen, np.ones((3, 1), np.uint8)).astype(np.uint8, copy=False)
    seen = np.zeros_like(pen)
    for slope in _SLOPES:
        seen |= _opened(held, _line(_RUN_MM, slope))
    own = _opened((sheet.ink > _PRINT).astype(np.uint8), _line(_RUN_MM / 2, 0.0))
    seen[cv2.dilate(own, _round(2 * _OFF_MM)) > 0] = 0
    together = _closed(_outside(seen), _round(_UNEVEN_MM))
    yield from _boxes(together, least=_STRUCK_MM)


def _line(long: float, slope: float) -> Grey:
    """A thin line so many millimetres long."""
    wide = round(px(long))
    high = 2 * round(abs(slope) * wide / 2) + 1
    made = np.zeros((high, wide), np.uint8)
    cv2.line(made, (0, high - 1 if slope > 0 else 0), (wide - 1, 0 if slope > 0 else high - 1), (1.0,), 1)
    return made


def _words(sheet: Sheet, pen: Grey) -> Iterator[Box]:
    """Groups of thin strokes beside the print."""
    free = pen.copy()
    free[cv2.dilate((sheet.ink > _PRINT).astype(np.uint8), _round(2 * _OFF_MM)) > 0] = 0
    thick = _opened(pen, _round(_THICK_MM))
    free[cv2.dilate(thick, _round(2 * _THICK_MM)) > 0] = 0
    strokes = np.zeros_like(free)
    for left, top, right, bottom in _boxes(_outside(free), least=_LEAST_MM):
        strokes[round(top) : round(bottom), round(left) : round(right)] = free[
            round(top) : round(bottom), round(left) : round(right)
        ]
    together = _closed(strokes, _round(_WORD_MM))
    for box in _boxes(together, least=_LEAST_MM):
        left, top, right, bottom = (round(side) for side in box)
        if np.count_nonzero(strokes[top:bottom, left:right]) / px(1.0) ** 2 >= _LEAST_MM2:
            yield box


def _outside(mask: Grey) -> Grey:
    """Without the edges of the sheet and the places where something is to be written."""
    edge = round(px(_EDGE_MM))
    kept = np.zeros_like(mask)
    kept[edge : HEIGHT - edge, edge : WIDTH - edge] = mask[edge : HEIGHT - edge, edge : WIDTH - edge]
    for rect in _FREE:
        left, top, right, bottom = (round(side) for side in rectangle(rect))
        kept[max(top, 0) : bottom, max(left, 0) : right] = 0
    return kept


def _boxes(mask: Grey, *, least: float) -> Iterator[Box]:
    """Of what hangs together and is at least so many millimetres long."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    for number in range(1, count):
        left, top, wide, high, _ = (float(value) for value in stats[number])
        if max(wide, high) >= px(least):
            yield left, top, left + wide, top + high


def _round(across: float) -> Grey:
    """A disc so many millimetres wide."""
    side = round(px(across)) | 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)).astype(np.uint8)


def _opened(mask: Grey, kernel: Grey) -> Grey:
    """Without whatever the kernel does not fit into."""
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel).astype(np.uint8, copy=False)


def _closed(mask: Grey, kernel: Grey) -> Grey:
    """With every gap that the kernel does not fit into; where no ink is near, there is nothing to close."""
    left, top, wide, high = cv2.boundingRect(mask)
    away = max(kernel.shape)
    part = np.s_[max(top - away, 0) : top + high + away, max(left - away, 0) : left + wide + away]
    closed = np.zeros_like(mask)
    if wide:
        closed[part] = cv2.morphologyEx(mask[part], cv2.MORPH_CLOSE, kernel)
    return closed
