"""Setting Chinese text in pictures: spread labels, wrapped values, and the boxes that they fill."""

from dataclasses import dataclass

from PIL import ImageDraw, ImageFont

from chopmark.drawing.fonts import Face, font

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels
Point = tuple[int, int]
Ink = tuple[int, int, int]

BLACK: Ink = (28, 28, 30)  # print on paper is never quite black
_NEVER_LAST = "（《“‘("
_NEVER_FIRST = "，。；：、！？）》”’,.;:)"  # GB/T 15834: these may not open a line


@dataclass(frozen=True)
class Pen:
    """A typeface, a size in pixels and an ink."""

    face: Face
    size: int
    ink: Ink = BLACK

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        return font(self.face, self.size)

    def width_of(self, text: str) -> float:
        return self.font.getlength(text)


def wrapped(text: str, *, pen: Pen, width: int) -> list[str]:
    """Lines no wider than `width`, but for a closing mark that hangs over the edge."""
    lines = [""]
    for character in text:
        fits = pen.width_of(lines[-1] + character) <= width
        if fits or character in _NEVER_FIRST:
            lines[-1] += character
        else:
            carried = lines[-1][-1:] if lines[-1][-1:] in _NEVER_LAST else ""
            lines[-1] = lines[-1].removesuffix(carried)
            lines.append(carried + character)
    return lines


def write(draw: ImageDraw.ImageDraw, text: str, *, at: Point, pen: Pen, anchor: str = "ls") -> Box:
    """Write one line with its baseline (or another anchor of Pillow) at a point; returns its box."""
    draw.text(at, text, font=pen.font, fill=pen.ink, anchor=anchor)
    return _whole(draw.textbbox(at, text, font=pen.font, anchor=anchor))


def write_spread(draw: ImageDraw.ImageDraw, text: str, *, at: Point, width: int, pen: Pen) -> None:
    """Write with the first character at the left and the last at the right of a width, as labels are set."""
    room = width - pen.size
    for index, character in enumerate(text):
        shift = room * index // max(len(text) - 1, 1)
        draw.text((at[0] + shift, at[1]), character, font=pen.font, fill=pen.ink, anchor="ls")


def write_wrapped(draw: ImageDraw.ImageDraw, text: str, *, at: Point, width: int, pen: Pen, leading: int) -> Box:
    """Write lines below each other from a first baseline; returns the box around all of them."""
    lines = wrapped(text, pen=pen, width=width)
    boxes = [write(draw, line, at=(at[0], at[1] + leading * number), pen=pen) for number, line in enumerate(lines)]
    return around(boxes)


def around(boxes: list[Box]) -> Box:
    """The smallest box that holds all the others."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _whole(box: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = box
    return int(left), int(top), int(right + 1), int(bottom + 1)
