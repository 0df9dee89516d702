"""Setting Chinese paragraphs: bold stretches, lines broken by rule, and even right edges."""

import re
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from chopmark.drawing.fonts import Face
from chopmark.drawing.letters.typefaces import face_with, name_of, width_of

_NEVER_FIRST = frozenset("，。；：、！？）》”’")  # GB/T 15834: these may not open a line
_NEVER_LAST = frozenset("（《“‘")  # and these may not close one
_UNITS = re.compile(r"\*\*|[0-9A-Za-z@.\-]+|.", re.DOTALL)  # words of Latin letters stay whole


@dataclass(frozen=True)
class Unit:
    """The smallest piece that stays together: a character, or a Latin word."""

    text: str
    face: Face
    width: float


Line = list[Unit]
_STAR = "\ue000"  # stands for an asterisk of a masked value until the bold stretches are known


def literal(value: str) -> str:
    """A value whose asterisks are asterisks and no marks for bold, to be put into a text with such marks."""
    return value.replace("*", _STAR)


def stars(text: str) -> str:
    """The asterisks of literal values put back, once the marks are gone."""
    return text.replace(_STAR, "*")


def units_of(text: str, *, size: float, spare: tuple[Face, ...] = ()) -> list[Unit]:
    """Cut a text into units; `**` switches bold on and off, and spare faces draw what the first cannot."""
    units, face = [], Face.SERIF
    for piece in _UNITS.findall(text):
        if piece == "**":
            face = Face.SERIF if face is Face.SERIF_BOLD else Face.SERIF_BOLD
            continue
        shown = stars(piece)
        drawn = face_with(shown, faces=(face, *spare))
        units.append(Unit(shown, drawn, width_of(shown, face=drawn, size=size)))
    return units


def broken(units: list[Unit], *, width: float) -> list[Line]:
    """Lines that fit a width in points; a closing mark may lean on the last one, which is then squeezed."""
    lines: list[Line] = [[]]
    for unit in units:
        line = lines[-1]
        if _length(line) + unit.width <= width or unit.text in _NEVER_FIRST:
            line.append(unit)
        else:
            lines.append([line.pop(), unit] if line and line[-1].text in _NEVER_LAST else [unit])
    return lines


def _length(line: Line) -> float:
    return sum(unit.width for unit in line)


@dataclass(frozen=True)
class Block:
    """Where lines go: left edge, width, first baseline and leading, in points of the PDF (up is plus)."""

    left: float
    width: float
    baseline: float
    leading: float
    size: float


def set_lines(canvas: Canvas, lines: list[Line], *, block: Block) -> None:
    """Draw lines below each other, all but the last spread to the full width."""
    for number, line in enumerate(lines):
        is_last = number == len(lines) - 1
        spread = 0.0 if is_last and _length(line) <= block.width else _spread(line, block.width)
        _set_line(canvas, line, block=block, baseline=block.baseline - number * block.leading, spread=spread)


def _spread(line: Line, width: float) -> float:
    """Space to add after each character so that the line ends at the edge."""
    gaps = sum(len(unit.text) for unit in line) - 1
    return (width - _length(line)) / max(gaps, 1)


def _set_line(canvas: Canvas, line: Line, *, block: Block, baseline: float, spread: float) -> None:
    text = canvas.beginText(block.left, baseline)
    text.setCharSpace(spread)
    for face, run in _runs(line):
        text.setFont(name_of(face), block.size)
        text.textOut(run)
    text.setCharSpace(0)
    canvas.drawText(text)


def _runs(line: Line) -> list[tuple[Face, str]]:
    """Neighbours of one face as one string."""
    runs: list[tuple[Face, str]] = []
    for unit in line:
        if runs and runs[-1][0] is unit.face:
            runs[-1] = (unit.face, runs[-1][1] + unit.text)
        else:
            runs.append((unit.face, unit.text))
    return runs
