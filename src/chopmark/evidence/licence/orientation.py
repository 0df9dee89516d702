"""Turns and flattens a photographed page, so that its lines run from left to right."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from chopmark.evidence.engines.base import Ocr, Pixels, Quad
from chopmark.evidence.licence.paper import on_even_paper
from chopmark.evidence.pixels import Matrix, crop, limited, moved, quad_of, rotation

FIND_SIDE = 960  # lines are found well enough for their angles (evidence 1.3)
SHORTEST, LONGEST = (
    1400,
    2000,
)  # the longer side read: glyphs of a small scan reach 20 px; above, only time grows
ELONGATED = 3  # a box this many times longer than high has a direction that can be trusted
VOTERS = 9  # lines asked which way is up; odd, so that one side wins
WATERMARK_DEGREES = 12  # evidence 1.5: text further off the page's angle is no part of the form
MARGIN = 0.08  # of the text's size: seals and borders reach beyond the text
_STROKES = 8  # percent of a line's spots that are its darkest
_LEAST_LINES = 4  # fewer do not tell a perspective from a tilt


Weights = NDArray[np.float64]


@dataclass(frozen=True)
class _Stroke:
    """The direction of one line of text: its middle, its length, and the slope of its longer sides."""

    x: float
    y: float
    length: float
    slope: float


def straighten(image: Pixels, *, ocr: Ocr) -> Pixels:
    """The page upright, flattened and cropped to its text; the picture as it is when no text is found."""
    quads = [_lengthwise(quad) for quad in ocr.find(image, side=FIND_SIDE)]
    long_ones = [quad for quad in quads if _ratio(quad) >= ELONGATED]
    if not long_ones:
        return image
    matrix = _turning(image, quads=long_ones, ocr=ocr)
    kept = [turned for quad in long_ones if _is_level(turned := moved(quad, by=matrix))]
    if len(kept) >= _LEAST_LINES:
        matrix = _flattening(kept) @ matrix
    return _warp(image, matrix=matrix, quads=[moved(quad, by=matrix) for quad in quads])


def _lengthwise(quad: Quad) -> Quad:
    """Corners so ordered that the first side is a long one."""
    a, b, c, d = quad
    return quad if math.dist(a, b) >= math.dist(b, c) else (b, c, d, a)


def _ratio(quad: Quad) -> float:
    return math.dist(quad[0], quad[1]) / max(1.0, math.dist(quad[1], quad[2]))


def _direction(quad: Quad) -> float:
    """Degrees of the first side, clockwise from the horizontal."""
    (left, top), (right, bottom) = quad[0], quad[1]
    return math.degrees(math.atan2(bottom - top, right - left))


def _is_level(quad: Quad) -> bool:
    return abs(_axis(_direction(quad))) <= WATERMARK_DEGREES


def _axis(degrees: float) -> float:
    """The same line as an angle from -90 up to 90."""
    return (degrees + 90) % 180 - 90


def _darkness(image: Pixels, quads: list[Quad]) -> Weights:
    """For each line how dark its ink is, from 0 to 1: print is dark, what is laid over it is not."""
    small, factor = limited(image, side=FIND_SIDE)
    levels = (255 * on_even_paper(small)).astype(np.uint8)
    crops = [crop(levels, quad=quad_of(np.asarray(quad) * factor)) for quad in quads]
    return np.asarray([1 - float(np.percentile(one, _STROKES)) / 255 for one in crops], np.float64)


def _page_axis(quads: list[Quad], *, darkness: Weights) -> float:
    """The angle that most of the text's length shares, dark text before pale; exact within it, deaf to watermarks.

    A watermark that is repeated all over has more text than the form, but never as dark.
    """
    angles = np.asarray([_axis(_direction(quad)) for quad in quads])
    lengths = np.asarray([math.dist(quad[0], quad[1]) for quad in quads]) * darkness**3
    gaps = (angles[:, None] - angles[None, :] + 90) % 180 - 90
    support = (np.abs(gaps) <= WATERMARK_DEGREES / 2) @ lengths
    centre = int(np.argmax(support))
    near = np.abs(gaps[:, centre]) <= WATERMARK_DEGREES / 2
    return float(angles[centre] + np.average(gaps[near, centre], weights=lengths[near]))


def _turning(image: Pixels, *, quads: list[Quad], ocr: Ocr) -> Matrix:
    """The rotation that makes lines level, and turns them again when the text stands on its head."""
    height, width = image.shape[:2]
    axis = _page_axis(quads, darkness=_darkness(image, quads))
    level = rotation(-axis, centre=(width / 2, height / 2))
    upright = [turned for quad in quads if _is_level(turned := moved(quad, by=level))]
    voters = sorted(upright, key=_ratio, reverse=True)[:VOTERS]
    back = np.asarray(np.linalg.inv(level), np.float64)
    crops = [crop(image, quad=moved(_reading_order(quad), by=back)) for quad in voters]
    votes = ocr.upside_down(crops)
    if votes and float(np.mean(votes)) > 1 / 2:
        return rotation(180 - axis, centre=(width / 2, height / 2))
    return level


def _reading_order(quad: Quad) -> Quad:
    """Corners of a level quad from the top left, clockwise."""
    by_height = sorted(quad, key=lambda point: point[1])
    (a, b), (d, c) = sorted(by_height[:2]), sorted(by_height[2:])
    return a, b, c, d


def _strokes(quads: list[Quad]) -> list[_Stroke]:
    ordered = [_reading_order(quad) for quad in quads]
    return [_stroke(quad) for quad in ordered]


def _stroke(quad: Quad) -> _Stroke:
    a, b, c, d = quad
    width = max(1.0, (b[0] + c[0] - a[0] - d[0]) / 2)
    slope = (b[1] + c[1] - a[1] - d[1]) / 2 / width
    return _Stroke(sum(p[0] for p in quad) / 4, sum(p[1] for p in quad) / 4, width, slope)


def _flattening(quads: list[Quad]) -> Matrix:
    """The projection that makes all lines level at once.

    Lines that are parallel on paper meet in one point of the photo, so a slope grows evenly with the height
    at which the line crosses the middle: slope = tilt + fan * y.
    """
    strokes = _strokes(quads)
    middle = sum(s.x for s in strokes) / len(strokes)
    heights = np.asarray([s.y - s.slope * (s.x - middle) for s in strokes])
    slopes = np.asarray([s.slope for s in strokes])
    tilt, fan = _fit(heights, slopes=slopes, weights=np.asarray([s.length for s in strokes]))
    return np.asarray(
        [
            [1 + fan * middle, 0.0, -fan * middle * middle],
            [-tilt, 1.0, tilt * middle],
            [fan, 0.0, 1 - fan * middle],
        ]
    )


def _fit(
    heights: np.ndarray[tuple[int], np.dtype[np.float64]],
    *,
    slopes: np.ndarray[tuple[int], np.dtype[np.float64]],
    weights: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> tuple[float, float]:
    """Weighted straight line, fitted again without the worst fifth."""
    kept = np.ones(len(heights), bool)
    fan = tilt = 0.0
    for _ in range(2):
        fan, tilt = np.polyfit(heights[kept], slopes[kept], 1, w=np.sqrt(weights[kept]))
        misses = np.abs(slopes - tilt - fan * heights)
        kept = misses <= np.quantile(misses, 0.8)
    return float(tilt), float(fan)


def _warp(image: Pixels, *, matrix: Matrix, quads: list[Quad]) -> Pixels:
    """Everything up to a margin around the level text, at a size that reads well."""
    level = [quad for quad in quads if _is_level(quad)] or quads
    points = np.asarray([point for quad in level for point in quad])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    left, right = _within(left, right, points=_outline(image, matrix=matrix)[:, 0])
    top, bottom = _within(top, bottom, points=_outline(image, matrix=matrix)[:, 1])
    longer = max(right - left, bottom - top)
    scale = min(max(longer, SHORTEST), LONGEST) / longer
    placing = np.asarray([[scale, 0, -left * scale], [0, scale, -top * scale], [0, 0, 1.0]])
    size = (round((right - left) * scale), round((bottom - top) * scale))
    flat = cv2.warpPerspective(
        image, placing @ matrix, size, flags=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return flat.astype(np.uint8, copy=False)


def _outline(image: Pixels, *, matrix: Matrix) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    height, width = image.shape[:2]
    return np.asarray(moved(((0, 0), (width, 0), (width, height), (0, height)), by=matrix))


def _within(first: float, last: float, *, points: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    """The span with its margin, as far as the photo reaches."""
    margin = (last - first) * MARGIN
    return max(float(points.min()), first - margin), min(float(points.max()), last + margin)
