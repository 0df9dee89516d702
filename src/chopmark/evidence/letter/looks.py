"""Whether a photograph shows the whole sheet, sharp and evenly lit: what has to be said before any word is judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from chopmark.evidence.engines.base import Pixels
from chopmark.evidence.letter.comparing import Printed
from chopmark.evidence.letter.issued import HEIGHT, WIDTH, Box, around, meet, px
from chopmark.evidence.letter.registration import Flat

_RISE: Final = 6.5  # pixels of 0.127 mm over which a printed edge rises; phones have 3 to 5 (measured on drawn letters)
_HARDLY: Final = 0.90  # of 1, the usual likeness of print that can still be read by eye
_DARK = 70  # of 255, the light of the paper
_COARSE = 3.6  # pixels of the photograph for a millimetre: about 90 dpi
_GLARE = 250  # of 255 in every channel
_GLARE_MM2 = 150.0
_GONE, _STAIN = 0.5, 2  # likeness of print that is not there; so few characters are an alteration or a stain
_SCANNED = 0.5  # of the sheet as white as glare: a scan, which has no lamp before it
_CONTENT = (px(20.0), px(10.5), px(190.0), px(285.5))  # within it stands something that is needed


@dataclass(frozen=True)
class Trouble:
    """A code, where on the sheet, and how sure."""

    code: str
    box: Box
    confidence: float


_WHOLE = (0.0, 0.0, float(WIDTH), float(HEIGHT))


def troubles(photo: Pixels, flat: Flat, printed: Printed) -> Iterator[Trouble]:
    """What is wrong with the picture as a whole."""
    yield from _cropped(photo, flat)
    yield from _coarse(flat)
    yield from _dark(flat)
    lost = list(_lost(printed))
    yield from _glare(flat, lost)
    if flat.rise > _RISE:
        yield Trouble("IMG_BLUR", _WHOLE, 0.9)
    elif printed.usual < _HARDLY:
        yield Trouble("IMG_BLUR", _WHOLE, 0.6)


def _cropped(photo: Pixels, flat: Flat) -> Iterator[Trouble]:
    """Something that is needed lies outside the photograph."""
    left, top, right, bottom = _CONTENT
    corners = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float64)
    seen = cv2.perspectiveTransform(corners, flat.to_photo)[0]
    height, width = photo.shape[:2]
    slack = 2.0
    if (seen < -slack).any() or (seen[:, 0] > width + slack).any() or (seen[:, 1] > height + slack).any():
        yield Trouble("IMG_CROPPED", _WHOLE, 0.9)


def _coarse(flat: Flat) -> Iterator[Trouble]:
    middle = np.array([[(WIDTH / 2, HEIGHT / 2), (WIDTH / 2 + px(100.0), HEIGHT / 2)]], np.float64)
    one, other = cv2.perspectiveTransform(middle, flat.to_photo)[0]
    if float(np.hypot(*(other - one))) / 100.0 < _COARSE:
        yield Trouble("IMG_LOW_RES", _WHOLE, 0.85)


def _dark(flat: Flat) -> Iterator[Trouble]:
    light = float(np.percentile(flat.picture[:, :, 1][::7, ::7], 75))
    if light < _DARK:
        yield Trouble("IMG_DARK", _WHOLE, 0.85)


def _lost(printed: Printed) -> Iterator[Box]:
    """Runs of characters that the pixels do not show at all."""
    for seen in printed.rows:
        gone = [one.box for one, score in zip(seen.row.glyphs, seen.scores, strict=True) if score < _GONE]
        if len(gone) > _STAIN:
            yield around(gone)


def _glare(flat: Flat, lost: list[Box]) -> Iterator[Trouble]:
    """White without structure where print should be: a lamp, not an eraser, is brighter than the paper around it."""
    bright = (flat.picture.min(axis=2) >= _GLARE).astype(np.uint8)
    share = float(bright.mean())
    if share > _SCANNED:
        return
    count, _, stats, _ = cv2.connectedComponentsWithStats(bright)
    for number in range(1, count):
        left, top, wide, high, area = (float(value) for value in stats[number])
        box = (left, top, left + wide, top + high)
        if area / px(1.0) ** 2 >= _GLARE_MM2 and any(meet(box, one) for one in lost):
            yield Trouble("IMG_GLARE", box, 0.85)
