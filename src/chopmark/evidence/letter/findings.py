"""What may be wrong with a letter, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chopmark.evidence.engines.base import Quad
from chopmark.evidence.pixels import bounds

SURE: Final = 0.8  # from here on the applicant is asked to mend it before anybody looks


class Verdict(StrEnum):
    """Clear: nothing to object to. Person: only somebody who looks can tell. Return: it has to be mended."""

    CLEAR = "clear"
    PERSON = "person"
    RETURN = "return"


@dataclass(frozen=True)
class Finding:
    """One thing: a code of review.reasons, where on which page (from 1), how sure from 0 to 1, what was read there."""

    code: str
    page: int
    quad: Quad
    confidence: float
    field: str = ""
    expected: str = ""
    read: str = ""

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in pixels of the page."""
        return bounds(self.quad)


def verdict_of(findings: Sequence[Finding]) -> Verdict:
    """By the surest of them."""
    if any(one.confidence >= SURE for one in findings):
        return Verdict.RETURN
    return Verdict.PERSON if findings else Verdict.CLEAR
