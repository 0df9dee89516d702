"""What the picture as a whole betrays: a copy without colour, or a blur."""

from collections.abc import Sequence

import cv2
import numpy as np

from chopmark.evidence.engines.base import Pixels
from chopmark.evidence.judge import DEFAULT, Thresholds
from chopmark.evidence.licence.pieces import Piece

_RED_OVER = 1.35  # red over the stronger of green and blue, under any lamp
_RED_LEAST = 70  # of 255; darker pixels have no colour to speak of


def is_copy(page: Pixels, *, thresholds: Thresholds = DEFAULT) -> bool:
    """Hardly any red: the seal and the emblem of an original are red."""
    blue, green, red = (page[:, :, channel].astype(np.float32) for channel in range(3))
    is_red = (red > _RED_OVER * np.maximum(blue, green)) & (red > _RED_LEAST)
    return float(is_red.mean()) < thresholds.copy_red_share


def is_blurred(page: Pixels, *, pieces: Sequence[Piece], thresholds: Thresholds = DEFAULT) -> bool:
    """Ink that turns to paper slowly, against the height of its own line: needs no scale."""
    rises = [rise for piece in pieces if len(piece.text) > 1 for rise in [edge_rise(page, piece=piece)] if rise]
    return bool(rises) and float(np.median(rises)) > thresholds.blur_rise


def edge_rise(page: Pixels, *, piece: Piece) -> float | None:
    """Over how much of the line's height its sharpest edges run; None for a line without contrast."""
    x, y, width, height = piece.box
    patch = cv2.cvtColor(page[max(0, y) : y + height, max(0, x) : x + width], cv2.COLOR_BGR2GRAY)
    contrast = float(np.subtract(*np.percentile(patch, (95, 2))))
    steepest = float(np.percentile(np.abs(np.diff(patch.astype(np.float32), axis=1)), 98))
    return contrast / steepest / height if steepest > 1 and height > 1 else None
