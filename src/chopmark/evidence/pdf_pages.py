"""The pages of an uploaded PDF as JPEG: drawn in a child with limits, `python -m chopmark.evidence.pdf_pages`.

A PDF of two kilobytes can ask for days of drawing, and no parser that reads strangers' bytes can be trusted to end.
"""

import sys
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Final

import pypdfium2 as pdfium
from PIL import Image

from chopmark.evidence import pdf_safety
from chopmark.evidence.jpegs import LONG_SIDE, bare_jpeg, check_least_side
from chopmark.kit import limits
from chopmark.sheets import apart

LIMIT_PAGES = 10  # a letter has a few pages; more is no letter
_DPI = 200  # the resolution at which letters were measured (evidence 3)
_POINTS_PER_INCH = 72
_LIMITS: Final = limits.Limits(seconds=20, memory_bytes=2**30)  # ten photographed pages took 4 s and 333 MiB


@dataclass(frozen=True)
class Pages:
    """The pages in order, and the size of the first."""

    jpegs: tuple[bytes, ...] = field(repr=False)
    size: tuple[int, int]


def drawn(pdf: bytes, *, count: int) -> Pages:
    """The first pages. Unreadable with FILE_TOO_HARD where a limit ends it, else with a FILE_ or PICTURE_ reason."""
    told, body = apart.ask(__name__, pdf, facts={"count": count}, given=_LIMITS)
    width, height = told["size"]
    places = pairwise(accumulate(told["lengths"], initial=0))
    return Pages(tuple(body[start:end] for start, end in places), (width, height))


def main() -> int:
    return apart.answer(_work, given=_LIMITS)


def _work(pdf: bytes, facts: apart.Facts) -> tuple[apart.Facts, bytes]:
    pdf_safety.check(pdf, limit_pages=LIMIT_PAGES)
    document = pdfium.PdfDocument(pdf)
    try:
        pages = [_page_of(document[index]) for index in range(min(facts["count"], len(document)))]
    finally:
        document.close()
    jpegs = [jpeg for jpeg, _ in pages]
    return {"size": pages[0][1], "lengths": [len(jpeg) for jpeg in jpegs]}, b"".join(jpegs)


def _page_of(page: pdfium.PdfPage) -> tuple[bytes, tuple[int, int]]:
    """At 200 dpi, or less when the page is a poster: many scanners write one point for each pixel."""
    scale = min(_DPI / _POINTS_PER_INCH, LONG_SIDE / max(*page.get_size(), 1))
    image: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    check_least_side(image.size)
    return bare_jpeg(image), image.size


if __name__ == "__main__":
    sys.exit(main())
