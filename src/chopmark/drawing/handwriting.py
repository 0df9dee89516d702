"""A signature drawn with a finger: the strokes that a page sends, checked, and the picture made of them.

The page sends points only; the server draws, so nobody can slip a picture of something else into a document.
"""

import io
import json
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from chopmark.drawing.fonts import Face, font

LIMIT_CHARACTERS = 60_000  # about 5,000 points: far more than a name has
_MOST_POINTS = 6_000
_LEAST_LENGTH = 0.15  # of the pad's width: a slip of the finger is no signature
_SIDE = (1000, 400)  # the pad's own units
_WIDTH = 9
_SMOOTH = 2  # drawn at twice the size, then made smaller
_INK = (27, 31, 36, 255)  # ink of the look
_TYPED = 200  # pixels, for a typed name that is short
_FILLED = 0.9  # of the pad's width, for a long one

Stroke = list[tuple[float, float]]


def strokes_in(text: str) -> list[Stroke]:
    """The strokes in a page's JSON, as points from 0 to 1; an empty list when there are none or they are no name."""
    try:
        given = json.loads(text) if text else []
        found = [[(float(x), float(y)) for x, y in stroke] for stroke in given]
    except (ValueError, TypeError):
        return []
    points = [point for stroke in found for point in stroke]
    if len(points) > _MOST_POINTS or not all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points):
        return []
    return [stroke for stroke in found if stroke] if _length(found) >= _LEAST_LENGTH else []


def _length(strokes: Sequence[Stroke]) -> float:
    return sum(
        math.hypot(x2 - x1, y2 - y1)
        for stroke in strokes
        for (x1, y1), (x2, y2) in zip(stroke, stroke[1:], strict=False)
    )


def drawn(strokes: Sequence[Stroke]) -> bytes:
    """The signature as a PNG in ink on nothing, 1000 x 400 pixels."""
    size = (_SIDE[0] * _SMOOTH, _SIDE[1] * _SMOOTH)
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    for stroke in strokes:
        _draw(pen, [(x * size[0], y * size[1]) for x, y in stroke])
    out = io.BytesIO()
    picture.resize(_SIDE, Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _draw(pen: ImageDraw.ImageDraw, points: Stroke) -> None:
    radius = _WIDTH * _SMOOTH / 2
    pen.line(points, fill=_INK, width=_WIDTH * _SMOOTH, joint="curve")
    for x, y in (points[0], points[-1]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_INK)


def typed(name: str) -> bytes:
    """A typed name in the song face, for whoever cannot draw; as large as it fits the pad."""
    picture = Image.new("RGBA", _SIDE, (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    full = pen.textlength(name, font=font(Face.SERIF, _TYPED))
    size = int(_TYPED * min(1.0, _SIDE[0] * _FILLED / max(full, 1)))
    middle = (_SIDE[0] / 2, _SIDE[1] / 2)
    pen.text(middle, name, font=font(Face.SERIF, size), fill=_INK, anchor="mm")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
