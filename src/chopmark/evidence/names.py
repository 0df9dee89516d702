"""How names of organisations and persons are written and compared."""

import re
import unicodedata
from enum import StrEnum

PERSON_LENGTHS = range(2, 51)  # domain 1.5: 2 to 50 characters
ORGANISATION_LENGTHS = range(2, 201)  # domain 1.5 gives no limit; a code field of the same form takes 200
LEAST_ADDRESS = 6  # "省市区" and a street cannot be shorter
_BRACKETS = str.maketrans("()〔〕﹙﹚", "（）（）（）")
_DOTS = str.maketrans(dict.fromkeys("•‧・･∙⋅．●", "·"))  # typed for the U+00B7 of names in translation
_KEPT_WIDE = frozenset("（），：；！？")  # Chinese punctuation is full width by right
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·（）]"
_BLANK_BESIDE_CJK = re.compile(rf"(?<={_CJK})\s+|\s+(?={_CJK})")
_PERSON = re.compile(rf"(?:{_CJK}|[^\W\d_]|[ .'’-])+")


class Flaw(StrEnum):
    """What is wrong with a name; the value is the last part of its text key."""

    EMPTY = "empty"
    LENGTH = "length"
    BLANK = "blank"
    CHARACTERS = "chars"


def normalise_organisation(text: str) -> str:
    """Full-width brackets, half-width letters and digits, no blanks at the ends."""
    return _plain(text).translate(_BRACKETS)


def normalise_person(text: str) -> str:
    """Also one kind of middle dot, no blanks beside Chinese characters, single blanks between Latin words."""
    dotted = _INVISIBLE.sub("", text).translate(_DOTS)
    return _BLANK_BESIDE_CJK.sub("", " ".join(normalise_organisation(dotted).split()))


def organisation_flaw(text: str) -> Flaw | None:
    """What is wrong with an organisation's name after normalising; None when nothing is."""
    name = normalise_organisation(text)
    if not name:
        return Flaw.EMPTY
    if re.search(r"\s", name):
        return Flaw.BLANK
    return Flaw.LENGTH if len(name) not in ORGANISATION_LENGTHS else _control_flaw(name)


def person_flaw(text: str) -> Flaw | None:
    """What is wrong with a person's name after normalising; None when nothing is."""
    name = normalise_person(text)
    if not name:
        return Flaw.EMPTY
    if len(name) not in PERSON_LENGTHS:
        return Flaw.LENGTH
    return None if _PERSON.fullmatch(name) else Flaw.CHARACTERS


def normalise_address(text: str) -> str:
    """Without blanks."""
    return "".join(text.split())


def is_address(text: str) -> bool:
    return len(normalise_address(text)) >= LEAST_ADDRESS


def same_name(first: str, second: str) -> bool:
    """Whether two names are one, whatever the width, the brackets, the dot or the case."""
    return _key(first) == _key(second)


def _key(text: str) -> str:
    return normalise_person(text).casefold()


def _plain(text: str) -> str:
    return "".join(map(_plain_character, _INVISIBLE.sub("", text))).strip()


def _plain_character(character: str) -> str:
    """NFKC where it only undoes a width or a look-alike; elsewhere it would rewrite 〇 or ㈱."""
    is_width = ("\uff01" <= character <= "\uff5e" and character not in _KEPT_WIDE) or character == "\u3000"
    is_radical = "\u2e80" <= character <= "\u2fdf"  # pasted out of a PDF in place of the ideograph
    is_compatible = "\uf900" <= character <= "\ufaff"
    return unicodedata.normalize("NFKC", character) if is_width or is_radical or is_compatible else character


def _control_flaw(name: str) -> Flaw | None:
    return Flaw.CHARACTERS if any(unicodedata.category(c).startswith("C") for c in name) else None
