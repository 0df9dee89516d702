"""Looking at the frames of a camera without any model: is there a picture, is it light, does it change?"""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, UnidentifiedImageError

LEAST = 6  # what the camera page sends at least
_SIDE = 48  # small enough that noise averages out, large enough that a turned head shows
_DARK = 16  # mean grey, of 255: a covered lens stays below 10 even with its noise
_PLAIN = 3.0  # spread of grey: a wall of one colour has 1 to 2 after shrinking
_STILL = 4  # greatest change of any spot, in grey: JPEG noise of the same scene reaches 2

Thumbnail = NDArray[np.float64]


def flaw_of(images: Sequence[bytes]) -> str | None:
    """A code of what speaks against these frames; None when they could be a person before a camera."""
    if len(images) < LEAST:
        return "TOO_FEW_FRAMES"
    thumbnails = [_thumbnail(image) for image in images]
    seen = [thumbnail for thumbnail in thumbnails if thumbnail is not None]
    if len(seen) < len(thumbnails):
        return "FRAME_UNREADABLE"
    if sum(map(_shows_something, seen)) < LEAST:
        return "TOO_DARK"
    return None if _changes(seen) else "NO_MOVEMENT"


def distance(first: bytes, second: bytes) -> float:
    """0 for the same picture, about 1 for unrelated ones, 2 for a negative; 2 also when one cannot be read."""
    a, b = _thumbnail(first), _thumbnail(second)
    if a is None or b is None or a.std() == 0 or b.std() == 0:
        return 2.0
    return float(1 - np.corrcoef(a.ravel(), b.ravel())[0, 1])


def nobody() -> bytes:
    """A chequered board: it resembles no camera's picture."""
    board = Image.new("L", (320, 320), 255)
    draw = ImageDraw.Draw(board)
    for x in range(0, 320, 80):
        for y in range(0, 320, 80):
            draw.rectangle((x, y, x + 39, y + 39), fill=0)
            draw.rectangle((x + 40, y + 40, x + 79, y + 79), fill=0)
    buffer = io.BytesIO()
    board.save(buffer, "PNG")
    return buffer.getvalue()


def _thumbnail(image: bytes) -> Thumbnail | None:
    try:
        with Image.open(io.BytesIO(image)) as opened:
            return np.asarray(opened.convert("L").resize((_SIDE, _SIDE)), np.float64)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


def _shows_something(thumbnail: Thumbnail) -> bool:
    return bool(thumbnail.mean() >= _DARK and thumbnail.std() >= _PLAIN)


def _changes(thumbnails: Sequence[Thumbnail]) -> bool:
    stack = np.stack(thumbnails)
    return bool((stack.max(axis=0) - stack.min(axis=0)).max() >= _STILL)
