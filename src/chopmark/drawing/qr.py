"""QR codes: as SVG that a page may inline under a strict content policy, and as pictures."""

from html import escape

import segno
from PIL import Image

QUIET_ZONE = 4  # modules of white around the code, ISO/IEC 18004 section 6.3.8
_INK = "#1B1F24"  # the ink colour of the house


def matrix_of(text: str) -> list[list[bool]]:
    """The modules of the code, row by row, without the quiet zone; True is dark."""
    code = segno.make(text, micro=False, error="m")  # level M: survives a crease or a stamp's edge
    return [[bool(module) for module in row] for row in code.matrix]


def qr_svg(text: str, *, label: str) -> str:
    """An SVG element without style, script or identifiers; `label` is what a screen reader says."""
    rows = matrix_of(text)
    side = len(rows) + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="{escape(label, quote=True)}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="{_INK}" d="{_outline(rows)}"/></svg>'
    )


def qr_image(text: str, *, module_px: int) -> Image.Image:
    """A grey picture with whole pixels for each module, quiet zone included."""
    rows = matrix_of(text)
    side = len(rows) + 2 * QUIET_ZONE
    picture = Image.new("L", (side, side), 255)
    for column, row, width in runs_of(rows):
        picture.paste(0, (column + QUIET_ZONE, row + QUIET_ZONE, column + QUIET_ZONE + width, row + QUIET_ZONE + 1))
    return picture.resize((side * module_px, side * module_px), Image.Resampling.NEAREST)


def runs_of(rows: list[list[bool]]) -> list[tuple[int, int, int]]:
    """The dark stretches as column, row and width, so that neighbours are one rectangle."""
    return [run for number, row in enumerate(rows) for run in _runs_of_row(row, number)]


def _runs_of_row(row: list[bool], number: int) -> list[tuple[int, int, int]]:
    starts = [c for c, dark in enumerate(row) if dark and (c == 0 or not row[c - 1])]
    ends = [c for c, dark in enumerate(row) if dark and (c + 1 == len(row) or not row[c + 1])]
    return [(start, number, end - start + 1) for start, end in zip(starts, ends, strict=True)]


def _outline(rows: list[list[bool]]) -> str:
    return "".join(f"M{c + QUIET_ZONE} {r + QUIET_ZONE}h{w}v1h-{w}z" for c, r, w in runs_of(rows))
