"""The typefaces of the letters, registered with the PDF writer, which embeds only the glyphs in use."""

from functools import cache
from typing import Any

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from chopmark.drawing.fonts import Face, font_path

_FAMILY = "chopmark-serif"  # the name under which paragraphs find regular and bold


class GlyphMissing(Exception):
    """A text holds a character that the typeface cannot draw; it must not become an empty box."""


def name_of(face: Face) -> str:
    """The name that the PDF writer knows the face by."""
    return str(_registered(face).fontName)


def width_of(text: str, *, face: Face, size: float) -> float:
    """The width in points."""
    return float(_registered(face).stringWidth(text, size))


def missing_glyphs(text: str, *, face: Face) -> list[str]:
    """The characters that the face cannot draw."""
    known = _registered(face).face.charToGlyph
    return sorted({character for character in text if ord(character) not in known})


def check_glyphs(text: str, *, face: Face) -> None:
    """Raise GlyphMissing when a character has no glyph in the face."""
    missing = missing_glyphs(text, face=face)
    if missing:
        raise GlyphMissing(f"The typeface {face} has no glyph for {' '.join(missing)}.")


def serif_family() -> str:
    """The document face with its bold, for paragraphs with markup."""
    addMapping(_FAMILY, 0, 0, name_of(Face.SERIF))
    addMapping(_FAMILY, 1, 0, name_of(Face.SERIF_BOLD))
    return _FAMILY


@cache
def _registered(face: Face) -> Any:
    made = TTFont(f"chopmark-{face}", str(font_path(face)))
    pdfmetrics.registerFont(made)
    return made
