"""What the reader looked at, good or bad: which piece of the picture, against what, and by which measure."""

from dataclasses import dataclass, field
from enum import StrEnum

from chopmark.evidence.engines.base import Quad
from chopmark.evidence.pixels import bounds


class Measure(StrEnum):
    """How a thing was compared, and what its number means."""

    PIXELS = "pixels"  # likeness of the least alike character to the issued print, from 0 to 1
    DIGITS = "digits"  # of the eight boxes of the date, how many are filled
    INK = "ink"  # square millimetres of ink that was added by hand
    RING = "ring"  # of all readings of a seal's ring, the share that says the expected name
    CODE = "code"  # 1 where the QR code names this letter and this version, else 0


@dataclass(frozen=True)
class Looked:
    """One thing that was looked at, on which page (from 1) and where in its pixels.

    `name` is a field of the letter, `line.N` for the Nth row of fixed text from the top, `date`, `seal`, `code`,
    `signature.agent` or `signature.representative`. `read` is None where nobody had to read because the pixels
    decided. Expected and read hold personal data: whoever keeps them encrypts them.
    """

    name: str
    page: int
    quad: Quad
    measure: Measure
    value: float
    passed: bool
    expected: str = field(default="", repr=False)
    read: str | None = field(default=None, repr=False)

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in pixels of the page."""
        return bounds(self.quad)
