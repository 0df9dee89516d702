"""What becomes of paper: folded, stained, punched, whitened out."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from chopmark.drawing.letters.places import Rect

Pixels = NDArray[np.uint8]
Random = np.random.Generator


def folded(pixels: Pixels, random: Random) -> Pixels:
    """Once or twice across, as for an envelope."""
    places = random.choice([1 / 3, 1 / 2, 2 / 3], int(random.integers(1, 3)), replace=False)
    light = np.prod([_crease(pixels.shape[0], place, random) for place in places], axis=0)
    return _bytes(pixels * light[:, None, None])


def folded_twice(pixels: Pixels, random: Random) -> Pixels:
    """Across and down, as what is carried in a pocket for years."""
    down, across = (_crease(side, random.choice([1 / 3, 1 / 2, 2 / 3]), random) for side in pixels.shape[:2])
    return _bytes(pixels * (down[:, None] * across[None, :])[:, :, None])


def _crease(length: int, place: float, random: Random) -> NDArray[np.float64]:
    """The light along a side that is folded there: a bright edge, a shadow beside it, and a panel lit differently."""
    away = np.arange(length) - length * place - random.uniform(-9, 9)
    edge = 0.06 * np.exp(-((away / 1.5) ** 2)) - random.uniform(0.1, 0.25) * np.exp(-(((away - 5) / 4) ** 2))
    light: NDArray[np.float64] = 1 + edge - random.uniform(0.0, 0.1) * (0.5 + 0.5 * np.tanh(away / 40))
    return light


def stained(pixels: Pixels, random: Random) -> Pixels:
    """The ring of a cup, brown and pale."""
    height, width = pixels.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    x, y = random.uniform(0.1, 0.9) * width, random.uniform(0.1, 0.75) * height
    away = np.hypot(rows - y, columns - x) - width * random.uniform(0.12, 0.2)
    cover = 0.22 * np.exp(-((away / (width * 0.008)) ** 2)) + 0.05 * (away < 0)
    brown = np.array([150, 112, 60], np.float64)
    return _bytes(pixels * (1 - cover[:, :, None]) + np.minimum(pixels, brown) * cover[:, :, None])


def punched(pixels: Pixels, _random: Random) -> Pixels:
    """Two holes for a file at the left edge, through which the desk is dark (ISO 838)."""
    height, width = pixels.shape[:2]
    mm = width / 210
    made = np.ascontiguousarray(pixels)
    for y in (height / 2 - 40 * mm, height / 2 + 40 * mm):
        cv2.circle(made, (round(12 * mm), round(y)), round(3 * mm), (70.0, 62.0, 58.0), -1, cv2.LINE_AA)
    return made


def whitened(pixels: Pixels, box: Rect, *, dpi: int, random: Random) -> Pixels:
    """Correction fluid over a place in millimetres: whiter than paper, with an uneven edge."""
    scale = dpi / 25.4
    height, width = pixels.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    left, top, right, bottom = (round(value * scale) for value in (box.left, box.top, box.right, box.bottom))
    cv2.rectangle(mask, (left, top), (right, bottom), (255.0,), -1)
    rough = cv2.GaussianBlur(mask.astype(np.float64) + random.normal(0, 90, mask.shape) * (mask > 0), (0, 0), 3)
    cover = np.clip(rough / 255 * 1.6 - 0.3, 0, 1)[:, :, None]
    return _bytes(pixels * (1 - cover) + 252 * cover)


def _bytes(values: NDArray[Any]) -> Pixels:
    whole: Pixels = np.clip(values, 0, 255).astype(np.uint8)
    return whole
