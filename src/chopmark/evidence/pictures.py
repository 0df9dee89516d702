"""Uploaded files become clean JPEG pictures here, or a reason why not; nothing else opens an upload."""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pi_heif
from PIL import Image, ImageFile, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from chopmark.evidence import pdf_pages
from chopmark.evidence.jpegs import bare_jpeg, check_least_side
from chopmark.evidence.pdf_pages import LIMIT_PAGES
from chopmark.kit.errors import Unreadable

LIMIT_BYTES = 8 * 1024 * 1024  # domain 1.5: an upload is at most 8 MB
LIMIT_PIXELS = 50_000_000  # the largest phone cameras take 48 to 50 million
_SCAN = b"\xff\xda"  # begins a scan (ITU-T T.81, B.2.3); within one no two bytes can be these
_MOST_SCANS = 100  # progressive ones have 10; each is a pass over the whole picture and may be 50 bytes short
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})

# Parsers of hostile bytes fail in every way that Python has; each of these means "corrupt" and no more.
_FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


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
    if source is Source.PDF:
        drawn = pdf_pages.drawn(data, count=page_count)
        return Picture(drawn.jpegs[0], *drawn.size, source=source, pages=drawn.jpegs)
    with _corrupt_unless_read():
        image = _decode(data, source=source, limit_pixels=limit_pixels)
        jpeg = bare_jpeg(image)
    return Picture(jpeg, *image.size, source=source, pages=(jpeg,))


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
    check_least_side(image.size)
    image.load()
    return _opaque(ImageOps.exif_transpose(image))


def _reader(data: bytes, *, source: Source) -> ImageFile.ImageFile:
    """The plug-in of exactly this kind: Image.open would try others and has limits of its own."""
    stream = io.BytesIO(data)
    if source is Source.JPEG:
        _check_scans(data)
        return JpegImageFile(stream)
    if source is Source.PNG:
        return PngImageFile(stream)
    image: ImageFile.ImageFile = pi_heif.HeifImageFile(stream)
    return image


def _check_scans(data: bytes) -> None:
    if data.count(_SCAN) > _MOST_SCANS:
        raise Unreadable("FILE_CORRUPT")


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
