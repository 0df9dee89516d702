"""Numbers of personal identity documents: their check digits and what they say of age (GB 11643-1999)."""

import datetime as dt
import re
from enum import StrEnum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, positions 1 to 17
_CHECKS = "10X98765432"  # GB 11643-1999, by the sum modulo 11
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split()
)  # GB/T 2260, first two digits
_RESIDENCE = frozenset({"81", "82", "83"})  # residence permit: Hong Kong, Macao, Taiwan
_PERMIT = re.compile(r"[HM](\d{8}|\d{10})")  # mainland travel permit (domain 2.1)
ADULT_WITH_ID_CARD = 16  # domain 2.1
ADULT_WITH_PERMIT = 18  # domain 2.1


class Kind(StrEnum):
    """Documents that an applicant may show (domain 2.1)."""

    ID_CARD = "id_card"
    HKMO = "hkmo"
    RESIDENCE = "residence"


class Flaw(StrEnum):
    """What is wrong with a number; the value is the last part of its text key."""

    LENGTH = "length"
    CHECK = "check"


def normalise(text: str) -> str:
    """Upper case, no blanks."""
    return "".join(text.split()).upper()


def check_digit(first_17: str) -> str:
    """The 18th character that belongs to the first seventeen digits."""
    return _CHECKS[sum(int(d) * w for d, w in zip(first_17, _WEIGHTS, strict=True)) % 11]


def flaw_of(kind: Kind, text: str) -> Flaw | None:
    """What is wrong with a number of this kind; None when nothing is."""
    number = normalise(text)
    if kind is Kind.HKMO:
        return None if _PERMIT.fullmatch(number) else Flaw.LENGTH
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return Flaw.LENGTH
    allowed = _RESIDENCE if kind is Kind.RESIDENCE else _PROVINCES
    fits = number[:2] in allowed and birthday(number) is not None and check_digit(number[:17]) == number[17]
    return None if fits else Flaw.CHECK


def kind_of(number: str) -> Kind:
    """Which document a number belongs to, as far as its form tells; registries do not say it."""
    return next((kind for kind in Kind if flaw_of(kind, number) is None), Kind.ID_CARD)


def birthday(number: str) -> dt.date | None:
    """The day of birth in an 18-character number; None when there is none or it is no date."""
    try:
        return dt.datetime.strptime(number[6:14], "%Y%m%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None


def is_under_age(kind: Kind, number: str, *, today: dt.date) -> bool:
    """Whether the holder may not apply yet; a travel permit does not tell the age, so it does not refuse."""
    born = birthday(normalise(number)) if kind is not Kind.HKMO else None
    if born is None:
        return False
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return years < (ADULT_WITH_ID_CARD if kind is Kind.ID_CARD else ADULT_WITH_PERMIT)


def masked(number: str) -> str:
    """Only the ends, as pages may show it."""
    return f"{number[:3]}{'*' * max(len(number) - 5, 0)}{number[-2:]}"
