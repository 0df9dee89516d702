"""A page of a contract as a picture: drawn in a child with limits, `python -m chopmark.sheets.rendering`."""

import io
import sys
from typing import Final

import pypdfium2 as pdfium

from chopmark.kit import limits
from chopmark.sheets import apart

_LIMITS: Final = limits.Limits(seconds=20, memory_bytes=2**30)
_QUALITY: Final = 80
LONGEST_PIXELS: Final = 4_000  # whatever the page box says: a page of 5 m is drawn smaller
_POINTS_AN_INCH: Final = 72


def rendered(pdf: bytes, *, page: int, dpi: int) -> bytes:
    """A JPEG of a page, from 0, with its fields. Raises Unreadable where it cannot be drawn within the limits."""
    return apart.ask(__name__, pdf, facts={"page": page, "dpi": dpi}, given=_LIMITS)[1]


def main() -> int:
    return apart.answer(_work, given=_LIMITS)


def _work(pdf: bytes, facts: apart.Facts) -> tuple[apart.Facts, bytes]:
    document = pdfium.PdfDocument(pdf)
    try:
        document.init_forms()
        page = document[facts["page"]]
        scale = min(facts["dpi"] / _POINTS_AN_INCH, LONGEST_PIXELS / max(page.get_size()))
        drawn = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    finally:
        document.close()
    output = io.BytesIO()
    drawn.save(output, "JPEG", quality=_QUALITY)
    return {}, output.getvalue()


if __name__ == "__main__":
    sys.exit(main())
