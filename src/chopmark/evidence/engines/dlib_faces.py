"""Faces on this machine, by dlib: how far apart those of two pictures are, and what a camera saw."""

from collections.abc import Sequence
from functools import cache

from chopmark.evidence.engines.base import Frame, LivenessVerdict, Match, Movement
from chopmark.evidence.faces import seeing
from chopmark.evidence.faces.living import Living
from chopmark.evidence.faces.seeing import Eyes, Numbers
from chopmark.evidence.pixels import from_jpeg


@cache
def _eyes() -> Eyes:
    """One warm set of models a process, for both questions."""
    return Eyes()


class DlibFaces:
    """Compares by the distance of two faces' numbers."""

    def __init__(self) -> None:
        self._eyes = _eyes()

    @property
    def version(self) -> str:
        return seeing.VERSION

    def compare(self, live: bytes, portrait: bytes) -> Match:
        return Match(round(seeing.distance(self.numbers(live), self.numbers(portrait)), 4), seeing.VERSION)

    def numbers(self, jpeg: bytes) -> Numbers:
        """Of the one face in a picture: Unreadable (FACE_NONE, FACE_SEVERAL) when there is not one."""
        return self._eyes.numbers(self._eyes.the_one(from_jpeg(jpeg)))


class DlibLiveness:
    """The same eyes on every frame of a camera."""

    def __init__(self) -> None:
        self._living = Living(_eyes())

    def judge(self, frames: Sequence[Frame], *, asked: Sequence[Movement], counts: Sequence[int]) -> LivenessVerdict:
        return self._living.judge(frames, asked=asked, counts=counts)
