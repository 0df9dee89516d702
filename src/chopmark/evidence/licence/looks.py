"""What the picture as a whole betrays: a copy, a screen, a blur, too little light or too much, a part outside."""

import re
from collections.abc import Sequence

import cv2
import numpy as np

from chopmark.evidence.engines.base import Pixels
from chopmark.evidence.judge import DEFAULT, SHARP, SOFT, Bars, Thresholds
from chopmark.evidence.licence.pieces import Piece
from chopmark.evidence.pixels import limited
from chopmark.evidence.screens import beat

_RED_OVER = 1.35  # red over the stronger of green and blue, under any lamp
_RED_LEAST = 0.28  # of the paper's light; darker pixels have no colour to speak of
_SCREEN_BEAT = 2.2  # of 255; 120 drawn papers had 1.65 at most, with coloured guilloche, screens 3.9 and more
DARK_PAPER = 80  # of 255; paper under a desk lamp has 150 and more
_GLARE_SIDE = 700  # pixels, so that a patch is measured against the page
_GLARE_WIDTH = 24  # of them, about two rows of the form; the quiet zone of a QR code is half as wide
_BURNT = 250  # of 255, in every channel
_BESIDE_GLARE = 238  # of 255; where light only grows a little, the paper beside a burnt patch is nearly burnt
_EDGE = 0.008  # of the text's width; forms have margins of 3 % and more
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def warnings_of(photo: Pixels, *, page: Pixels, pieces: Sequence[Piece]) -> list[str]:
    """Codes of what a person should know of the picture (domain 1.5); `page` is the photo turned upright."""
    seen = {
        "IMG_COPY": is_copy(page),
        "IMG_SCREEN_RECAPTURE": is_screen(photo),
        "IMG_BLUR": is_blurred(page, pieces=pieces),
        "IMG_DARK": is_dark(page),
        "IMG_GLARE": has_glare(page),
        "IMG_CROPPED": is_cut(page, pieces=pieces),
    }
    return [code for code, is_so in seen.items() if is_so]


def is_copy(page: Pixels, *, thresholds: Thresholds = DEFAULT) -> bool:
    """Hardly any red: the seal and the emblem of an original are red."""
    blue, green, red = (page[:, :, channel].astype(np.float32) for channel in range(3))
    least = _RED_LEAST * float(np.percentile(red[::7, ::7], 75))
    is_red = (red > _RED_OVER * np.maximum(blue, green)) & (red > least)
    return float(is_red.mean()) < thresholds.copy_red_share


def is_screen(photo: Pixels) -> bool:
    return beat(photo) > _SCREEN_BEAT


def is_dark(page: Pixels) -> bool:
    """The paper, which is most of the page, is hardly lit."""
    return float(np.percentile(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), 75)) < DARK_PAPER


def has_glare(page: Pixels) -> bool:
    """A burnt-out patch too wide to lie between two lines, with paper around it that is not burnt out."""
    small, _ = limited(page, side=_GLARE_SIDE)
    burnt = (small.min(axis=2) >= _BURNT).astype(np.uint8)
    solid = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((_GLARE_WIDTH, _GLARE_WIDTH), np.uint8))
    if not solid.any() or float(burnt.mean()) > 1 / 2:  # white all over: a print or a scan, before which is no lamp
        return False
    around = (cv2.dilate(solid, np.ones((5 * _GLARE_WIDTH,) * 2, np.uint8)) > 0) & (burnt == 0)
    return bool(around.any()) and float(np.percentile(small.min(axis=2)[around], 75)) < _BESIDE_GLARE


def is_cut(page: Pixels, *, pieces: Sequence[Piece]) -> bool:
    """Words that touch the edge of the photograph: a form has a margin, so part of it is outside."""
    words = [p for p in pieces if len(_CHINESE.findall(p.text)) > 1]
    if not words:
        return False
    height, width = page.shape[:2]
    near = _EDGE * (max(p.right for p in words) - min(p.x for p in words))
    return any(p.x < near or p.y < near or width - p.right < near or height - p.y - p.height < near for p in words)


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
