"""The typefaces of the letters, registered with the PDF writer, which embeds only the glyphs in use."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from chopmark.drawing.fonts import Face, font_path

_BEYOND = re.compile(r"<([0-9A-F]{5,6})>$", re.MULTILINE)
_FAMILY = "chopmark-serif"  # the name under which paragraphs find regular and bold


class WholeUnicodeFont(TTFont):
    """A typeface whose text can be copied out of the PDF beyond U+FFFF too, where rare surnames stand.

    The writer notes such characters as one number; ISO 32000-1, 9.10.3 asks for UTF-16.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - the writer's name
        super().addObjects(doc)
        for name, found in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                found.content = _BEYOND.sub(_as_utf16, found.content)


def _as_utf16(match: re.Match[str]) -> str:
    return f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"


class GlyphMissing(Exception):
    """A text holds characters that the typeface cannot draw; they must not become empty boxes."""

    def __init__(self, what: str, characters: Iterable[str]) -> None:
        self.characters = sorted(characters)
        super().__init__(f"{what} lacks {' '.join(self.characters)}.")


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
        raise GlyphMissing(f"The typeface {face}", missing)


def face_with(text: str, *, faces: Sequence[Face]) -> Face:
    """The first of some faces that can draw a whole text; GlyphMissing when none can."""
    for face in faces:
        if not missing_glyphs(text, face=face):
            return face
    check_glyphs(text, face=faces[0])
    return faces[0]


def serif_family() -> str:
    """The document face with its bold, for paragraphs with markup."""
    addMapping(_FAMILY, 0, 0, name_of(Face.SERIF))
    addMapping(_FAMILY, 1, 0, name_of(Face.SERIF_BOLD))
    return _FAMILY


@cache
def _registered(face: Face) -> Any:
    made = WholeUnicodeFont(f"chopmark-{face}", str(font_path(face)))
    pdfmetrics.registerFont(made)
    return made
