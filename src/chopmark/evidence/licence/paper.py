"""How dark a spot of a page is against the paper around it, whatever lamp it lies under."""

import cv2
import numpy as np
from numpy.typing import NDArray

from chopmark.evidence.engines.base import Pixels

Levels = NDArray[np.float32]
_PAPER_SIDE = 160  # the page is lit evenly within a 160th of it, and no stroke of print is as wide as three of these


def on_even_paper(page: Pixels) -> Levels:
    """The brightest channel over that of the paper around it: 1 is paper, and coloured ink is nearly so.

    Coloured ink is bright in its strongest channel, black ink in none (evidence 3: the red channel makes the seal
    vanish).
    """
    bright = page.max(axis=2)
    height, width = bright.shape
    scale = _PAPER_SIDE / max(height, width)
    small = cv2.resize(bright, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), (0, 0), 3)
    wide = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    levels: Levels = np.minimum(bright / np.maximum(wide, 1), 1).astype(np.float32)
    return levels
