"""What becomes of paper: folded, stained, punched, whitened out; and of a screen that is photographed in its place."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from chopmark.drawing.letters.places import Rect

Pixels = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Random = np.random.Generator

_STRIPES = 3  # columns of a drawn screen pixel: one of each colour
_WEBBING = 0.55  # light between the rows of a screen, of 1


def folded(pixels: Pixels, random: Random) -> Pixels:
    """Once or twice across, as for an envelope: a crease is a bright line with a shadow beside it."""
    height, width = pixels.shape[:2]
    light = np.ones((height, width), np.float64)
    rows, columns = np.mgrid[0:height, 0:width]
    for share in random.choice([1 / 3, 1 / 2, 2 / 3], int(random.integers(1, 3)), replace=False):
        away = (
            rows - height * (share + random.uniform(-0.01, 0.01)) - (columns - width / 2) * random.uniform(-0.01, 0.01)
        )
        light += 0.06 * np.exp(-((away / 1.5) ** 2)) - 0.10 * np.exp(-(((away - 5) / 4) ** 2))
        light -= random.uniform(0.0, 0.07) * (away > 0)
    return _bytes(pixels * light[:, :, None])


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


def on_screen(pixels: Pixels, random: Random) -> tuple[Pixels, Matrix]:
    """The page shown on a screen and photographed: stripes of three colours meet the pixels of a camera.

    The matrix leads from places on the page to places in the photograph.
    """
    width = pixels.shape[1]
    shown = random.uniform(900, 1250) / width
    small = cv2.resize(pixels, None, fx=shown, fy=shown, interpolation=cv2.INTER_AREA)
    striped = _striped(_bytes(small))
    camera = random.uniform(1.6, 2.6) / _STRIPES
    high, wide = striped.shape[:2]
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float64)
    turn = np.radians(random.uniform(-4, 4))
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    seen = (corners * camera) @ spin + random.uniform(-0.012, 0.012, (4, 2)) * wide * camera
    seen -= seen.min(axis=0) - 30
    size = np.ceil(seen.max(axis=0) + 30).astype(int)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32)).astype(np.float64)
    soft = cv2.GaussianBlur(striped, (0, 0), 0.4 / camera)
    photo = cv2.warpPerspective(soft, matrix, (int(size[0]), int(size[1])), borderValue=(14.0, 14.0, 16.0))
    grain = random.normal(0, 3.0, photo.shape[:2])[:, :, None]
    enlarged = np.diag([shown * _STRIPES, shown * _STRIPES, 1.0])
    return _bytes(photo * random.uniform(0.95, 1.15) + grain), matrix @ enlarged


def _striped(small: Pixels) -> NDArray[np.float32]:
    """Every pixel as three upright bars of light with a dark web between the rows."""
    large = np.repeat(np.repeat(small, _STRIPES, axis=0), _STRIPES, axis=1).astype(np.float32)
    bars = np.zeros((1, _STRIPES, 3), np.float32)
    for colour in range(3):
        bars[0, colour, colour] = 3.0  # a third of the area gives all of its light
    web = np.ones((_STRIPES, 1, 1), np.float32)
    web[-1] = _WEBBING
    large *= np.tile(bars, (1, small.shape[1], 1))
    large *= np.tile(web, (small.shape[0], 1, 1))
    return large


def _bytes(values: NDArray[Any]) -> Pixels:
    whole: Pixels = np.clip(values, 0, 255).astype(np.uint8)
    return whole
