"""Where things stand on the Chinese sheet, in millimetres from its top left corner.

Whoever draws the sheet and whoever reads a photograph of it uses the same places.
"""

from dataclasses import dataclass

PAGE_WIDTH = 210.0  # ISO 216, A4
PAGE_HEIGHT = 297.0


@dataclass(frozen=True)
class Rect:
    """A rectangle by its top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2


_EDGE = 10.0  # office printers leave up to 6 mm blank; 10 mm keeps the markers whole
_MARKER = 8.0  # six modules of 1.3 mm: about 8 pixels each at 150 dpi
FIDUCIALS = {
    0: Rect(_EDGE, _EDGE, _MARKER, _MARKER),
    1: Rect(PAGE_WIDTH - _EDGE - _MARKER, _EDGE, _MARKER, _MARKER),
    2: Rect(PAGE_WIDTH - _EDGE - _MARKER, PAGE_HEIGHT - _EDGE - _MARKER, _MARKER, _MARKER),
    3: Rect(_EDGE, PAGE_HEIGHT - _EDGE - _MARKER, _MARKER, _MARKER),
}  # clockwise from the top left; identifiers of the ArUco dictionary 4x4, 50 markers

RED_HEAD = 24.0  # above stand the mark of the house and the warnings, both red; below only what people press or write

TEXT_LEFT = 22.0
TEXT_RIGHT = PAGE_WIDTH - TEXT_LEFT
TEXT_WIDTH = TEXT_RIGHT - TEXT_LEFT

TABLE = Rect(TEXT_LEFT, 46.5, TEXT_WIDTH, 27.2)
ARTICLES = Rect(TEXT_LEFT, 77.0, TEXT_WIDTH, 145.0)

RING = Rect(146.0, 223.5, 42.0, 42.0)  # 42 mm: the larger of the usual official seals, true size
SEAL_LINE = 229.0
REPRESENTATIVE_LINE = 237.5
AGENT_LINE = 246.0
DATE_TOP = 251.0
_BOX_WIDTH = 6.6
_BOX_HEIGHT = 8.0
_DATE_LEFT = 35.0
_BOX_STEP = 7.4
_UNIT_GAP = 6.2  # room for the characters for year, month and day


def _date_boxes() -> tuple[Rect, ...]:
    groups = [0] * 4 + [1] * 2 + [2] * 2  # YYYY, MM, DD
    return tuple(
        Rect(_DATE_LEFT + index * _BOX_STEP + group * _UNIT_GAP, DATE_TOP, _BOX_WIDTH, _BOX_HEIGHT)
        for index, group in enumerate(groups)
    )


DATE_BOXES = _date_boxes()
QR = Rect(TEXT_LEFT, 262.5, 22.0, 22.0)
SIGNATURES = {
    "representative": Rect(66.0, REPRESENTATIVE_LINE - 6.0, 34.0, 7.0),
    "agent": Rect(79.0, AGENT_LINE - 6.0, 34.0, 7.0),
}
