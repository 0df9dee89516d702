"""The unified social credit code: its check characters and what its first two characters say (GB 32100-2015)."""

from dataclasses import dataclass
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
LENGTH = 18
OLD_LENGTH = 15  # the registration number used before October 2015
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))  # GB 32100-2015, positions 1 to 17
_TO_HALF_WIDTH = 0xFEE0  # Unicode: full-width forms stand at this distance from ASCII
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997, the organisation code at positions 9 to 16
_BODY_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class EntityType(StrEnum):
    """The four kinds of applicant that the wizard knows (domain 1.3)."""

    ENTERPRISE = "enterprise"
    SOLE_TRADER = "sole_trader"
    GOVERNMENT = "government"
    OTHER = "other"


class Flaw(StrEnum):
    """What is wrong with a code; the value is the last part of its text key."""

    LENGTH = "length"
    CHARACTERS = "chars"
    CHECK = "check"
    OLD = "old"


@dataclass(frozen=True)
class Verdict:
    """A code in its normal form, what is wrong with it (None when nothing is), and the body check."""

    code: str
    flaw: Flaw | None
    body_fits: bool

    @property
    def fits(self) -> bool:
        return self.flaw is None


def normalise(text: str) -> str:
    """Upper case, half width, no blanks: how a code is compared and stored."""
    halved = "".join(chr(ord(c) - _TO_HALF_WIDTH) if "！" <= c <= "～" else c for c in text)
    return "".join(halved.split()).upper()


def grouped(code: str) -> str:
    """The code as people read it: 9144 0300 MA00 TE5T 2D."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def check_character(first_17: str) -> str:
    """The 18th character that belongs to the first seventeen."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def body_check_character(first_8: str) -> str:
    """The ninth character of the organisation code (positions 9 to 17 of the whole)."""
    total = sum(_BODY_DIGITS.index(c) * w for c, w in zip(first_8, _BODY_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check(text: str) -> Verdict:
    """Judge a code. The body check only warns: older codes break it in practice (domain 8.1)."""
    code = normalise(text)
    flaw = _flaw(code)
    return Verdict(code, flaw, body_fits=flaw is None and body_check_character(code[8:16]) == code[16])


def _flaw(code: str) -> Flaw | None:
    if len(code) == OLD_LENGTH and code.isascii() and code.isdigit():
        return Flaw.OLD
    if len(code) != LENGTH:
        return Flaw.LENGTH
    if any(c not in ALPHABET for c in code):
        return Flaw.CHARACTERS
    return None if check_character(code[:17]) == code[17] else Flaw.CHECK


def entity_type_of(code: str) -> EntityType | None:
    """The kind that the first two characters stand for; None when the standard has no such pair."""
    department, category = code[:1], code[1:2]
    if department == "9":
        return {"1": EntityType.ENTERPRISE, "2": EntityType.SOLE_TRADER, "3": EntityType.ENTERPRISE}.get(category)
    if department == "1":
        return EntityType.GOVERNMENT
    return EntityType.OTHER if department in set("2345678ANY") else None
