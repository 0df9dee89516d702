"""How a face is held, from five points: turned, lowered, near. And which movement a handful of postures shows.

The nose stands before the eyes, so it leaves their middle when a head turns, and stays there when a picture of a head
is turned (evidence 0: by 0.12 of the distance of the eyes over 25 degrees, against 0.006). Left is the person's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from chopmark.evidence.engines.base import Movement, Point
from chopmark.evidence.faces.seeing import Seen

TURN: Final = (
    0.05  # heads drawn at 15 degrees reach 0.05 to 0.08, at 25 degrees 0.07 to 0.15; flat ones stay below 0.03
)
NOD: Final = 0.05  # of the distance of the eyes: how far the nose wanders up and down; still heads stay below 0.03
APPROACH: Final = 0.18  # how much farther apart the eyes get: an arm's length to two thirds of it gives 0.3 and more


@dataclass(frozen=True)
class Posture:
    """Where the nose stands between (yaw) and below (pitch) the eyes, both of their distance; and that, in pixels."""

    yaw: float
    pitch: float
    apart: float
    middle: Point


def posture_of(seen: Seen) -> Posture:
    points = np.asarray(seen.points, np.float64)
    right, left, nose = points[:2].mean(axis=0), points[2:4].mean(axis=0), points[4]
    across, middle = right - left, (right + left) / 2
    apart = float(np.hypot(*across)) or 1.0
    along = across / apart
    down = np.array([-along[1], along[0]])
    away = (nose - middle) / apart
    return Posture(float(away @ along), float(away @ down), apart, (float(middle[0]), float(middle[1])))


def usual(postures: Sequence[Posture]) -> Posture:
    """How somebody looks straight into the camera: the middle of what was seen before anything was asked."""
    yaw, pitch, apart = (
        float(np.median([getattr(one, name) for one in postures])) for name in ("yaw", "pitch", "apart")
    )
    return Posture(yaw, pitch, apart, postures[0].middle)


def strengths(postures: Sequence[Posture], *, base: Posture) -> dict[Movement, float]:
    """How clearly each movement is there: 1 is just enough. A turned head's nose also wanders, which is no nod."""
    if not postures:
        return dict.fromkeys(Movement, 0.0)
    yaws = [one.yaw - base.yaw for one in postures]
    turned = {Movement.TURN_LEFT: max(yaws) / TURN, Movement.TURN_RIGHT: -min(yaws) / TURN}
    straight = [one.pitch for one in postures if abs(one.yaw - base.yaw) < TURN]
    lowered = max(straight, default=base.pitch) - min([*straight, base.pitch])
    nearer = max(one.apart for one in postures) / base.apart - 1
    return {**turned, Movement.NOD: lowered / NOD, Movement.APPROACH: nearer / APPROACH}
