"""The official power of attorney: the Chinese sheet that is stamped, and its English rendering."""

from chopmark.drawing.letters.chinese import LetterOverflow, chinese_letter
from chopmark.drawing.letters.data import Family, Kind, Language, LetterData, Mark, blank, example
from chopmark.drawing.letters.english import english_letter
from chopmark.drawing.letters.typefaces import GlyphMissing
from chopmark.drawing.letters.wording import fixed_text, fixed_text_hash, qr_text

__all__ = [
    "Family",
    "GlyphMissing",
    "Kind",
    "Language",
    "LetterData",
    "LetterOverflow",
    "Mark",
    "blank",
    "chinese_letter",
    "english_letter",
    "example",
    "fixed_text",
    "fixed_text_hash",
    "qr_text",
]
