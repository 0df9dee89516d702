"""How letters differ: what is wrong with one, and what only tells it from another that is as good."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from chopmark.drawing import wear
from chopmark.drawing.imprints import RED
from chopmark.drawing.lettering import Ink
from chopmark.drawing.returned import pens

_INKS: Final[tuple[Ink, ...]] = (RED, (190, 24, 58), (224, 62, 34), (172, 30, 40))  # pads, fresh and old
# Shares of letters; nobody counted real ones.
_BY_HAND, _NUMBERED, _SMUDGED, _WORN = 0.8, 0.5, 0.15, 0.25
_DIGITS = 13  # of the number along the foot of a seal


class Defect(StrEnum):
    """Why a letter would be returned (domain 4.3)."""

    DATE_INCOMPLETE = "date_incomplete"
    DATE_EMPTY = "date_empty"
    DATE_FUTURE = "date_future"
    DATE_STALE = "date_stale"
    WRONG_PHONE = "wrong_phone"
    WRONG_NAME = "wrong_name"
    WRONG_ID = "wrong_id"
    WRONG_COMPANY = "wrong_company"
    WRONG_CODE = "wrong_code"
    ALTERED_CLAUSE = "altered_clause"
    OLD_VERSION = "old_version"
    NO_SIGNATURE = "no_signature"
    NO_SEAL = "no_seal"
    WRONG_SEAL_NAME = "wrong_seal_name"
    CONTRACT_SEAL = "contract_seal"
    FINANCE_SEAL = "finance_seal"
    BLUR = "blur"
    GREY_COPY = "grey_copy"
    CROPPED = "cropped"
    GLARE = "glare"
    DARK = "dark"
    ADDED_CLAUSE = "added_clause"
    STRUCK_OUT = "struck_out"
    WHITENED = "whitened"
    OTHER_SEAL = "other_seal"
    SECOND_SEAL = "second_seal"
    INVOICE_SEAL = "invoice_seal"
    PASTED_SEAL = "pasted_seal"
    SCREEN = "screen"


@dataclass(frozen=True)
class Variety:
    """Whose hand, which seal, how it was pressed, and what happened to the paper; the usual letter has none of it."""

    hand: pens.Hand | None = None  # None: dates in a typeface
    ink: Ink = RED
    diameter: float = 41.0  # of the drawn seal of the measured scans, millimetres
    strength: float = 1.0  # of the ink
    turned: float = 8.0  # degrees, at most
    number: str = ""
    is_smudged: bool = False
    happened: tuple[Callable[[wear.Pixels, np.random.Generator], wear.Pixels], ...] = ()


PLAIN: Final = Variety()


def variety(random: np.random.Generator) -> Variety:
    """A letter of somebody's, by lot."""
    return Variety(
        hand=pens.hand(random) if random.uniform() < _BY_HAND else None,
        ink=_INKS[int(random.integers(len(_INKS)))],
        diameter=float(random.choice([38.0, 40.0, 42.0, 45.0])),
        strength=float(random.uniform(0.55, 1.0)),
        turned=float(random.choice([5.0, 15.0, 30.0])),
        number="".join(str(one) for one in random.integers(0, 10, _DIGITS)) if random.uniform() < _NUMBERED else "",
        is_smudged=bool(random.uniform() < _SMUDGED),
        happened=tuple(one for one in (wear.folded, wear.stained, wear.punched) if random.uniform() < _WORN),
    )
