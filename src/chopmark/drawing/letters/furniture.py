"""The drawn parts of a sheet: corner markers, QR code, mark, ring and boxes."""

from collections.abc import Sequence
from functools import lru_cache

import cv2
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import places
from chopmark.drawing.letters.places import Rect
from chopmark.drawing.letters.typefaces import check_glyphs, name_of, width_of
from chopmark.drawing.qr import matrix_of, runs_of

INK = HexColor("#16181B")  # the colours of look.md for documents
GREY = HexColor("#575B60")
LINE = HexColor("#8C877B")
VERMILION = HexColor("#B3261E")
_HAIRLINE = 0.25 * mm
MARKER_DICTIONARY = cv2.aruco.DICT_4X4_50  # the smallest dictionary: large modules
_MARKER_MODULES = 6  # four of data and a border


def at(x: float, y: float) -> tuple[float, float]:
    """A place in millimetres from the top left as the PDF counts: points from the bottom left."""
    return x * mm, (places.PAGE_HEIGHT - y) * mm


def label(
    canvas: Canvas,
    text: str,
    *,
    x: float,
    y: float,
    face: Face = Face.SERIF,
    size: float = 9,
    colour: Color = INK,
    anchor: str = "left",
) -> float:
    """Write one line with its baseline at y; returns its width in millimetres."""
    check_glyphs(text, face=face)
    canvas.setFont(name_of(face), size)
    canvas.setFillColor(colour)
    width = width_of(text, face=face, size=size) / mm
    shift = {"left": 0.0, "middle": width / 2, "right": width}[anchor]
    canvas.drawString(*at(x - shift, y), text)
    return width


def fitted_size(text: str, *, face: Face, size: float, width: float) -> float:
    """The size at which a text fits a width in millimetres, never larger than asked."""
    natural = width_of(text, face=face, size=size) / mm
    return size if natural <= width else size * width / natural


def frame(canvas: Canvas, rect: Rect, *, colour: Color = LINE) -> None:
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(_HAIRLINE)
    canvas.rect(*at(rect.left, rect.bottom), rect.width * mm, rect.height * mm)


def rule(canvas: Canvas, *, left: float, right: float, y: float) -> None:
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(_HAIRLINE)
    canvas.line(*at(left, y), *at(right, y))


def ring(canvas: Canvas, rect: Rect) -> None:
    """The dashed circle for the seal."""
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(_HAIRLINE)
    canvas.setDash(2, 2)
    canvas.circle(*at(*rect.middle), rect.width / 2 * mm)
    canvas.setDash()


def fiducials(canvas: Canvas) -> None:
    """The four corner markers by which a photograph is straightened."""
    for number, rect in places.FIDUCIALS.items():
        modules(canvas, _marker(number), rect=rect)


@lru_cache(maxsize=4)  # one for each corner
def _marker(number: int) -> list[list[bool]]:
    dictionary = cv2.aruco.getPredefinedDictionary(MARKER_DICTIONARY)
    picture = cv2.aruco.generateImageMarker(dictionary, number, _MARKER_MODULES)
    return [[bool(value == 0) for value in row] for row in picture]


def qr_code(canvas: Canvas, text: str, *, rect: Rect) -> None:
    modules(canvas, matrix_of(text), rect=rect)


def modules(canvas: Canvas, rows: list[list[bool]], *, rect: Rect) -> None:
    """A square pattern as one filled path: no seams between neighbours."""
    step = rect.width / len(rows)
    path = canvas.beginPath()
    for column, row, width in runs_of(rows):
        x, y = at(rect.left + column * step, rect.top + (row + 1) * step)
        path.rect(x, y, width * step * mm, step * mm)
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)


# The mark on its 24 by 24 grid (look.md): a seal with a notch, and two leaves cut out of it, whose
# curves are start, then control, control and end relative to the last point.
_SEAL = (
    (2.6, 2),
    (21.4, 2),
    (22, 2.6),
    (22, 14.2),
    (19.7, 16.2),
    (22, 18.2),
    (22, 21.4),
    (21.4, 22),
    (2.6, 22),
)
_SEAL_END = ((2, 21.4), (2, 2.6))
_LEAVES = (
    (
        (5.3, 10.2),
        (2.2, 0.5, 4.1, 2.4, 4.8, 4.9),
        (0.3, 1.2, -1, 2.1, -1.9, 1.2),
        (-1.3, -1.3, -2.7, -2.7, -3.8, -4.2),
        (-0.8, -1.1, -0.3, -2.2, 0.9, -1.9),
    ),
    (
        (16.7, 5.6),
        (1.1, -0.7, 2.5, 0.2, 2, 1.5),
        (-1.4, 3.8, -3.6, 7.4, -6.1, 10.6),
        (-0.9, 1.1, -2.5, 0.5, -2.2, -1),
        (0.8, -4.2, 3, -8.6, 6.3, -11.1),
    ),
)


def chopmark(canvas: Canvas, *, x: float, y: float, side: float) -> None:
    """The mark of the house with its top left corner at a place in millimetres."""
    canvas.saveState()
    canvas.translate(*at(x, y))
    canvas.scale(side * mm / 24, -side * mm / 24)
    canvas.setFillColor(VERMILION)
    _polygon(canvas, (*_SEAL, *_SEAL_END))
    canvas.setFillColor(HexColor("#FFFFFF"))
    for start, *curves in _LEAVES:
        _leaf(canvas, start, curves)
    canvas.restoreState()


def _polygon(canvas: Canvas, corners: tuple[tuple[float, float], ...]) -> None:
    path = canvas.beginPath()
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _leaf(canvas: Canvas, start: tuple[float, ...], curves: Sequence[tuple[float, ...]]) -> None:
    path = canvas.beginPath()
    x, y = start
    path.moveTo(x, y)
    for x1, y1, x2, y2, x3, y3 in curves:
        path.curveTo(x + x1, y + y1, x + x2, y + y2, x + x3, y + y3)
        x, y = x + x3, y + y3
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
