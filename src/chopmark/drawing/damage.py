"""What happens to a picture on its way: cameras, copiers, watermarks and small screens, all by seed."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from chopmark.drawing.lettering import Box
from chopmark.drawing.watermark import watermarked
from chopmark.drawing.wear import folded_twice

Pixels = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Random = np.random.Generator
_BARS = 3  # bars of a drawn screen's pixel, one of each colour
_STRIP = 32  # rows that are computed at once: in 64 bits they still lie in the cache, a whole page would not
_SOLID = 255


class Damage(StrEnum):
    """The ways in which applicants send a page (evidence 1.2 and 1.5)."""

    CLEAN = "clean"
    SCAN = "scan"
    PHONE = "phone"
    ROTATED = "rotated"
    WATERMARK = "watermark"
    HARD = "hard"
    COPY = "copy"
    SMALL = "small"
    SCREEN = "screen"
    WEB = "web"
    WORN = "worn"


@dataclass(frozen=True)
class Photo:
    """The JPEG that arrives, and the 3 by 3 matrix from places on the page to places in it."""

    jpeg: bytes
    matrix: Matrix

    def moved(self, box: Box) -> Box:
        """The upright box around a box of the page after all that happened to it."""
        left, top, right, bottom = box
        corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], np.float64)
        moved = cv2.perspectiveTransform(corners, self.matrix)[0]
        low, high = moved.min(axis=0), moved.max(axis=0)
        return int(low[0]), int(low[1]), int(high[0]) + 1, int(high[1]) + 1


@dataclass(frozen=True)
class _State:
    """A picture on its way, with the matrix so far and the JPEG quality at the end."""

    pixels: Pixels
    matrix: Matrix
    quality: int


def damaged(picture: Image.Image, *, damage: Damage, seed: int) -> Photo:
    """Send a page one of the ways; the same seed gives the same bytes."""
    random = np.random.default_rng(seed)
    start = _State(np.asarray(picture.convert("RGB"), dtype=np.uint8), np.eye(3), 92)  # 92: a good scan
    state = _WAYS[damage](start, random)
    return Photo(_jpeg(state), state.matrix)


def _jpeg(state: _State) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(state.pixels).save(buffer, "JPEG", quality=state.quality)
    return buffer.getvalue()


def _clean(state: _State, _random: Random) -> _State:
    return state


def _scan(state: _State, random: Random) -> _State:
    """A flatbed scan: in colour, fed a little askew."""
    state = _laid_on_desk(state, random, degrees=random.uniform(-1.5, 1.5), depth=0.0, desk=(246, 246, 244))
    state = _with(state, _noisy(state.pixels, random, strength=2.0))
    return _at_quality(state, random, 80, 92)


def _phone(state: _State, random: Random) -> _State:
    """On a desk, up to 7 degrees off, a hand's shadow, a little blur (evidence 1.2, L1)."""
    state = _laid_on_desk(state, random, degrees=random.uniform(-7, 7), depth=0.03)
    state = _with(state, _shadowed(state.pixels, random))
    state = _with(state, _blurred(state.pixels, random.uniform(0.5, 0.9)))
    return _at_quality(_with(state, _noisy(state.pixels, random, strength=3.0)), random, 65, 85)


def _rotated(state: _State, random: Random) -> _State:
    """A sheet that lay sideways or upside down in the scanner, and not quite straight."""
    turned = int(random.choice([90, 180, 270])) + random.uniform(-3, 3)
    state = _laid_on_desk(state, random, degrees=turned, depth=0.0, desk=(246, 246, 244))
    return _at_quality(state, random, 75, 90)


def _watermark(state: _State, random: Random) -> _State:
    """Lines across the page that say what the copy is for (evidence 1.5)."""
    return _at_quality(
        _with(state, _bytes(np.asarray(watermarked(Image.fromarray(state.pixels), random)))), random, 75, 90
    )


def _hard(state: _State, random: Random) -> _State:
    """Any rotation, stronger perspective and blur, a moire now and then (evidence 1.2, L2)."""
    state = _laid_on_desk(state, random, degrees=random.uniform(0, 360), depth=0.05)
    state = _with(state, _shadowed(state.pixels, random))
    state = _with(state, _blurred(state.pixels, random.uniform(0.9, 1.3)))
    if random.integers(2):  # about half of the L2 set
        state = _with(state, _rippled(state.pixels, random))
    return _at_quality(_with(state, _noisy(state.pixels, random, strength=4.0)), random, 40, 65)


def _copy(state: _State, random: Random) -> _State:
    """A black and white photocopy: grey, hard contrast, a slightly skewed feed."""
    state = _laid_on_desk(state, random, degrees=random.uniform(-1.5, 1.5), depth=0.0, desk=(250, 250, 250))
    grey = cv2.cvtColor(state.pixels, cv2.COLOR_RGB2GRAY).astype(np.float64)
    hard = np.clip((grey - 128) * 1.35 + 142, 0, 255)  # a copier lifts paper to white and deepens print
    state = _with(state, _bytes(np.repeat(hard[:, :, None], 3, axis=2)))
    return _at_quality(_with(state, _noisy(state.pixels, random, strength=5.0)), random, 70, 85)


def _small(state: _State, random: Random) -> _State:
    """A web picture whose longer side is 900 pixels (evidence 1.5)."""
    return _at_quality(_reduced(state, longer=900), random, 70, 85)


def _screen(state: _State, random: Random) -> _State:
    """Shown on a screen and photographed: bars of three colours for each pixel meet the pixels of a camera."""
    height, width = state.pixels.shape[:2]
    shown = random.uniform(900, 1250) / width
    size = (round(width * shown), round(height * shown))
    small = cv2.resize(state.pixels, size, interpolation=cv2.INTER_AREA)
    large = np.repeat(np.repeat(small, _BARS, axis=0), _BARS, axis=1).astype(np.float32)
    bars = np.tile(np.eye(_BARS, dtype=np.float32) * _BARS, (size[0], 1))  # a third of the area gives all of its light
    camera = random.uniform(1.6, 2.6) / _BARS
    soft = cv2.GaussianBlur(large * bars[None], (0, 0), 0.4 / camera)
    middle = (size[0] * _BARS / 2, size[1] * _BARS / 2)
    about = cv2.getRotationMatrix2D(middle, random.uniform(-4, 4), camera).astype(np.float64)
    to_corner = np.array([[0, 0, middle[0]], [0, 0, middle[1]]], np.float64) * (1 - camera)
    turn: Matrix = about - to_corner
    seen = (round(size[0] * _BARS * camera), round(size[1] * _BARS * camera))
    photo = _bytes(cv2.warpAffine(soft, turn, seen, borderValue=(14.0, 14.0, 16.0)))
    matrix = np.vstack([turn, [0, 0, 1]]) @ np.diag([shown * _BARS, shown * _BARS, 1.0]) @ state.matrix
    return _at_quality(_State(_noisy(photo, random, strength=3.0), matrix, state.quality), random, 65, 85)


def _web(state: _State, random: Random) -> _State:
    """Saved for a web page: 800 to 1200 pixels of longer side, and few bytes."""
    return _at_quality(_reduced(state, longer=random.uniform(800, 1200)), random, 50, 70)


def _reduced(state: _State, *, longer: float) -> _State:
    """With so many pixels on its longer side."""
    height, width = state.pixels.shape[:2]
    scale = longer / max(height, width)
    smaller = cv2.resize(state.pixels, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    return _State(_bytes(smaller), np.diag([scale, scale, 1.0]) @ state.matrix, state.quality)


def _worn(state: _State, random: Random) -> _State:
    """Folded for years, then photographed: dark creases, and panels that catch the light differently."""
    return _phone(_with(state, folded_twice(state.pixels, random)), random)


_WAYS: dict[Damage, Callable[[_State, Random], _State]] = {
    Damage.CLEAN: _clean,
    Damage.SCAN: _scan,
    Damage.PHONE: _phone,
    Damage.ROTATED: _rotated,
    Damage.WATERMARK: _watermark,
    Damage.HARD: _hard,
    Damage.COPY: _copy,
    Damage.SMALL: _small,
    Damage.SCREEN: _screen,
    Damage.WEB: _web,
    Damage.WORN: _worn,
}


def _with(state: _State, pixels: Pixels) -> _State:
    return _State(pixels, state.matrix, state.quality)


def _at_quality(state: _State, random: Random, low: int, high: int) -> _State:
    return _State(state.pixels, state.matrix, int(random.integers(low, high + 1)))


def _bytes(values: NDArray[Any]) -> Pixels:
    whole: Pixels = np.clip(values, 0, 255).astype(np.uint8)
    return whole


def _laid_on_desk(
    state: _State, random: Random, *, degrees: float, depth: float, desk: tuple[int, int, int] | None = None
) -> _State:
    """Turn the page and look at it from aside, on a desk that shows all round."""
    height, width = state.pixels.shape[:2]
    corners = _seen_corners(width, height, random, degrees=degrees, depth=depth)
    margin = 0.04 * max(width, height)  # a hand's breadth of desk
    corners = corners - corners.min(axis=0) + margin
    size = np.ceil(corners.max(axis=0) + margin).astype(int)
    page = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(page, corners.astype(np.float32)).astype(np.float64)
    ground = _desk(int(size[0]), int(size[1]), random, colour=desk)
    pixels = _over(ground, state.pixels, matrix)
    return _State(pixels, matrix @ state.matrix, state.quality)


def _seen_corners(width: int, height: int, random: Random, *, degrees: float, depth: float) -> Matrix:
    """The four corners after the turn, each pulled a little out of place by the view."""
    turn = np.radians(degrees)
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64) @ spin
    pulled: Matrix = corners + random.uniform(-depth, depth, (4, 2)) * min(width, height)
    return pulled


def _desk(width: int, height: int, random: Random, *, colour: tuple[int, int, int] | None) -> Pixels:
    if colour is not None:
        return np.full((height, width, 3), colour, np.uint8)
    tone = random.uniform(80, 165) * random.uniform([0.97, 0.88, 0.78], [1.0, 0.98, 0.95])  # wood to stone
    grain = cv2.GaussianBlur(random.normal(0, 30, (height // 8 + 1, width // 2 + 1)), (0, 0), 3)
    boards = cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR)
    ground = np.empty((height, width, 3), np.uint8)
    for rows in _strips(ground):
        ground[rows] = _bytes(tone[None, None, :] + boards[rows, :, None])
    return ground


def _over(ground: Pixels, page: Pixels, matrix: Matrix) -> Pixels:
    """The page on the ground; the two are mixed only along its edge."""
    height, width = ground.shape[:2]
    warped = cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_CUBIC)
    solid = np.full(page.shape[:2], _SOLID, np.uint8)
    cover = cv2.warpPerspective(solid, matrix, (width, height))
    laid = ground.copy()
    np.copyto(laid, warped, where=(cover == _SOLID)[:, :, None])
    edge = np.nonzero((cover > 0) & (cover < _SOLID))
    share = cover[edge][:, None] / _SOLID
    laid[edge] = _bytes(warped[edge] * share + ground[edge] * (1 - share))
    return laid


def _shadowed(pixels: Pixels, random: Random) -> Pixels:
    """Light that falls off to one side, as under a lamp with a hand before it."""
    height, width = pixels.shape[:2]
    turn = random.uniform(0, 2 * np.pi)
    down, across = np.linspace(-1, 1, height) * np.sin(turn), np.linspace(-1, 1, width) * np.cos(turn)
    deep = random.uniform(0.1, 0.3)
    made = np.empty_like(pixels)
    for rows in _strips(pixels):
        slope = (across[None, :] + down[rows, None]) / np.sqrt(2)
        light = 1 - deep * (0.5 + 0.5 * np.tanh(3 * slope))
        made[rows] = _bytes(pixels[rows] * light[:, :, None])
    return made


def _blurred(pixels: Pixels, sigma: float) -> Pixels:
    return cv2.GaussianBlur(pixels, (0, 0), sigma).astype(np.uint8, copy=False)


def _noisy(pixels: Pixels, random: Random, *, strength: float) -> Pixels:
    made = np.empty_like(pixels)
    for rows in _strips(pixels):
        strip = pixels[rows]
        made[rows] = _bytes(strip + random.normal(0, strength, strip.shape[:2])[:, :, None])
    return made


def _strips(pixels: Pixels) -> Iterator[slice]:
    """All rows from the top, a few at a time."""
    return (slice(top, top + _STRIP) for top in range(0, len(pixels), _STRIP))


def _rippled(pixels: Pixels, random: Random) -> Pixels:
    """The bands that a camera sees on a screen."""
    height, width = pixels.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    period, turn = random.uniform(5, 9), random.uniform(0, np.pi)
    wave = np.sin(2 * np.pi * (columns * np.cos(turn) + rows * np.sin(turn)) / period)
    return _bytes(pixels * (1 + 0.06 * wave[:, :, None]))
