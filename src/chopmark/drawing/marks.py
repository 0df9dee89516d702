"""What a person leaves on a contract: the name by hand, a line of text. One PDF page of the field's size each."""

import io

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.colors import white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from chopmark.drawing.fonts import Face
from chopmark.drawing.letters.furniture import INK
from chopmark.drawing.letters.typefaces import check_glyphs, face_with, name_of, width_of
from chopmark.drawing.qr import QUIET_ZONE, matrix_of, runs_of

_FACES = (Face.SERIF, Face.SANS)
_FULL = 0.98  # of the width: nothing touches the edge
_LINE = 0.62  # of the field's height: a line with its air
_LEAST = 6.0  # points; smaller print is not read
_BASE = 0.26  # of the height: where a line stands


def signature(picture: bytes, *, width: float, height: float) -> bytes:
    """A transparent PNG of a name, as large as the field takes it; points."""
    buffer, canvas = _page(width, height)
    with Image.open(io.BytesIO(picture)) as opened:
        canvas.drawImage(ImageReader(opened), 0, 0, width, height, mask="auto", preserveAspectRatio=True, anchor="c")
    canvas.save()
    return buffer.getvalue()


def framed(drawing: bytes, *, width: float, height: float) -> bytes:
    """A drawn page in the middle of a field, in points: as large as it was drawn, smaller only where it must be."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawing)))
    page = writer.pages[0]
    left, low, right, high = map(float, page.mediabox)
    scale = max(1.0, (right - left) / width, (high - low) / height)
    middle, centre = (left + right) / 2, (low + high) / 2
    half, tall = width * scale / 2, height * scale / 2
    return _seen(writer, (middle - half, centre - tall, middle + half, centre + tall))


def strip(drawing: bytes, *, number: int, of: int) -> bytes:
    """One of the strips into which a drawn page is cut, from 0 at its left: the same page, of which less is seen."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawing)))
    page = writer.pages[0]
    left, low, right, high = map(float, page.mediabox)
    width = (right - left) / of
    return _seen(writer, (left + width * number, low, left + width * (number + 1), high))


def _seen(writer: PdfWriter, box: tuple[float, float, float, float]) -> bytes:
    """The one page, of which this part is seen."""
    writer.pages[0].mediabox = writer.pages[0].cropbox = RectangleObject(box)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def line(text: str, *, width: float, height: float) -> bytes:
    """One line from the left, smaller where it is long. Raises GlyphMissing rather than draw an empty box."""
    buffer, canvas = _page(width, height)
    face, size = _set(text, width=width, height=height)
    canvas.setFillColor(INK)
    canvas.setFont(name_of(face), size)
    canvas.drawString(0, height * _BASE, text)
    canvas.save()
    return buffer.getvalue()


def code(text: str, *, width: float, height: float) -> bytes:
    """A QR code as large as the field takes it, on white with its quiet zone, so that it is read on any ground."""
    buffer, canvas = _page(width, height)
    rows = matrix_of(text)
    side = min(width, height)
    step = side / (len(rows) + 2 * QUIET_ZONE)
    canvas.setFillColor(white)
    canvas.rect((width - side) / 2, (height - side) / 2, side, side, stroke=0, fill=1)
    path = canvas.beginPath()
    for column, row, run in runs_of(rows):
        x, y = (width - side) / 2 + (column + QUIET_ZONE) * step, (height + side) / 2 - (row + 1 + QUIET_ZONE) * step
        path.rect(x, y, run * step, step)
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.save()
    return buffer.getvalue()


def room_of(*, width: float, height: float) -> int:
    """How many Chinese characters can be read in one line of a field of this size in points."""
    return int(_FULL * width / min(_LEAST, height * _LINE))


def check_line(text: str, *, width: float, height: float) -> bool:
    """Whether a line could be read in a field of this size in points. Raises GlyphMissing."""
    return _set(text, width=width, height=height)[1] >= _LEAST


def _set(text: str, *, width: float, height: float) -> tuple[Face, float]:
    """The face that has all its characters, and the size in points at which it fits."""
    face = face_with(text, faces=_FACES)
    size = height * _LINE
    return face, size * min(1.0, _FULL * width / max(width_of(text, face=face, size=size), 1.0))


def _page(width: float, height: float) -> tuple[io.BytesIO, Canvas]:
    buffer = io.BytesIO()
    return buffer, Canvas(buffer, pagesize=(width, height), invariant=1)


def check_name(text: str) -> None:
    """Raise GlyphMissing for a typed name that would show an empty box."""
    check_glyphs(text, face=Face.SERIF)
