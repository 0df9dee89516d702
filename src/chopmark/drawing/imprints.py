"""What a round rubber seal leaves on paper: a name on the arc, a star in the middle, on a transparent ground."""

import math
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageDraw

from chopmark.drawing.fonts import Face, font
from chopmark.drawing.lettering import Ink

RED: Ink = (214, 32, 38)  # vermilion ink pad, as it looks on white paper
MM_PER_INCH = 25.4
_FINER = 3  # drawn three times as large and reduced: smooth edges
_RIM_MM = 1.2  # the usual rim of a 42 mm seal
_STAR_MM = 14.0  # the usual star of a 42 mm seal
_USUAL_MM = 42.0
_ARC_DEGREES = 250.0  # the arc of a long name; the rest stays open at the foot
_STEP_DEGREES = 21.0  # the widest step between neighbours, so that short names stay together
_GLYPH_MM = 6.4  # the tallest characters of a 42 mm seal
_TALLEST = 2.0  # a condensed character stays legible up to twice as tall as wide
_STAR_INNER = 0.382  # inner radius of a regular five-pointed star, the golden ratio squared


@dataclass(frozen=True)
class SealText:
    """What a seal says: the name on the arc, a line under the star, and digits along the foot; and in which face."""

    name: str
    line: str = ""
    number: str = ""
    face: Face = Face.SERIF_BOLD
    has_star: bool = True


def round_seal(text: SealText, *, diameter_mm: float, dpi: int, ink: Ink = RED) -> Image.Image:
    """A transparent picture whose side is the diameter; every character of the name is placed."""
    side = round(diameter_mm / MM_PER_INCH * dpi)
    unit = side * _FINER / _USUAL_MM  # pixels for a millimetre of the usual seal
    mask = Image.new("L", (side * _FINER, side * _FINER), 0)
    _rim(mask, unit=unit)
    if text.has_star:
        _star(mask, unit=unit)
    _name(mask, text, unit=unit)
    _line(mask, text, unit=unit)
    _number(mask, text.number, unit=unit)
    return _inked(mask.resize((side, side), Image.Resampling.LANCZOS), ink)


def oval_seal(text: SealText, *, width_mm: float, height_mm: float, dpi: int, ink: Ink = RED) -> Image.Image:
    """The same on an oval, as seals for invoices are; without a star."""
    full = round_seal(replace(text, has_star=False), diameter_mm=width_mm, dpi=dpi, ink=ink)
    return full.resize((full.width, round(height_mm / MM_PER_INCH * dpi)), Image.Resampling.LANCZOS)


def _inked(mask: Image.Image, ink: Ink) -> Image.Image:
    picture = Image.new("RGBA", mask.size, (*ink, 0))
    picture.putalpha(mask)
    return picture


def _rim(mask: Image.Image, *, unit: float) -> None:
    side = mask.width - 1
    ImageDraw.Draw(mask).ellipse((0, 0, side, side), outline=255, width=round(_RIM_MM * unit))


def _star(mask: Image.Image, *, unit: float) -> None:
    middle, outer = mask.width / 2, _STAR_MM / 2 * unit
    corners = [
        _on_circle(middle, radius=outer if corner % 2 == 0 else outer * _STAR_INNER, degrees=36 * corner)
        for corner in range(10)
    ]
    ImageDraw.Draw(mask).polygon(corners, fill=255)


def _on_circle(middle: float, *, radius: float, degrees: float) -> tuple[float, float]:
    """A point on a circle; zero is the top, degrees run clockwise."""
    turn = math.radians(degrees)
    return middle + radius * math.sin(turn), middle - radius * math.cos(turn)


def _name(mask: Image.Image, text: SealText, *, unit: float) -> None:
    name = text.name
    step = min(_STEP_DEGREES, _ARC_DEGREES / max(len(name) - 1, 1))
    height = _GLYPH_MM * unit
    radius = mask.width / 2 - (_RIM_MM + 1.1) * unit - height / 2  # 1.1 mm of air inside the rim
    width = min(height, math.radians(step) * (radius - height / 2) * 1.02)  # neighbours may nearly touch
    height = min(height, width * _TALLEST)
    first = -step * (len(name) - 1) / 2
    for index, character in enumerate(name):
        glyph = _glyph(character, face=text.face, width=width, height=height)
        degrees = first + step * index
        _place(mask, glyph, radius=radius, degrees=degrees, turn=-degrees)


def _glyph(character: str, *, face: Face, width: float, height: float) -> Image.Image:
    """One character in its square, narrowed to a width: long names are condensed, never shortened."""
    side = round(height)
    square = Image.new("L", (side, side), 0)
    drawn = font(face, round(height * 0.98))
    ImageDraw.Draw(square).text((side / 2, side / 2), character, font=drawn, fill=255, anchor="mm")
    return square.resize((max(round(width), 1), side), Image.Resampling.LANCZOS)


def _place(mask: Image.Image, glyph: Image.Image, *, radius: float, degrees: float, turn: float) -> None:
    turned = glyph.rotate(turn, resample=Image.Resampling.BICUBIC, expand=True)
    x, y = _on_circle(mask.width / 2, radius=radius, degrees=degrees)
    _lighten(mask, turned, at=(round(x - turned.width / 2), round(y - turned.height / 2)))


def _lighten(mask: Image.Image, glyph: Image.Image, *, at: tuple[int, int]) -> None:
    box = (at[0], at[1], at[0] + glyph.width, at[1] + glyph.height)
    mask.paste(ImageChops.lighter(mask.crop(box), glyph), box)


def _line(mask: Image.Image, text: SealText, *, unit: float) -> None:
    line = text.line
    if not line:
        return
    size = min(4.2 * unit, 22 * unit / len(line))  # 4.2 mm, or what fits the 22 mm chord below the star
    place = (mask.width / 2, mask.height / 2 + 11.2 * unit)  # centred between star and foot
    ImageDraw.Draw(mask).text(place, line, font=font(text.face, round(size)), fill=255, anchor="mm")


def _number(mask: Image.Image, number: str, *, unit: float) -> None:
    height = 1.9 * unit  # the digits that public security offices assign are under 2 mm
    radius = mask.width / 2 - (_RIM_MM + 0.8) * unit - height / 2
    for index, digit in enumerate(number):
        degrees = 180 - 4.4 * (index - (len(number) - 1) / 2)  # 13 digits take about 53 degrees
        glyph = _glyph(digit, face=Face.SANS_BOLD, width=height, height=height)
        _place(mask, glyph, radius=radius, degrees=degrees, turn=180 - degrees)  # feet towards the rim
