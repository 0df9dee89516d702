"""What the picture as a whole betrays: a copy without colour, or a blur."""

from collections.abc import Sequence

import cv2
import numpy as np

from chopmark.evidence.engines.base import Pixels
from chopmark.evidence.judge import DEFAULT, SHARP, SOFT, Bars, Thresholds
from chopmark.evidence.licence.pieces import Piece

_RED_OVER = 1.35  # red over the stronger of green and blue, under any lamp
_RED_LEAST = 70  # of 255; darker pixels have no colour to speak of


def is_copy(page: Pixels, *, thresholds: Thresholds = DEFAULT) -> bool:
    """Hardly any red: the seal and the emblem of an original are red."""
    blue, green, red = (page[:, :, channel].astype(np.float32) for channel in range(3))
    is_red = (red > _RED_OVER * np.maximum(blue, green)) & (red > _RED_LEAST)
    return float(is_red.mean()) < thresholds.copy_red_share


def is_blurred(page: Pixels, *, pieces: Sequence[Piece], thresholds: Thresholds = DEFAULT) -> bool:
    return softness(page, pieces=pieces) > thresholds.blur_rise


def bars_for(page: Pixels, *, pieces: Sequence[Piece], thresholds: Thresholds = DEFAULT) -> Bars:
    """How high a score must be before a value of this picture is sure."""
    return SOFT if softness(page, pieces=pieces) > thresholds.soft_rise else SHARP


def softness(page: Pixels, *, pieces: Sequence[Piece]) -> float:
    """How slowly ink turns to paper, against the height of its own line: needs no scale. 0 where nothing is read."""
    rises = [rise for piece in pieces if len(piece.text) > 1 for rise in [edge_rise(page, piece=piece)] if rise]
    return float(np.median(rises)) if rises else 0.0


def edge_rise(page: Pixels, *, piece: Piece) -> float | None:
    """Over how much of the line's height its sharpest edges run; None for a line without contrast."""
    x, y, width, height = piece.box
    patch = cv2.cvtColor(page[max(0, y) : y + height, max(0, x) : x + width], cv2.COLOR_BGR2GRAY)
    contrast = float(np.subtract(*np.percentile(patch, (95, 2))))
    steepest = float(np.percentile(np.abs(np.diff(patch.astype(np.float32), axis=1)), 98))
    return contrast / steepest / height if steepest > 1 and height > 1 else None
