"""Finds faces in a picture and turns one into 128 numbers, with dlib's own detector and networks, from files on disk.

The 68-point model that comes in the same package is never opened: its training set forbids commercial use (evidence
2.1). Five points are enough to lay a face straight and to see which way it turns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import cv2
import dlib
import numpy as np
from numpy.typing import NDArray

from chopmark.evidence.engines.base import Pixels, Point
from chopmark.evidence.pixels import limited
from chopmark.kit.errors import Misconfigured, Unreadable

POINTS: Final = "shape_predictor_5_face_landmarks.dat"
NETWORK: Final = "dlib_face_recognition_resnet_model_v1.dat"
VERSION: Final = f"dlib {dlib.__version__} 5-point ResNet"
SIDE: Final = 1000  # pixels of the longer side at most: the detector wants faces of 80 and its time grows with the rest
LEAST_SIDE: Final = 400  # a crop of a card is enlarged to this first
_SMALLER: Final = 0.4  # of the largest width: smaller ones stand far behind, or are the ghost image of a card
_WEAK: Final = 0.3  # the detector's score; hands and folds of cloth reach 0.2, faces of photographs 1 and more

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """One face: its box (left, top, width, height) and five points, both in pixels of the picture that was given.

    The points run from the outer to the inner corner of the eye on the picture's right, the same on its left, and the
    base of the nose.
    """

    box: tuple[float, float, float, float]
    points: tuple[Point, ...]
    score: float
    found: Any = field(repr=False, compare=False)  # dlib's own shape, in the picture that it looked at
    looked_at: Pixels = field(repr=False, compare=False)


class Eyes:
    """The three models, loaded once."""

    def __init__(self) -> None:
        self._detector = dlib.get_frontal_face_detector()
        self._points = dlib.shape_predictor(_model(POINTS))
        self._network = dlib.face_recognition_model_v1(_model(NETWORK))

    def find(self, picture: Pixels, *, side: int = SIDE) -> list[Seen]:
        """Every face, the largest first; looked for on the picture with its longer side at most `side`."""
        looked_at, factor = _sized(picture)
        smaller, less = limited(looked_at, side=side)
        for enlarged in (0, 1):
            boxes, scores, _ = self._detector.run(smaller, enlarged, 0.0)
            if boxes:
                found = [
                    self._seen(looked_at, _larger(box, less), score, factor)
                    for box, score in zip(boxes, scores, strict=True)
                ]
                return sorted(found, key=lambda one: -one.box[2])
        return []

    def the_one(self, picture: Pixels, *, side: int = SIDE) -> Seen:
        """The face that a picture is of; raises Unreadable with FACE_NONE or FACE_SEVERAL."""
        found = self.find(picture, side=side)
        if not found:
            raise Unreadable("FACE_NONE")
        first, *others = found
        if any(one.score >= _WEAK and one.box[2] >= _SMALLER * first.box[2] for one in others):
            raise Unreadable("FACE_SEVERAL")
        return first

    def numbers(self, seen: Seen) -> Numbers:
        """128 numbers, by whose distance faces are compared."""
        return np.asarray(self._network.compute_face_descriptor(seen.looked_at, seen.found), np.float64)

    def _seen(self, picture: Pixels, box: Any, score: float, factor: float) -> Seen:
        found = self._points(picture, box)
        points = tuple((part.x / factor, part.y / factor) for part in found.parts())
        sides = (box.left() / factor, box.top() / factor, box.width() / factor, box.height() / factor)
        return Seen(sides, points, float(score), found, picture)


def distance(one: Numbers, other: Numbers) -> float:
    """Between two faces: 0 is the same picture; the judge knows from where on they are two people."""
    return float(np.linalg.norm(one - other))


def _larger(box: Any, less: float) -> Any:
    """A box of dlib's as it is on the larger picture."""
    sides = (box.left(), box.top(), box.right(), box.bottom())
    return dlib.rectangle(*(round(one / less) for one in sides))


def _sized(picture: Pixels) -> tuple[Pixels, float]:
    """In dlib's order of colours, neither too small nor too large; with the factor."""
    small, factor = limited(picture, side=SIDE)
    longest = max(small.shape[:2])
    if longest < LEAST_SIDE:
        more = LEAST_SIDE / longest
        small, factor = _pixels(cv2.resize(small, None, fx=more, fy=more, interpolation=cv2.INTER_CUBIC)), factor * more
    return _pixels(np.ascontiguousarray(small[:, :, ::-1])), factor


def _pixels(values: Any) -> Pixels:
    whole: Pixels = values
    return whole


def _model(name: str) -> str:
    package = find_spec("face_recognition_models")
    places: Sequence[str] = (package.submodule_search_locations or []) if package else []
    for place in places:
        path = Path(place) / "models" / name
        if path.is_file():
            return str(path)
    raise Misconfigured(missing_model=name)
