"""Whether somebody before a camera did what was asked, in the order and at the times asked, as one person throughout.

This tells a held-up photograph and a recording of another session from a person. It does not tell a picture that is
computed while it is asked for, nor a mask: see docs/operating.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from chopmark.evidence.engines.base import Frame, LivenessVerdict, Movement, Pixels
from chopmark.evidence.faces.postures import TURN, Posture, posture_of, strengths, usual
from chopmark.evidence.faces.seeing import VERSION, Eyes, Seen, distance
from chopmark.evidence.judge import DEFAULT
from chopmark.evidence.pixels import from_jpeg
from chopmark.kit.errors import Unreadable

SIDE: Final = 320  # pixels in which a face before a camera is looked for: a third of the time of the whole frame
DARK: Final = 30  # mean grey of 255: below, the camera page has warned all the time
MISSING: Final = 0.25  # share of frames in which no face is found: turned ones are lost now and then
TURNS: Final = (Movement.TURN_LEFT, Movement.TURN_RIGHT)
_JUMP: Final = 2.5  # distances of the eyes between two frames: 0.4 seconds of a moving head stay below 1
_STILL: Final = 0.012  # spread of the nose's place over a whole session that is a still picture's, with its noise
_LATE: Final = 2  # frames after a prompt that may still show the earlier movement: people and cameras are slow
_FLAT_TURN: Final = 0.04  # the eyes come so much closer when a sheet is turned, and the nose stays


@dataclass(frozen=True)
class _Shot:
    """One frame, and the face in it if there is one."""

    frame: Frame
    seen: Seen | None
    posture: Posture | None


class _No(Exception):
    """Why these frames show no living person who did what was asked."""


@dataclass(frozen=True)
class Living:
    """Judges sessions with one set of models."""

    eyes: Eyes = field(repr=False)

    def judge(self, frames: Sequence[Frame], *, asked: Sequence[Movement], counts: Sequence[int]) -> LivenessVerdict:
        """`counts` says how many frames were taken before the first prompt, and then after each of them."""
        try:
            _check_counts(frames, asked, counts)
            groups = _grouped([self._shot(one) for one in frames], counts)
            best = self._of_one_person(groups)
            _check_movements(groups, asked)
        except _No as no:
            return LivenessVerdict(live=False, seen=(), reasons=(str(no),), best_frame=None, engine=VERSION)
        return LivenessVerdict(live=True, seen=tuple(asked), reasons=(), best_frame=best.frame.image, engine=VERSION)

    def _shot(self, frame: Frame) -> _Shot:
        try:
            picture = from_jpeg(frame.image)
        except Unreadable as trouble:
            raise _No("FRAME_UNREADABLE") from trouble
        _check_light(picture)
        try:
            seen = self.eyes.the_one(picture, side=SIDE)
        except Unreadable as trouble:
            if trouble.reason == "FACE_SEVERAL":
                raise _No("FACE_SEVERAL") from trouble
            return _Shot(frame, None, None)
        return _Shot(frame, seen, posture_of(seen))

    def _of_one_person(self, groups: Sequence[Sequence[_Shot]]) -> _Shot:
        """The best frame; raises when the face is lost, jumps, or is somebody else's later on."""
        shots = [shot for group in groups for shot in group]
        seen = [shot for shot in shots if shot.posture]
        if len(shots) - len(seen) > MISSING * len(shots) or not any(shot.posture for shot in groups[0]):
            raise _No("FACE_NONE")
        _check_continuity(seen)
        base = usual([shot.posture for shot in groups[0] if shot.posture])
        best, *later = (_straightest(group, base) for group in groups)
        numbers = [self.eyes.numbers(shot.seen) for shot in (best, *later) if shot and shot.seen]
        if any(distance(numbers[0], other) > DEFAULT.face_review for other in numbers[1:]):
            raise _No("FACE_CHANGED")
        if best is None:
            raise _No("FACE_NONE")
        return best


def _check_counts(frames: Sequence[Frame], asked: Sequence[Movement], counts: Sequence[int]) -> None:
    if len(counts) != len(asked) + 1 or sum(counts) != len(frames):
        raise _No("TOO_FEW_FRAMES")


def _grouped(shots: Sequence[_Shot], counts: Sequence[int]) -> list[Sequence[_Shot]]:
    ends = np.cumsum(counts)
    return [shots[end - count : end] for end, count in zip(ends, counts, strict=True)]


def _check_light(picture: Pixels) -> None:
    if float(picture.mean()) < DARK:
        raise _No("TOO_DARK")


def _check_continuity(seen: Sequence[_Shot]) -> None:
    """One head moves a little from frame to frame, and is never quite still."""
    postures = [shot.posture for shot in seen if shot.posture]
    for one, other in pairwise(postures):
        away = np.hypot(one.middle[0] - other.middle[0], one.middle[1] - other.middle[1])
        if away > _JUMP * max(one.apart, other.apart):
            raise _No("FACE_CHANGED")
    spread = max(np.std([one.yaw for one in postures]), np.std([one.pitch for one in postures]))
    nearer = np.std([one.apart for one in postures]) / postures[0].apart
    if max(spread, nearer) < _STILL:
        raise _No("NO_MOVEMENT")


def _straightest(group: Sequence[_Shot], base: Posture) -> _Shot | None:
    held = [(abs(shot.posture.yaw - base.yaw), number) for number, shot in enumerate(group) if shot.posture]
    return group[min(held)[1]] if held else None


def _check_movements(groups: Sequence[Sequence[_Shot]], asked: Sequence[Movement]) -> None:
    """After each prompt the movement that was asked for, and no turn that is clearer: people nod while they turn, and
    come nearer while they nod, but nobody turns when asked for something else.
    """
    base = usual([shot.posture for shot in groups[0] if shot.posture])
    for movement, group, after in zip(asked, groups[1:], [*groups[2:], ()], strict=True):
        postures = [shot.posture for shot in (*group, *after[:_LATE]) if shot.posture]
        found = strengths(postures, base=base)
        late = strengths([shot.posture for shot in group[_LATE:] if shot.posture], base=base)
        if found[movement] < 1:
            raise _No("FLAT_PICTURE" if _is_sheet(movement, postures, base) else "MOVEMENT_MISSING")
        if any(late[other] >= max(1, found[movement]) for other in TURNS if other != movement):
            raise _No("MOVEMENT_WRONG")


def _is_sheet(movement: Movement, postures: Sequence[Posture], base: Posture) -> bool:
    """Asked to turn, the eyes came closer together and the nose stayed between them: that is a picture of a head."""
    narrower = [one for one in postures if one.apart < (1 - _FLAT_TURN) * base.apart]
    return movement in TURNS and any(abs(one.yaw - base.yaw) < TURN / 2 for one in narrower)
