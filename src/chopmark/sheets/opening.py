"""Opens a stranger's PDF and says what it is: `python -m chopmark.sheets.opening`, a child with limits."""

import io
import re
import sys
from dataclasses import asdict
from typing import Any, Final

import pypdfium2 as pdfium
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader, PdfWriter

from chopmark.kit.errors import Unreadable
from chopmark.sheets import apart, earlier, preparing
from chopmark.sheets.active import find_active
from chopmark.sheets.boxes import LEAST_SIDE, LIMIT_PAGES, LONGEST_SIDE, Place, TooManyPages, places
from chopmark.sheets.fields import Field, Kind

_CLOSE: Final = 1.0  # points; by how much two programs may differ about the size of a page
_LINEARIZED_WITHIN: Final = 1024  # bytes; ISO 32000-1, annex F.3.3


def main() -> int:
    return apart.answer(_work)


def _work(pdf: bytes, facts: apart.Facts) -> tuple[apart.Facts, bytes]:
    """As it is if it can be read and written on, else mended if nobody has signed it."""
    try:
        return looked_at(pdf) | {"is_mended": False}, b""
    except apart.BROKEN as trouble:
        if b"/ByteRange" in pdf:
            raise Unreadable("FILE_SIGNED_BROKEN") from trouble
    mended = _mended(pdf)
    return looked_at(mended) | {"is_mended": True}, mended


def _mended(pdf: bytes) -> bytes:
    """The same objects under a new table; what hides in old revisions stays behind."""
    reader = PdfReader(io.BytesIO(pdf), strict=False)
    if reader.is_encrypted:
        raise Unreadable("FILE_ENCRYPTED")
    output = io.BytesIO()
    PdfWriter(clone_from=reader).write(output)
    return output.getvalue()


def looked_at(pdf: bytes) -> apart.Facts:
    """The facts of an Intake. Raises Unreadable; errors of the parsers pass through and mean that it is broken."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    if reader.encrypted:
        raise Unreadable("FILE_ENCRYPTED")
    active = find_active(reader)
    if active:
        raise Unreadable("FILE_ACTIVE", found=active)
    pages = _pages(reader)
    _check_agreement(pdf, pages)
    return {
        "pages": [_page(one) for one in pages],
        "version": _version(reader),
        "is_linearized": bool(re.search(rb"/Linearized\b", pdf[:_LINEARIZED_WITHIN])),
        "signatures": [asdict(one) for one in earlier.read(reader)],
        **_open_to(pdf, pages),
    }


def _pages(reader: PdfFileReader) -> list[Place]:
    try:
        found = places(reader)
    except TooManyPages as trouble:
        raise Unreadable("FILE_PAGES", limit_pages=LIMIT_PAGES) from trouble
    for number, one in enumerate(found):
        if not all(side / one.unit >= LEAST_SIDE and side <= LONGEST_SIDE for side in one.size):
            raise Unreadable("FILE_PAGE_SIZE", page=number)
    return found


def _check_agreement(pdf: bytes, pages: list[Place]) -> None:
    """What is signed must be what was seen: the program that draws has to find the same pages."""
    document = pdfium.PdfDocument(pdf)
    try:
        if len(document) != len(pages):
            raise ValueError("count")
        for number, one in enumerate(pages):
            seen = document.get_page_size(number)
            if any(abs(a - b / one.unit) > _CLOSE for a, b in zip(seen, one.size, strict=True)):
                raise ValueError("size")
    finally:
        document.close()


def _page(one: Place) -> dict[str, Any]:
    width, height = one.size
    return {"width": width, "height": height, "rotation": one.rotation}


def _version(reader: PdfFileReader) -> str:
    major, minor = reader.input_version
    return f"{major}.{minor}"


def _open_to(pdf: bytes, pages: list[Place]) -> apart.Facts:
    """What may still be done, each thing tried. Raises Unreadable where nothing may."""
    signature = _trial(pages, Kind.SIGNATURE)
    text = _trial(pages, Kind.TEXT)
    found = {
        "takes_signatures": _takes(pdf, [signature]),
        "takes_texts": _takes(pdf, [signature, text]),
        "empty_fields": [name for name in earlier.empty_fields(_reader(pdf)) if _takes_filling(pdf, name)],
    }
    if not any(found.values()):
        raise Unreadable("FILE_LOCKED")
    return found


def _trial(pages: list[Place], kind: Kind) -> Field:
    width, height = pages[0].size
    return Field(0, 0, 0, width, height, kind, 1)


def _takes(pdf: bytes, fields: list[Field]) -> bool:
    prepared, names = preparing.added(pdf, fields)
    return not earlier.harmed(pdf, earlier.filled(prepared, names[0]))


def _takes_filling(pdf: bytes, name: str) -> bool:
    return not earlier.harmed(pdf, earlier.filled(pdf, name))


def _reader(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf), strict=False)


if __name__ == "__main__":
    sys.exit(main())
