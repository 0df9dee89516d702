"""Pictures as arrays: in and out of JPEG, and the few geometric things that readers share."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from chopmark.evidence.engines.base import Pixels, Quad
from chopmark.kit.errors import Unreadable

JPEG_QUALITY = 90  # shown beside the fields, never read again
Matrix = NDArray[np.float64]


def from_jpeg(data: bytes) -> Pixels:
    """The pixels of a picture that pictures.py has cleaned."""
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if found is None:
        raise Unreadable("FILE_CORRUPT")
    return found.astype(np.uint8, copy=False)


def to_jpeg(image: Pixels) -> bytes:
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1])


def limited(image: Pixels, *, side: int) -> tuple[Pixels, float]:
    """The picture with its longer side at most `side`, and by how much it was multiplied."""
    factor = side / max(image.shape[:2])
    if factor >= 1:
        return image, 1.0
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False), factor


def quad_of(points: NDArray[np.generic]) -> Quad:
    """Four corners as plain numbers."""
    a, b, c, d = ((float(x), float(y)) for x, y in points)
    return a, b, c, d


def bounds(quad: Quad) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the upright box around four corners, in whole pixels."""
    xs, ys = zip(*quad, strict=True)
    return round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))


def moved(quad: Quad, *, by: Matrix) -> Quad:
    """A quad through a 3 x 3 projection."""
    return quad_of(cv2.perspectiveTransform(np.asarray([quad], np.float64), by)[0])


def rotation(degrees: float, *, centre: tuple[float, float]) -> Matrix:
    """The projection that turns a picture clockwise about a point."""
    matrix = cv2.getRotationMatrix2D(centre, -degrees, 1.0)
    return np.vstack([matrix, [0.0, 0.0, 1.0]]).astype(np.float64)


def crop(image: Pixels, *, quad: Quad) -> Pixels:
    """The upright rectangle under a quad."""
    a, b, _, d = quad
    width, height = max(2, round(math.dist(a, b))), max(2, round(math.dist(a, d)))
    flat = np.asarray([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.asarray(quad, np.float32), flat)
    return cv2.warpPerspective(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE).astype(
        np.uint8, copy=False
    )
