"""A head that does before a camera what it is asked to, frame by frame: for tests and measurements."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from chopmark.drawing.heads import Head, Pixels, Pose, turned

EVERY_SECONDS: Final = 0.4  # as the camera page takes its frames
_SWING_SECONDS: Final = 0.6  # to the end of a movement, and back
_YAW: Final = 24.0  # degrees
_PITCH: Final = 18.0  # degrees
_NEAR: Final = 0.35
_NODS_PER_SECOND: Final = 0.8
_SHAKE: Final = 0.8  # degrees: nobody holds still

View = Callable[[Head, Pose], Pixels]


@dataclass(frozen=True)
class Manner:
    """How somebody does it: seconds before they begin, how far they go (1 is usual), how their camera sees them."""

    late: float = 0.5
    far: float = 1.0
    noise: float = 3.0
    blur: float = 0.6


def performed(
    head: Head, asked: Sequence[str], counts: Sequence[int], random: np.random.Generator, *,
    manner: Manner | None = None, view: View = turned,
) -> list[bytes]:  # fmt: skip
    """JPEGs: `counts[0]` of looking straight ahead, then so many for each movement asked."""
    how = manner or Manner()
    return [_photographed(view(head, _shaken(pose, random)), how, random) for pose in _poses(asked, counts, how)]


def _poses(asked: Sequence[str], counts: Sequence[int], how: Manner) -> Iterator[Pose]:
    yield from [Pose()] * counts[0]
    for movement, count in zip(asked, counts[1:], strict=True):
        ends = count * EVERY_SECONDS
        for number in range(1, count + 1):
            yield pose_of(movement, number * EVERY_SECONDS - how.late, ends=ends - how.late, far=how.far)


def pose_of(movement: str, seconds: float, *, ends: float, far: float = 1.0) -> Pose:
    """Where the head is, so many seconds after the movement began; near the end it comes back."""
    out = min(max(seconds / _SWING_SECONDS, 0.0), 1.0) * min(max((ends + 0.3 - seconds) / _SWING_SECONDS, 0.0), 1.0)
    if movement == "approach":
        return Pose(near=1 + _NEAR * far * out)
    if movement == "nod":
        return Pose(pitch=_PITCH * far * float(np.sin(2 * np.pi * _NODS_PER_SECOND * max(seconds, 0.0))))
    return Pose(yaw=(_YAW if movement == "turn_left" else -_YAW) * far * out)


def _shaken(pose: Pose, random: np.random.Generator) -> Pose:
    yaw, pitch, near = random.normal(0, 1, 3)
    return Pose(pose.yaw + _SHAKE * yaw, pose.pitch + _SHAKE * pitch, pose.near * (1 + 0.006 * near))


def _photographed(picture: Pixels, how: Manner, random: np.random.Generator) -> bytes:
    soft = cv2.GaussianBlur(picture, (0, 0), how.blur)
    grainy = np.clip(soft + random.normal(0, how.noise, soft.shape), 0, 255).astype(np.uint8)
    return bytes(cv2.imencode(".jpg", grainy, [cv2.IMWRITE_JPEG_QUALITY, 80])[1])
