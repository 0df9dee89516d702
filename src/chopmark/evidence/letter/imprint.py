"""The seal on the letter: where it is, how large, of what kind, and what its ring says.

The reader never learns which name is expected. It reads the ring in several ways, one after the other; only whoever
judges compares, and may stop.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from chopmark.drawing.letters import places
from chopmark.evidence.engines.base import Ocr, Pixels
from chopmark.evidence.letter.issued import Box, Grey, px
from chopmark.evidence.letter.registration import Flat

_LEAST_MM, _MOST_MM = 14.0, 75.0  # what may be a seal at all
OFFICIAL_MM: Final = 30.0  # the smallest seal of an organisation is the oval one for invoices, 40 by 30
_SQUARE = 0.6  # of the longer side
_PAPER = 220.0  # of 255, the light of paper once a picture is made as bright as others
_REDNESS = 30  # of 255, red over the stronger of the others
_BLACK = 70  # of 255, in the red channel: print under the seal, which is no ink of it
_JOIN_MM = 1.6  # strokes of one seal lie no further apart
_ROUND = 0.86  # of 1, the shorter over the longer axis; below it is an oval
_POINTS = 6  # of an outline, before an ellipse is laid through them
_HALF = 127  # of 255: half of full ink
_FILLS = 0.9  # of a box: a rectangle does, a disc fills 0.785
_SCALE = 2.0  # of the pixels of the sheet: letters of a seal are small
_BROAD_MM = 0.8  # a stroke so broad has a middle that no edge reaches: the rim and the star do
_BROAD_RED = 40  # of 255, as _REDNESS
_BROAD_LEAST = 200  # pixels, for a spread to be one
_NAMED = (0.66, 0.78)  # of the radius: there the name stands, and no number
_SIDE = 720  # pixels, of a seal made round
_STEPS = 1800  # columns of the ring as a strip, for a whole turn
_TALL = 48  # pixels, of a strip as the reader gets it
# Rings tried, as shares of the outer radius, with how much wider the letters are made: the likeliest first.
_WAYS = (
    ((0.62, 0.92), 1.0), ((0.58, 0.95), 1.2), ((0.66, 0.96), 1.0),
    ((0.60, 0.88), 1.2), ((0.55, 0.90), 1.0), ((0.70, 0.95), 0.85),
    ((0.62, 0.92), 1.25), ((0.66, 0.96), 1.25), ((0.58, 0.95), 0.85),
    ((0.60, 0.88), 1.0), ((0.66, 0.90), 1.1), ((0.55, 0.90), 1.25),
)  # fmt: skip
_AT_ONCE = 3
_LINES = ((0.62, 0.80), (0.56, 0.84), (0.40, 0.62))  # of the height: where a line across stands


Light = NDArray[np.float32]
Blots = Sequence["cv2.typing.MatLike"]


@dataclass(frozen=True)
class Imprint:
    """One red imprint: its box on the sheet, its axes in millimetres, what kind of shape it has."""

    box: Box
    width: float
    height: float
    is_round: bool
    spread: float  # of the ink within its strokes, as a share of it: a pasted picture has hardly any
    circle: Grey = field(repr=False)  # made round, dark on light

    @property
    def diameter(self) -> float:
        return (self.width + self.height) / 2


@dataclass(frozen=True)
class Stamps:
    """What of the sheet is red, and which of it is a seal; two that touch can no longer be told from each other."""

    red: Grey = field(repr=False)
    imprints: list[Imprint]  # the largest first
    touching: Box | None

    def boxes(self) -> list[Box]:
        """Where seals are; a small imprint is one when it is as high as wide: people's are, a line or a word is not."""
        boxes = [one.box for one in self.imprints if _is_seal(one)]
        return [*boxes, self.touching] if self.touching else boxes


def stamps(flat: Flat) -> Stamps:
    """Every red imprint of the sheet."""
    red = _redness(flat.picture)
    blots = _blots(red)
    return Stamps(red, [_seen(flat, outline) for outline in _outlines(blots)], _run_together(blots))


def _is_seal(one: Imprint) -> bool:
    left, top, right, bottom = one.box
    wide, high = right - left, bottom - top
    return max(wide, high) >= px(OFFICIAL_MM) or min(wide, high) >= _SQUARE * max(wide, high)


def _run_together(blots: Blots) -> Box | None:
    """Red ink too large for one seal."""
    for outline in blots:
        left, top, wide, high = cv2.boundingRect(outline)
        if px(_MOST_MM) < max(wide, high) < 2 * px(_MOST_MM) and min(wide, high) > px(_LEAST_MM):
            return float(left), float(top), float(left + wide), float(top + high)
    return None


def _redness(picture: Pixels) -> Grey:
    """How much redder than its light each pixel is, 0 to 255; paper and black ink have none."""
    lit = _lit(picture, share=80)
    found: Grey = np.clip(_over(lit), 0, 255).astype(np.uint8)
    return found


def _lit(picture: Pixels, *, share: int) -> Light:
    """As bright and as white as other pictures; that share of a hundred of its pixels is darker than its paper."""
    paper = np.percentile(picture.reshape(-1, 3)[::31], share, axis=0)
    return picture.astype(np.float32) * (_PAPER / np.maximum(paper, 1)).astype(np.float32)


def _over(lit: Light) -> Light:
    """Red over the stronger of blue and green."""
    over: Light = lit[:, :, 2] - np.maximum(lit[:, :, 0], lit[:, :, 1])
    return over


def _outlines(blots: Blots) -> list[NDArray[np.int32]]:
    """Of what may be seals, in pixels of the sheet."""
    large = [one.reshape(-1, 2).astype(np.int32) for one in blots if _may_be_seal(one)]
    return sorted(large, key=lambda one: -float(cv2.contourArea(cv2.convexHull(one))))


def _blots(red: Grey) -> Blots:
    """The outline of all ink that hangs together."""
    mask = (red > _REDNESS).astype(np.uint8)
    mask[: round(px(places.RED_HEAD))] = 0
    side = round(px(_JOIN_MM)) | 1
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    outlines, _ = cv2.findContours(joined.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return outlines


def _may_be_seal(outline: "cv2.typing.MatLike") -> bool:
    return _LEAST_MM <= max(cv2.boundingRect(outline)[2:]) / px(1.0) <= _MOST_MM


def _seen(flat: Flat, outline: NDArray[np.int32]) -> Imprint:
    hull = cv2.convexHull(outline)
    axes = cv2.fitEllipse(hull) if len(hull) >= _POINTS else cv2.minAreaRect(hull)
    across, up = axes[1]
    left, top, wide, high = cv2.boundingRect(hull)
    area, (one, other) = cv2.contourArea(hull), cv2.minAreaRect(hull)[1]
    is_square = area / max(one * other, 1) > _FILLS
    is_round = min(across, up) / max(across, up, 1) >= _ROUND and not is_square
    box = (float(left), float(top), float(left + wide), float(top + high))
    return Imprint(
        box, across / px(1.0), up / px(1.0), is_round, _spread(flat, box), _circle(flat, axes),
    )  # fmt: skip


def _spread(flat: Flat, box: Box) -> float:
    """How unevenly the ink lies in the middle of broad strokes, in pixels of the photograph as it came."""
    left, top, right, bottom = box
    ends = np.array([[(left, top), (right, bottom)]], np.float64)
    one, other = cv2.perspectiveTransform(ends, flat.to_photo)[0]
    scale = float(np.hypot(*(other - one))) / math.hypot(right - left, bottom - top)
    part = flat.closer(box, scale=scale)
    side = max(round(_BROAD_MM * px(1.0) * scale), 3) | 1
    red = (_over(_lit(part, share=90)) > _BROAD_RED).astype(np.uint8)
    middle = cv2.erode(red, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))) > 0
    if np.count_nonzero(middle) < _BROAD_LEAST:
        return 1.0
    low, usual, high = np.percentile(part[:, :, 1][middle], (25, 50, 75))
    paper = np.percentile(part[:, :, 1], 90)
    return float((high - low) / max(paper - usual, 1))


def _circle(flat: Flat, axes: "cv2.typing.RotatedRect") -> Grey:
    """The imprint as a disc that fills a square picture, dark on light, drawn from the photograph."""
    (x, y), (across, up), turn = axes
    reach = max(across, up) * 0.55
    box = (x - reach, y - reach, x + reach, y + reach)
    red = _ink_of(flat.closer(box, scale=_SCALE))
    half, spin = _SIDE / 2, np.deg2rad(turn)
    forth = np.array([[np.cos(spin), -np.sin(spin)], [np.sin(spin), np.cos(spin)]])
    stretch = forth @ np.diag([across * _SCALE / _SIDE, up * _SCALE / _SIDE]) @ forth.T
    shift = np.array([reach * _SCALE] * 2) - stretch @ np.array([half, half])
    seen = cv2.warpAffine(
        red, np.hstack([stretch, shift[:, None]]), (_SIDE, _SIDE), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    )
    inked = seen[seen > _REDNESS]
    full = max(float(np.percentile(inked, 70)), 1.0) if inked.size else 255.0
    disc: Grey = np.clip(255 - seen.astype(np.float32) * 255 / full, 0, 255).astype(np.uint8)
    return disc


def _ink_of(part: Pixels) -> Grey:
    """How much red ink lies on each pixel of a part of the sheet, whose lightest tenth is its paper.

    Where it is red is told by colour, which JPEG keeps at half the resolution; how dark it is, by the green channel.
    """
    lit = _lit(part, share=90)
    near = cv2.dilate((_over(lit) > _REDNESS / 2).astype(np.uint8), np.ones((5, 5), np.uint8))
    dark = _PAPER - lit[:, :, 1]
    dark[(near == 0) | (lit[:, :, 2] < _BLACK)] = 0
    ink: Grey = np.clip(dark, 0, 255).astype(np.uint8)
    return ink


def readings(seal: Imprint, *, ocr: Ocr) -> Iterator[str]:
    """What the ring says, read in one way after the other; whoever has heard enough stops asking."""
    polar, middle = _unrolled(seal.circle)
    for start in range(0, len(_WAYS), _AT_ONCE):
        strips = [_strip(polar, middle, ring, stretch) for ring, stretch in _WAYS[start : start + _AT_ONCE]]
        yield from (text for text, _ in ocr.spell(strips) if text)


def line_across(seal: Imprint, *, ocr: Ocr) -> str:
    """What stands across the lower middle, such as that it is a seal for contracts."""
    _, middle = _unrolled(seal.circle)
    half = _SIDE / 2
    turn = cv2.getRotationMatrix2D((half, half), middle * 360 / _STEPS + 90, 1.0)
    upright = cv2.warpAffine(seal.circle, turn, (_SIDE, _SIDE), borderValue=(255.0,))
    cuts = [
        upright[round(low * _SIDE) : round(high * _SIDE), round(0.2 * _SIDE) : round(0.8 * _SIDE)]
        for low, high in _LINES
    ]
    return max((text for text, _ in ocr.spell([_shown(one.astype(np.uint8)) for one in cuts])), key=len, default="")


def _unrolled(circle: Grey) -> tuple[Grey, int]:
    """The imprint as angle by radius, and at which angle the middle of its text stands: that is up."""
    half = _SIDE / 2
    polar = cv2.warpPolar(255 - circle, (round(half), _STEPS), (half, half), half, cv2.WARP_POLAR_LINEAR)
    weight = polar[:, round(0.66 * half) : round(0.88 * half)].astype(np.float64).mean(axis=1)
    weight = np.maximum(weight - np.percentile(weight, 20), 0)
    angles = np.arange(_STEPS) * math.tau / _STEPS
    up = math.atan2(float((weight * np.sin(angles)).sum()), float((weight * np.cos(angles)).sum()))
    return polar.astype(np.uint8, copy=False), round(up / math.tau * _STEPS) % _STEPS


def _strip(polar: Grey, middle: int, ring: tuple[float, float], stretch: float) -> Pixels:
    """The ring laid straight, its text in the middle, without the blank at both ends."""
    half = polar.shape[1]
    turned = np.roll(polar, _STEPS // 2 - middle, axis=0)
    upright = np.flipud(turned[:, round(ring[0] * half) : round(ring[1] * half)].T)
    named = turned[:, round(_NAMED[0] * half) : round(_NAMED[1] * half)]
    inked = np.nonzero(named.max(axis=1) > _HALF)[0]
    spare = _STEPS // 90
    if inked.size:
        upright = upright[:, max(int(inked[0]) - spare, 0) : int(inked[-1]) + spare]
    length = math.tau * sum(ring) / 2 * half * upright.shape[1] / _STEPS
    size = (max(round(length * stretch * _TALL / upright.shape[0]), _TALL), _TALL)
    return _shown(255 - cv2.resize(upright, size, interpolation=cv2.INTER_AREA).astype(np.uint8))


def _shown(grey: Grey) -> Pixels:
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)


def likeliest(texts: Sequence[str]) -> tuple[str, int]:
    """The reading that came most often, and how often."""
    return Counter(texts).most_common(1)[0] if texts else ("", 0)
