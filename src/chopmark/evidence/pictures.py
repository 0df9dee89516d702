"""Uploaded files become clean JPEG pictures here, or a reason why not; nothing else opens an upload."""

import io
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pi_heif
import pypdfium2 as pdfium
from PIL import Image, ImageFile, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from pypdf.errors import PyPdfError

from chopmark.evidence import pdf_safety
from chopmark.kit.errors import Unreadable

LIMIT_BYTES = 8 * 1024 * 1024  # domain 1.5: an upload is at most 8 MB
LIMIT_PIXELS = 50_000_000  # the largest phone cameras take 48 to 50 million
LIMIT_PAGES = 10  # a letter has a few pages; more is no letter
LONG_SIDE = 4000  # a camera of 12 million pixels; more helps no reader
LEAST_SIDE = 150  # the face network looks at 150 x 150 (evidence 2.2); less shows nothing
PDF_DPI = 200  # the resolution at which letters were measured (evidence 3)
JPEG_QUALITY = 92  # no visible loss, about a third of the size of 100
_POINTS_PER_INCH = 72
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})

# Parsers of hostile bytes fail in every way that Python has; each of these means "corrupt" and no more.
_FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    PyPdfError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_PDFIUM = threading.Lock()  # PDFium keeps global state and is not safe for threads


class Source(StrEnum):
    """What a file was before it became a JPEG."""

    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    PDF = "pdf"


EVERY_SOURCE = frozenset(Source)


@dataclass(frozen=True)
class Picture:
    """The first page as a JPEG without metadata, its size, and all pages that were asked for."""

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    source: Source
    pages: tuple[bytes, ...] = field(repr=False)


def open_picture(
    data: bytes,
    *,
    limit_bytes: int = LIMIT_BYTES,
    limit_pixels: int = LIMIT_PIXELS,
    sources: frozenset[Source] = EVERY_SOURCE,
) -> Picture:
    """The picture, or the first page of a PDF; Unreadable with a FILE_ or PICTURE_ reason.

    What is none of `sources` is refused by its first bytes, before any reader sees it.
    """
    if data and len(data) <= limit_bytes and _sniff(data) not in sources:
        raise Unreadable("FILE_TYPE")
    return _open(data, limit_bytes=limit_bytes, limit_pixels=limit_pixels, page_count=1)


def open_pages(data: bytes, *, limit_bytes: int = LIMIT_BYTES, limit_pixels: int = LIMIT_PIXELS) -> Picture:
    """The same with every page of a PDF in `pages`."""
    return _open(data, limit_bytes=limit_bytes, limit_pixels=limit_pixels, page_count=LIMIT_PAGES)


def _open(data: bytes, *, limit_bytes: int, limit_pixels: int, page_count: int) -> Picture:
    if len(data) > limit_bytes:
        raise Unreadable("FILE_TOO_LARGE", limit_bytes=limit_bytes)
    source = _sniff(data)
    with _corrupt_unless_read():
        if source is Source.PDF:
            images = _render(data, page_count=page_count)
        else:
            images = [_decode(data, source=source, limit_pixels=limit_pixels)]
        pages = tuple(map(_jpeg, images))
    return Picture(pages[0], *images[0].size, source=source, pages=pages)


@contextmanager
def _corrupt_unless_read() -> Iterator[None]:
    try:
        yield
    except _FAILURES as error:
        raise Unreadable("FILE_CORRUPT") from error


def _sniff(data: bytes) -> Source:
    """The kind by its first bytes; names and declared types are the sender's claim."""
    if not data:
        raise Unreadable("FILE_CORRUPT")
    if data.startswith(b"\xff\xd8\xff"):
        return Source.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Source.PNG
    if data.startswith(b"%PDF-"):
        return Source.PDF
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return Source.HEIC
    raise Unreadable("FILE_TYPE")


def _decode(data: bytes, *, source: Source, limit_pixels: int) -> Image.Image:
    """The size is checked from the header, before any pixel is unpacked."""
    image = _reader(data, source=source)
    if image.width * image.height > limit_pixels:
        raise Unreadable("PICTURE_TOO_LARGE", limit_pixels=limit_pixels)
    _check_least_side(image.size)
    image.load()
    return _opaque(ImageOps.exif_transpose(image))


def _reader(data: bytes, *, source: Source) -> ImageFile.ImageFile:
    """The plug-in of exactly this kind: Image.open would try others and has limits of its own."""
    stream = io.BytesIO(data)
    if source is Source.JPEG:
        return JpegImageFile(stream)
    if source is Source.PNG:
        return PngImageFile(stream)
    image: ImageFile.ImageFile = pi_heif.HeifImageFile(stream)
    return image


def _check_least_side(size: tuple[int, int]) -> None:
    if min(size) < LEAST_SIDE:
        raise Unreadable("PICTURE_TOO_SMALL", least_side=LEAST_SIDE)


def _opaque(image: Image.Image) -> Image.Image:
    """RGB on white: seals often come as transparent PNG."""
    if image.mode.startswith("I"):
        image = _eight_bits(image)
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 bits scaled down, where Pillow's convert() would clip it to white."""
    return Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))


def _render(data: bytes, *, page_count: int) -> list[Image.Image]:
    pdf_safety.check(data, limit_pages=LIMIT_PAGES)
    with _PDFIUM:
        document = pdfium.PdfDocument(data)
        try:
            return [_render_page(document[index]) for index in range(min(page_count, len(document)))]
        finally:
            document.close()


def _render_page(page: pdfium.PdfPage) -> Image.Image:
    """At 200 dpi, or less when the page is a poster: many scanners write one point for each pixel."""
    scale = min(PDF_DPI / _POINTS_PER_INCH, LONG_SIDE / max(*page.get_size(), 1))
    image: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    _check_least_side(image.size)
    return image


def _jpeg(image: Image.Image) -> bytes:
    """Only pixels go through, so place, time and device of the photo stay behind."""
    image.thumbnail((LONG_SIDE, LONG_SIDE))
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    stream = io.BytesIO()
    bare.save(stream, "JPEG", quality=JPEG_QUALITY)
    return stream.getvalue()
