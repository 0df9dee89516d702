"""Invented faces on a surface shaped like a head, turned before a camera: no photograph of anybody, and no attack kit.

What is drawn here stands for people in tests, roads and the practice world. It is a picture that moves, so whoever
can put it in the place of a camera passes a check of movements: docs/operating.md says so.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Field = NDArray[np.float64]
WIDTH: Final = 480
HEIGHT: Final = 600
_MIDDLE: Final = (240.0, 290.0)  # of the face in a drawn picture
_SKINS: Final = ((176, 204, 236), (150, 186, 224), (120, 160, 206), (96, 134, 184))  # blue, green, red
_HAIRS: Final = ((24, 22, 26), (36, 34, 44), (40, 52, 78), (60, 62, 66))


@dataclass(frozen=True)
class Pose:
    """Degrees to the person's own left (yaw) and down (pitch), and how much nearer than at first."""

    yaw: float = 0.0
    pitch: float = 0.0
    near: float = 1.0


@dataclass(frozen=True)
class Head:
    """A picture of a face from the front, where its middle is, and half its width and height in pixels."""

    picture: Pixels
    middle: tuple[float, float]
    half: tuple[float, float]


def drawn_head(seed: int) -> Head:
    """An invented person: the same seed is the same person."""
    random = np.random.default_rng(seed)
    canvas = _wall(random)
    skin, hair = _SKINS[random.integers(len(_SKINS))], _HAIRS[random.integers(len(_HAIRS))]
    half = (random.uniform(112, 134), random.uniform(150, 172))
    _bust(canvas, skin, half, random)
    _hair(canvas, hair, half, random)
    _oval(canvas, skin, half)
    _features(canvas, skin, hair, half, random)
    soft = cv2.GaussianBlur(canvas, (0, 0), 1.4)
    grain = random.normal(0, 2.5, soft.shape)
    return Head(np.clip(soft + grain, 0, 255).astype(np.uint8), _MIDDLE, half)


def _wall(random: np.random.Generator) -> Field:
    tone = random.uniform(120, 190, 3)
    light = np.linspace(1.05, 0.85, WIDTH)[None, :, None] * np.linspace(1.02, 0.94, HEIGHT)[:, None, None]
    canvas: Field = tone * light
    for _ in range(6):  # what stands in a room
        left, top = random.integers(0, WIDTH), random.integers(0, HEIGHT // 2)
        canvas[top : top + random.integers(20, 120), left : left + random.integers(10, 80)] *= random.uniform(0.7, 1.2)
    return canvas


def _grid() -> tuple[Field, Field]:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    return columns - _MIDDLE[0], rows - _MIDDLE[1]


def _blend(canvas: Field, cover: Field, colour: Field) -> None:
    canvas += cover[:, :, None] * (colour - canvas)


def _soft_ellipse(at: tuple[float, float], half: tuple[float, float], *, edge: float = 2.0) -> Field:
    """From 1 inside to 0 outside, over `edge` pixels; the place is given from the middle of the face."""
    x, y = _grid()
    far = np.hypot((x - at[0]) / half[0], (y - at[1]) / half[1])
    cover: Field = np.clip((1 - far) * min(half) / edge + 0.5, 0, 1)
    return cover


def _bust(canvas: Field, skin: tuple[int, int, int], half: tuple[float, float], random: np.random.Generator) -> None:
    cloth = random.uniform(30, 160, 3)
    _blend(
        canvas, _soft_ellipse((0, half[1] * 2.05), (half[0] * 1.9, half[1] * 0.9)), np.broadcast_to(cloth, canvas.shape)
    )
    neck = np.array(skin) * 0.78
    _blend(
        canvas, _soft_ellipse((0, half[1] * 1.05), (half[0] * 0.52, half[1] * 0.5)), np.broadcast_to(neck, canvas.shape)
    )


def _hair(canvas: Field, hair: tuple[int, int, int], half: tuple[float, float], random: np.random.Generator) -> None:
    up, wide = random.uniform(0.14, 0.22), random.uniform(1.08, 1.2)
    strands = 1 + 0.25 * np.sin(_grid()[0] / random.uniform(2.5, 4.5))[:, :, None] * 0.6
    colour = np.array(hair, np.float64) * strands
    _blend(canvas, _soft_ellipse((0, -half[1] * up), (half[0] * wide, half[1] * random.uniform(0.98, 1.06))), colour)


def _oval(canvas: Field, skin: tuple[int, int, int], half: tuple[float, float]) -> None:
    """The face itself, lit from above and to one side, darker where it turns away."""
    x, y = _grid()
    around = np.clip(
        1 - (x / half[0]) ** 2 * 0.35 - (np.clip(y, 0, None) / half[1]) ** 2 * 0.22 - x / half[0] * 0.06, 0.4, 1.1
    )
    colour = np.array(skin, np.float64) * around[:, :, None]
    _blend(canvas, _soft_ellipse((0, half[1] * 0.06), (half[0] * 0.94, half[1] * 0.94), edge=4), colour)


def _features(
    canvas: Field, skin: tuple[int, int, int], hair: tuple[int, int, int], half: tuple[float, float],
    random: np.random.Generator,
) -> None:  # fmt: skip
    apart, eye_y = half[0] * random.uniform(0.38, 0.44), -half[1] * random.uniform(0.12, 0.17)
    for side in (-1, 1):
        _eye(canvas, skin, hair, (side * apart, eye_y), half[0] * random.uniform(0.17, 0.2), random)
    _nose(canvas, skin, half, random)
    _mouth(canvas, skin, half, random)


def _eye(
    canvas: Field, skin: tuple[int, int, int], hair: tuple[int, int, int], at: tuple[float, float], size: float,
    random: np.random.Generator,
) -> None:  # fmt: skip
    x, y = at
    shade = np.array(skin, np.float64) * 0.72
    _blend(
        canvas,
        0.7 * _soft_ellipse((x, y - size * 0.1), (size * 1.5, size * 0.95), edge=10),
        np.broadcast_to(shade, canvas.shape),
    )
    white = np.array((226, 230, 232), np.float64)
    _blend(canvas, _soft_ellipse(at, (size, size * 0.42)), np.broadcast_to(white, canvas.shape))
    iris = np.array((38, 44, 58), np.float64)
    _blend(canvas, _soft_ellipse(at, (size * 0.42, size * 0.42)), np.broadcast_to(iris, canvas.shape))
    dark = np.array((20, 20, 24), np.float64)
    _blend(canvas, _soft_ellipse((x, y - size * 0.38), (size * 1.08, size * 0.16)), np.broadcast_to(dark, canvas.shape))
    brow = np.array(hair, np.float64) * 0.9
    raised = size * random.uniform(1.0, 1.2)
    _blend(
        canvas,
        0.9 * _soft_ellipse((x, y - raised), (size * 1.35, size * 0.24), edge=4),
        np.broadcast_to(brow, canvas.shape),
    )


def _nose(canvas: Field, skin: tuple[int, int, int], half: tuple[float, float], random: np.random.Generator) -> None:
    tip, width = half[1] * random.uniform(0.22, 0.27), half[0] * random.uniform(0.2, 0.25)
    base = np.array(skin, np.float64)
    light, shade, hole = base * 1.1, base * 0.76, base * 0.38
    _blend(
        canvas,
        0.6 * _soft_ellipse((width * 0.5, tip * 0.3), (width * 0.28, tip * 0.8), edge=8),
        np.broadcast_to(shade, canvas.shape),
    )
    _blend(
        canvas,
        0.7 * _soft_ellipse((0, tip * 0.4), (width * 0.3, tip * 0.9), edge=8),
        np.broadcast_to(light, canvas.shape),
    )
    _blend(
        canvas,
        0.8 * _soft_ellipse((0, tip * 1.18), (width * 1.0, tip * 0.16), edge=5),
        np.broadcast_to(shade, canvas.shape),
    )
    for side in (-1, 1):
        _blend(
            canvas,
            _soft_ellipse((side * width * 0.5, tip * 1.1), (width * 0.24, tip * 0.1)),
            np.broadcast_to(hole, canvas.shape),
        )


def _mouth(canvas: Field, skin: tuple[int, int, int], half: tuple[float, float], random: np.random.Generator) -> None:
    y, width = half[1] * random.uniform(0.5, 0.56), half[0] * random.uniform(0.34, 0.42)
    lip = np.array(skin, np.float64) * np.array((0.62, 0.58, 0.84))
    _blend(canvas, 0.9 * _soft_ellipse((0, y), (width, half[1] * 0.062), edge=4), np.broadcast_to(lip, canvas.shape))
    _blend(canvas, _soft_ellipse((0, y), (width * 0.96, half[1] * 0.014)), np.broadcast_to(lip * 0.45, canvas.shape))
    chin = np.array(skin, np.float64) * 0.85
    _blend(
        canvas,
        0.5 * _soft_ellipse((0, y + half[1] * 0.15), (width * 0.7, half[1] * 0.04), edge=8),
        np.broadcast_to(chin, canvas.shape),
    )


def photographed_head(picture: Pixels, *, box: tuple[float, float, float, float]) -> Head:
    """A photograph laid on the surface: `box` is where the face is (left, top, width, height), as a detector says."""
    scale = 230 / box[2]  # of the size of a drawn face
    scaled = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
    left, top, width, height = (value * scale for value in box)
    x, y = (
        left + width / 2,
        top + 0.46 * height,
    )  # the middle of the head is above that of the box, which ends at the chin
    from_x, from_y = max(0, round(x - 260)), max(0, round(y - 320))
    cut = scaled[from_y : from_y + 640, from_x : from_x + 520]
    return Head(cut.copy(), (x - from_x, y - from_y), (0.55 * width, 0.72 * height))


# --- turning

_DEEP: Final = 0.85  # of half the face's width: how far the middle of a head stands before its edge
_NOSE: Final = 0.22  # of half the width: how far the nose stands out, over a fifth of the face
_STEPS: Final = 6  # of the fixed point that looks up which spot of the face is seen at a place


def turned(head: Head, pose: Pose) -> Pixels:
    """What a camera sees of the head in this pose; the room behind it stays where it is."""
    egg = _egg(head)
    return _seen(head, pose, deep=_depth(head, egg), turns=np.clip(3 * egg, 0, 1))


def turned_flat(head: Head, pose: Pose) -> Pixels:
    """The same picture on a sheet of paper that is turned before the camera."""
    return _seen(head, pose, deep=np.zeros(head.picture.shape[:2]), turns=np.ones(head.picture.shape[:2]))


def _places(head: Head) -> tuple[Field, Field]:
    height, width = head.picture.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float64)
    return columns - head.middle[0], rows - head.middle[1]


def _egg(head: Head) -> Field:
    """From 1 in the middle of the head to 0 at its edge and beyond."""
    x, y = _places(head)
    egg: Field = np.sqrt(np.clip(1 - (x / (1.15 * head.half[0])) ** 2 - (y / (1.15 * head.half[1])) ** 2, 0, None))
    return egg


def _depth(head: Head, egg: Field) -> Field:
    """How far each spot stands out, in pixels: half an egg with a nose."""
    x, y = _places(head)
    nose = np.exp(-((x / (0.23 * head.half[0])) ** 2) - (y / (1.15 * head.half[1]) - 0.18) ** 2 / 0.0484)
    smooth: Field = cv2.GaussianBlur(head.half[0] * (_DEEP * egg + _NOSE * nose), (0, 0), 3).astype(np.float64)
    return smooth


def _seen(head: Head, pose: Pose, *, deep: Field, turns: Field) -> Pixels:
    """`deep` is how far each spot stands out, `turns` how far it takes part in the turn, from 0 to 1."""
    goal_x, goal_y = (one.astype(np.float32) / np.float32(pose.near) for one in _places(head))
    yaw, pitch = np.radians(pose.yaw), np.radians(pose.pitch)
    out, part = deep.astype(np.float32), turns.astype(np.float32)
    x, y = goal_x, goal_y
    for _ in range(_STEPS):
        at = _at(head, x, y)
        here, share = cv2.remap(out, *at, cv2.INTER_LINEAR), cv2.remap(part, *at, cv2.INTER_LINEAR)
        x = (goal_x - here * np.float32(np.sin(yaw))) / (1 - share * np.float32(1 - np.cos(yaw)))
        y = (goal_y - here * np.float32(np.sin(pitch))) / (1 - share * np.float32(1 - np.cos(pitch)))
    moved = cv2.remap(head.picture, *_at(head, x, y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    whole: Pixels = moved.astype(np.uint8, copy=False)
    return whole


def _at(head: Head, x: NDArray[np.float32], y: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return x + np.float32(head.middle[0]), y + np.float32(head.middle[1])
