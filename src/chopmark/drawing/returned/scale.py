"""How large a returned sheet is drawn."""

from typing import Final

from chopmark.drawing.imprints import MM_PER_INCH

DPI: Final = 200  # the resolution of the measured scans (evidence 3)


def px(millimetres: float) -> int:
    """Pixels of a sheet at DPI."""
    return round(millimetres / MM_PER_INCH * DPI)
