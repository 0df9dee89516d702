"""What the page may warn of before a photograph is sent: the readers' thresholds, for a browser's coarser look."""

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

from chopmark.evidence.idcards.looks import DEFAULT as CARD
from chopmark.evidence.letter.looks import DARK as DARK_LETTER
from chopmark.evidence.licence import looks as licence

CODES: Final = ("IMG_DARK", "IMG_CROPPED", "IMG_GLARE", "IMG_BLUR")


class Paper(StrEnum):
    """What the photograph should show."""

    LETTER = "letter"
    LICENCE = "licence"
    CARD = "card"


@dataclass(frozen=True)
class Bars:
    """Light in 255ths; `side` and the two of the lamp in pixels; the rise as a share of the picture's longer side.

    What is dark is settled by the readers. A browser has neither words nor a registered sheet to measure the rest on;
    that was found on 107 drawn pictures. Sharp ones rise within 0.0012, soft ones take 0.0023; a lamp burns a patch as
    wide as three rows of print, where paper that is only bright stays below 252 somewhere.
    """

    dark: float
    side: int = 1600
    rise: float = 0.0018
    burnt: int = 252
    beside_glare: int = 246
    glare_side: int = 700
    glare_width: int = 48
    cut_words: int = 6


_DARK: Final = {
    Paper.LETTER: float(DARK_LETTER),
    Paper.LICENCE: float(licence.DARK_PAPER),
    Paper.CARD: CARD.paper,
}


def bars_of(paper: Paper) -> dict[str, float]:
    """By the names that the script knows them under."""
    bars = asdict(Bars(dark=_DARK[paper]))
    return {re.sub(r"_(\w)", lambda found: found[1].upper(), name): value for name, value in bars.items()}
