"""Whether a picture was taken of a screen: its coloured stripes beat against the pixels of the camera."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from chopmark.evidence.engines.base import Pixels

_TILE: Final = 512  # pixels of the side of a piece in which the pattern is looked for
_DOWN: Final = (0.3, 0.5, 0.7)  # of the picture: where those pieces lie
_ACROSS: Final = (0.35, 0.6)
_COARSEST: Final = 1 / 33  # periods for a pixel: a slower change is light


def beat(photo: Pixels) -> float:
    """How far blue and red swing against each other, of 255, in the middle one of several pieces of the picture.

    The pattern is all over a screen; print, pens and seals make one in a piece or two. Asked of the picture as it came,
    since turning it would smooth the pattern away.
    """
    return float(np.median([_swing(tile) for tile in _tiles(photo)]))


def _tiles(photo: Pixels) -> Iterator[Pixels]:
    height, width = photo.shape[:2]
    for down in _DOWN:
        for across in _ACROSS:
            top, left = max(round(down * height) - _TILE // 2, 0), max(round(across * width) - _TILE // 2, 0)
            yield photo[top : top + _TILE, left : left + _TILE]


def _swing(tile: Pixels) -> float:
    """At their strongest fine period."""
    apart = tile[:, :, 0].astype(np.float32) - tile[:, :, 2]
    window = np.outer(np.hanning(tile.shape[0]), np.hanning(tile.shape[1])).astype(np.float32)
    swings = np.abs(np.fft.rfft2((apart - apart.mean()) * window)) * 2 / max(float(window.sum()), 1.0)
    down, across = np.fft.fftfreq(tile.shape[0])[:, None], np.fft.rfftfreq(tile.shape[1])[None]
    return float(swings[np.hypot(down, across) > _COARSEST].max(initial=0))
