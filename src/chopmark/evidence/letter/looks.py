"""Whether a photograph shows the whole sheet, sharp and evenly lit: what has to be said before any word is judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from chopmark.evidence.engines.base import Pixels
from chopmark.evidence.letter.comparing import Printed
from chopmark.evidence.letter.issued import HEIGHT, WIDTH, Box, around, px
from chopmark.evidence.letter.registration import Flat
from chopmark.evidence.screens import beat

_RISE: Final = 6.5  # pixels of 0.127 mm over which a printed edge rises; phones have 3 to 5 (measured on drawn letters)
_HARDLY: Final = 0.90  # of 1, the usual likeness of print that can still be read by eye
DARK = 70  # of 255, the light of the paper
_COARSE = 3.6  # pixels of the photograph for a millimetre: about 90 dpi
_GLARE = 250  # of 255 in every channel
_GLARE_MM2 = 150.0
_GONE, _STAIN = 0.5, 2  # likeness of print that is not there; so few characters are an alteration or a stain
_UNDER_LAMP = 0.8  # of lost print that is as white: what hides it is a lamp, no ink
_AROUND_MM = 8.0  # near a lamp print is half lost
_LAMP_MM = 8.0  # no lamp is mirrored in a narrower strip; correction fluid is
_SCREEN_BEAT = 1.3  # of 255; drawn letters have 0.5 at most, for their paper is white, screens 2.7 and more
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
    if beat(photo) > _SCREEN_BEAT:  # beside it nothing else can be told
        yield Trouble("IMG_SCREEN_RECAPTURE", _WHOLE, 0.9)
        return
    yield from _cropped(photo, flat)
    yield from _coarse(flat)
    is_dark = _is_dark(flat)
    if is_dark:
        yield Trouble("IMG_DARK", _WHOLE, 0.85)
    lost = list(_lost(printed))
    yield from _glare(flat, lost)
    if is_dark:  # whose noise softens every edge
        return
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


def _is_dark(flat: Flat) -> bool:
    return float(np.percentile(flat.picture[:, :, 1][::7, ::7], 75)) < DARK


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
    count, marks, stats, _ = cv2.connectedComponentsWithStats(bright)
    for number in range(1, count):
        wide, high, area = (float(value) for value in stats[number][2:])
        if area / px(1.0) ** 2 < _GLARE_MM2 or min(wide, high) < px(_LAMP_MM):
            continue
        under = [box for box in lost if _share(marks == number, box) > _UNDER_LAMP]
        if under:
            yield Trouble("IMG_GLARE", _wider(around(under), _AROUND_MM), 0.85)


def _share(mask: NDArray[np.bool_], box: Box) -> float:
    left, top, right, bottom = (round(side) for side in box)
    part = mask[top:bottom, left:right]
    return float(part.mean()) if part.size else 0.0


def _wider(box: Box, by: float) -> Box:
    """A box with so many millimetres around it."""
    away = px(by)
    return box[0] - away, box[1] - away, box[2] + away, box[3] + away
