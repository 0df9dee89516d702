"""The date in its eight boxes: which are filled, and which digits a hand wrote there."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from chopmark.drawing.letters import places
from chopmark.evidence.engines.base import Ocr, Pixels
from chopmark.evidence.letter.issued import Box, Grey, around, px, rectangle

_FRAME_MM: Final = 0.7  # the printed frame and what registration leaves
_INK = 70  # of 255; a ballpoint pen photographed from afar
_LEAST_MM2 = 0.6  # of ink in a box: a dot is no digit
_TALL = 56  # pixels, of a digit as the reader gets it
_GAP = 18
_ALIKE = str.maketrans("OoQDlI|]!iZzSsBbgq年月日.,-/", "000011111122558899" + " " * 7, "")
_GROUPS = (4, 2, 2)


@dataclass(frozen=True)
class Written:
    """What stands in the boxes; `day` is None where it is incomplete or could not be read for sure."""

    filled: tuple[bool, ...]
    day: dt.date | None
    box: Box

    @property
    def is_complete(self) -> bool:
        return all(self.filled)

    @property
    def is_empty(self) -> bool:
        return not any(self.filled)


def written(ink: Grey, *, ocr: Ocr) -> Written:
    """Read the boxes of a sheet's ink; red leaves none, so a seal may lie over them."""
    cuts = [_inside(ink, rectangle(box)) for box in places.DATE_BOXES]
    filled = tuple(_area(cut) >= _LEAST_MM2 for cut in cuts)
    box = around([rectangle(one) for one in places.DATE_BOXES])
    return Written(filled, _read(cuts, ocr=ocr) if all(filled) else None, box)


def _inside(ink: Grey, box: Box) -> Grey:
    """A box without its frame; what crosses it from outside is a neighbour's."""
    inset = px(_FRAME_MM)
    left, top, right, bottom = (
        round(value) for value in (box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset)
    )
    return ink[top:bottom, left:right]


def _area(cut: Grey) -> float:
    """Square millimetres of ink."""
    return float(np.count_nonzero(cut > _INK)) / px(1.0) ** 2


def _read(cuts: Sequence[Grey], *, ocr: Ocr) -> dt.date | None:
    """The day on which two ways of reading agree; None where they differ, or where there is no such day."""
    whole = _strip(cuts)
    groups = [_strip(part) for part in _grouped(cuts)]
    thick = [cv2.erode(one, np.ones((3, 3), np.uint8)).astype(np.uint8, copy=False) for one in (whole, *groups)]
    said = [_digits(text) for text, _ in ocr.spell([whole, *groups, *thick])]
    first, *parts = said[: 1 + len(groups)]
    second, *others = said[1 + len(groups) :]
    days = [day for text in (first, "".join(parts), second, "".join(others)) for day in _days(text)]
    if not days:
        return None
    best = max(set(days), key=days.count)
    return best if days.count(best) >= _AGREEING else None


_AGREEING = 2


def _grouped(cuts: Sequence[Grey]) -> Iterator[Sequence[Grey]]:
    start = 0
    for size in _GROUPS:
        yield cuts[start : start + size]
        start += size


def _strip(cuts: Sequence[Grey]) -> Pixels:
    """Digits side by side on white, without frames."""
    shown = [cv2.resize(cut, (round(cut.shape[1] * _TALL / cut.shape[0]), _TALL)) for cut in cuts]
    gap = np.zeros((_TALL, _GAP // 3), np.uint8)
    line = np.hstack([piece for one in shown for piece in (one.astype(np.uint8, copy=False), gap)])
    framed = cv2.copyMakeBorder(line, _GAP, _GAP, _GAP, _GAP, cv2.BORDER_CONSTANT, value=(0,))
    return cv2.cvtColor(255 - framed, cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)


def _digits(text: str) -> str:
    return "".join(one for one in text.translate(_ALIKE) if one.isdigit())


def _days(digits: str) -> Iterator[dt.date]:
    if len(digits) != sum(_GROUPS):
        return
    try:
        yield dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return
