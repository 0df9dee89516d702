"""A photograph becomes the sheet again: by its corner markers, then by its own print."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from chopmark.drawing.letters import places
from chopmark.drawing.letters.furniture import MARKER_DICTIONARY
from chopmark.evidence.engines.base import Pixels
from chopmark.evidence.letter.issued import HEIGHT, WIDTH, Box, Grey, Sheet, rectangle
from chopmark.evidence.pixels import Matrix, limited

_SIDES: Final = (2000, 4000, 1200)  # longest sides at which markers are looked for, the likeliest first
_LEAST_MARKERS = 2  # with two the sheet lies, with one it could be anything
_REACH = 26  # pixels around where print should be
_PATCH = (150, 34)  # pixels of print, about five characters
_LIKE = 0.5  # of 1; a patch that is found worse was not found
_CONTRAST = 40  # of 255: less is no edge to speak of
_FOOT, _HEAD = 0.1, 0.9  # of the contrast, between which an edge rises
_ENOUGH = 12  # patches from which the sheet is laid anew


@dataclass(frozen=True)
class Flat:
    """The sheet at the resolution of the issued one, and the way from it into the photograph."""

    picture: Pixels = field(repr=False)
    to_photo: Matrix = field(repr=False)
    rise: float  # pixels of the sheet over which a printed edge turns from ink to paper
    photo: Pixels = field(repr=False)

    def closer(self, box: Box, *, scale: float) -> Pixels:
        """A part of the sheet, drawn anew from the photograph with `scale` times as many pixels."""
        left, top, right, bottom = box
        away = np.array([[1 / scale, 0, left], [0, 1 / scale, top], [0, 0, 1]], np.float64)
        size = (round((right - left) * scale), round((bottom - top) * scale))
        seen = cv2.warpPerspective(
            self.photo, self.to_photo @ away, size, flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        return seen.astype(np.uint8, copy=False)


def flatten(photo: Pixels, *, sheet: Sheet) -> Flat | None:
    """None where the photograph shows fewer than two markers of a sheet of ours."""
    found = _markers(photo)
    if len(found) < _LEAST_MARKERS:
        return None
    here = np.concatenate([_corners(number) for number in found])
    there = np.concatenate(list(found.values()))
    rough, _ = cv2.findHomography(there, here)
    if rough is None:
        return None
    matrix = rough.astype(np.float64)
    matrix = _refined(photo, matrix, sheet=sheet)
    picture = _laid(photo, matrix)
    back = np.asarray(np.linalg.inv(matrix), np.float64)
    return Flat(picture, back, _rise(picture, found), photo)


def _markers(photo: Pixels) -> dict[int, Matrix]:
    """Number -> its four corners in the photograph, at the first size at which all or most are seen."""
    best: dict[int, Matrix] = {}
    for side in _SIDES:
        if side > _SIDES[0] and max(photo.shape[:2]) <= _SIDES[0]:
            continue
        small, factor = limited(photo, side=side)
        seen = {number: corners / factor for number, corners in _seen(small)}
        best = seen if len(seen) > len(best) else best
        if len(best) == len(places.FIDUCIALS):
            break
    return best


def _seen(picture: Pixels) -> Iterator[tuple[int, Matrix]]:
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(MARKER_DICTIONARY), settings)
    corners, numbers, _ = detector.detectMarkers(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    for number, corner in zip(np.ravel(numbers), corners, strict=False):  # numbers are None where there are no corners
        if int(number) in places.FIDUCIALS:
            yield int(number), corner.reshape(4, 2).astype(np.float64)


def _corners(number: int) -> Matrix:
    left, top, right, bottom = rectangle(places.FIDUCIALS[number])
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)


def _laid(photo: Pixels, matrix: Matrix) -> Pixels:
    flat = cv2.warpPerspective(
        photo, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0)
    )
    return flat.astype(np.uint8, copy=False)


def _refined(photo: Pixels, matrix: Matrix, *, sheet: Sheet) -> Matrix:
    """Markers alone leave the middle of a sheet some pixels off; its print tells where it is."""
    ink = ink_of(_laid(photo, matrix))
    pairs = [pair for corner in _anchors(sheet) for pair in [_matched(corner, sheet=sheet, ink=ink)] if pair]
    if len(pairs) < _ENOUGH:
        return matrix
    seen, wanted = (np.array(side, np.float64) for side in zip(*pairs, strict=True))
    turn, _ = cv2.findHomography(seen, wanted, cv2.RANSAC, 3.0)
    return turn.astype(np.float64) @ matrix if np.shape(turn) == (3, 3) else matrix  # None where no turn fits


def _anchors(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Pieces of print, spread over the sheet: the two ends and the middle of every long row."""
    for row in sheet.rows:
        left, top, right, _ = row.box
        if right - left < 2 * _PATCH[0]:
            continue
        for x in (left, (left + right - _PATCH[0]) / 2, right - _PATCH[0]):
            yield round(x), round(top)


def _matched(
    corner: tuple[int, int], *, sheet: Sheet, ink: Grey
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Where a piece of print is seen, and where it should be."""
    x, y = corner
    wide, high = _PATCH
    piece = sheet.ink[y : y + high, x : x + wide]
    field_ = ink[y - _REACH : y + high + _REACH, x - _REACH : x + wide + _REACH]
    if piece.shape != (high, wide) or field_.shape[0] < high or field_.shape[1] < wide or not piece.any():
        return None
    _, score, _, (across, down) = cv2.minMaxLoc(cv2.matchTemplate(field_, piece, cv2.TM_CCOEFF_NORMED))
    if score < _LIKE:
        return None
    middle = (x + wide / 2, y + high / 2)
    return (middle[0] + across - _REACH, middle[1] + down - _REACH), middle


def ink_of(picture: Pixels) -> Grey:
    """0 for paper and 255 for black, whatever the light; red leaves no ink, so a seal hides nothing."""
    red = picture[:, :, 2]
    small = cv2.resize(red, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((15, 15), np.uint8)), (0, 0), 7)
    paper = np.maximum(cv2.resize(paper, (red.shape[1], red.shape[0])), 40).astype(np.float32)
    ink: Grey = np.clip(255 - red.astype(np.float32) * 255 / paper, 0, 255).astype(np.uint8)
    return ink


def _rise(flat: Pixels, found: dict[int, Matrix]) -> float:
    """How wide the edges of the markers are: they know their own size, so blur is told from distance."""
    grey = cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY).astype(np.float32)
    widths = [width for number in found for width in _edges(grey, number)]
    return float(np.median(widths)) if widths else 99.0


def _edges(grey: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]", number: int) -> Iterator[float]:
    """The rise from 10 to 90 % across the middle of the four outer edges."""
    left, top, right, bottom = map(round, rectangle(places.FIDUCIALS[number]))
    reach = 20
    middle_x, middle_y = (left + right) // 2, (top + bottom) // 2
    for line in (
        grey[middle_y - 6 : middle_y + 7, left - reach : left + reach // 2].mean(axis=0),
        grey[middle_y - 6 : middle_y + 7, right - reach // 2 : right + reach].mean(axis=0)[::-1],
        grey[top - reach : top + reach // 2, middle_x - 6 : middle_x + 7].mean(axis=1),
        grey[bottom - reach // 2 : bottom + reach, middle_x - 6 : middle_x + 7].mean(axis=1)[::-1],
    ):
        high, low = float(np.percentile(line, 90)), float(line.min())
        if high - low < _CONTRAST:
            continue
        share = (line - low) / (high - low)
        fallen = int(np.argmax(share < _FOOT))
        above = np.nonzero(share[:fallen] > _HEAD)[0]
        if above.size:
            yield float(fallen - above[-1])
