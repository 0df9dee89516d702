"""What the photograph of a card betrays: no colour, too little light, a reflection, an edge outside the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from chopmark.evidence.engines.base import Pixels
from chopmark.evidence.licence.pieces import Piece


@dataclass(frozen=True)
class Thresholds:
    """Found on drawn samples, each in the middle of a wide gap; a person decides in any case."""

    chroma: float = 10.0  # of 255: grey copies stay below 3, cards under any lamp above 14
    paper: float = 95.0  # of 255: the light of the card itself; text still reads at 110
    glare_share: float = 0.006  # of the picture: a lamp's reflection covers several digits
    glare_over: int = 250  # of 255: burnt out
    rise: float = 0.08  # of the contrast, from one pixel to the next; a sharp edge takes 0.3 and more
    contrast: float = 40.0  # of 255: less is an empty picture
    edge: float = 0.02  # of the text's width: nearer than this, the card went on outside


DEFAULT = Thresholds()


def is_copy(page: Pixels, *, thresholds: Thresholds = DEFAULT) -> bool:
    """Hardly any colour anywhere; noise is evened out first, since a copier's grey has some."""
    even = cv2.blur(page, (9, 9)).astype(np.int16)
    chroma = even.max(axis=2) - even.min(axis=2)
    return float(np.percentile(chroma, 75)) < thresholds.chroma


def is_dark(page: Pixels, *, thresholds: Thresholds = DEFAULT) -> bool:
    """The paper of the card, which is most of the picture, is hardly lit."""
    light = float(np.percentile(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), 75))
    return light < thresholds.paper


def has_glare(page: Pixels, *, thresholds: Thresholds = DEFAULT) -> bool:
    """One burnt-out patch large enough to hide something; paper that is white all over is none."""
    burnt = (page.min(axis=2) >= thresholds.glare_over).astype(np.uint8)
    if float(burnt.mean()) > 1 / 2:
        return False
    _, _, sizes, _ = cv2.connectedComponentsWithStats(burnt)
    largest = float(sizes[1:, cv2.CC_STAT_AREA].max(initial=0))
    return bool(largest / burnt.size > thresholds.glare_share)


def is_soft(page: Pixels, *, thresholds: Thresholds = DEFAULT) -> bool:
    """No edge anywhere is sharp: so far out of focus that no line is read, by which blur would be measured."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY).astype(np.float32)
    contrast = float(np.subtract(*np.percentile(grey, (99, 1))))
    steepest = float(np.percentile(np.abs(np.diff(grey, axis=1)), 99.9))
    return bool(contrast > thresholds.contrast and steepest / contrast < thresholds.rise)


def is_cut(page: Pixels, *, pieces: Sequence[Piece], thresholds: Thresholds = DEFAULT) -> bool:
    """Text that touches the edge of the photograph: a card has a margin, so part of it is outside."""
    if not pieces:
        return False
    height, width = page.shape[:2]
    near = thresholds.edge * (max(p.right for p in pieces) - min(p.x for p in pieces))
    return any(p.x < near or p.y < near or width - p.right < near or height - (p.y + p.height) < near for p in pieces)
