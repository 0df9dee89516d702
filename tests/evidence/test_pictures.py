"""Uploads: what is accepted comes out clean, what is hostile is refused with a reason."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from chopmark.evidence import pdf_pages
from chopmark.evidence.jpegs import LONG_SIDE
from chopmark.evidence.pictures import LIMIT_BYTES, Source, open_pages, open_picture
from chopmark.kit.errors import Unreadable
from chopmark.kit.limits import Limits


def saved(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def photo(width=400, height=300):
    return Image.effect_noise((width, height), 60).convert("RGB")


def pdf(pages=1):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number in range(pages):
        canvas.drawString(100, 700, f"page {number}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def changed_pdf(change):
    writer = PdfWriter(io.BytesIO(pdf()))
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def action(kind):
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("x")})


def png_bomb(width, height):
    """A header that promises more pixels than any memory holds, followed by almost nothing."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")


def jpeg_of_many_scans(times):
    """A progressive JPEG whose last scan is there many times: each is a few bytes, and a pass over the whole picture."""
    honest = saved(Image.new("RGB", (400, 300), "grey"), "JPEG", progressive=True)
    begins, ends = honest.rindex(b"\xff\xda"), len(honest) - 2
    return honest[:ends] + honest[begins:ends] * times + honest[ends:]


JPEG = saved(photo(), "JPEG")
PNG = saved(photo(), "PNG")
HEIC_HEAD = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"

HOSTILE = {
    "nothing at all": (b"", "FILE_CORRUPT"),
    "too many bytes": (JPEG + b"\0" * LIMIT_BYTES, "FILE_TOO_LARGE"),
    "a text": (b"hello, this is no picture", "FILE_TYPE"),
    "a GIF": (saved(photo(), "GIF"), "FILE_TYPE"),
    "a web page": (b"<html><script>alert(1)</script></html>", "FILE_TYPE"),
    "an archive": (b"PK\x03\x04" + b"\0" * 200, "FILE_TYPE"),
    "a JPEG cut short": (JPEG[: len(JPEG) // 2], "FILE_CORRUPT"),
    "only the first bytes of a JPEG": (JPEG[:4], "FILE_CORRUPT"),
    "a JPEG of thousands of scans": (jpeg_of_many_scans(1000), "FILE_CORRUPT"),
    "a PNG cut short": (PNG[: len(PNG) // 2], "FILE_CORRUPT"),
    "a PNG with noise inside": (PNG[:60] + b"\xff" * 200 + PNG[260:], "FILE_CORRUPT"),
    "only the head of a HEIC": (HEIC_HEAD, "FILE_CORRUPT"),
    "a HEIC of noise": (HEIC_HEAD + bytes(range(256)) * 8, "FILE_CORRUPT"),
    "a bomb": (png_bomb(60_000, 60_000), "PICTURE_TOO_LARGE"),
    "a bomb beyond the library's own limit": (png_bomb(2_000_000, 2_000_000), "PICTURE_TOO_LARGE"),
    "a stamp": (saved(photo(40, 40), "PNG"), "PICTURE_TOO_SMALL"),
    "only the head of a PDF": (b"%PDF-1.7\n", "FILE_CORRUPT"),
    "a PDF of noise": (b"%PDF-1.7\n" + bytes(range(256)) * 20, "FILE_CORRUPT"),
    "a long PDF": (pdf(pages=11), "FILE_PAGES"),
    "a PDF with a password": (changed_pdf(lambda w: w.encrypt("secret")), "FILE_ENCRYPTED"),
    "a PDF locked by its owner": (changed_pdf(lambda w: w.encrypt("", "owner")), "FILE_ENCRYPTED"),
    "a PDF with a script": (changed_pdf(lambda w: w._add_object(action("/JavaScript"))), "FILE_ACTIVE"),
    "a PDF that starts a program": (
        changed_pdf(lambda w: w.root_object.update({NameObject("/OpenAction"): action("/Launch")})),
        "FILE_ACTIVE",
    ),
    "a PDF with a file inside": (changed_pdf(lambda w: w.add_attachment("a.txt", b"x")), "FILE_ACTIVE"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(name):
    data, reason = HOSTILE[name]
    with pytest.raises(Unreadable) as refused:
        open_pages(data)
    assert refused.value.reason == reason


@pytest.mark.parametrize(("source", "cuts"), [(JPEG, 40), (PNG, 40), (pdf(), 10)])
def test_a_file_cut_anywhere_is_read_or_refused_and_never_breaks(source, cuts):
    for end in range(0, len(source), max(1, len(source) // cuts)):
        try:
            open_picture(source[:end])
        except Unreadable as refused:
            assert refused.reason.startswith(("FILE_", "PICTURE_"))  # noqa: PT017 - reading it is as good


@pytest.mark.parametrize(("data", "source"), [(JPEG, Source.JPEG), (PNG, Source.PNG)])
def test_a_picture_comes_out_as_a_jpeg_of_its_size(data, source):
    picture = open_picture(data)
    assert (picture.width, picture.height, picture.source) == (400, 300, source)
    assert Image.open(io.BytesIO(picture.jpeg)).format == "JPEG"
    assert picture.pages == (picture.jpeg,)


def test_a_photo_is_turned_as_its_camera_says_and_nothing_else_of_the_camera_stays():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "camera"  # turned by a quarter, and who made it
    exif.get_ifd(0x8825)[1] = "N"  # a place
    picture = open_picture(saved(photo(), "JPEG", exif=exif))
    clean = Image.open(io.BytesIO(picture.jpeg))
    assert clean.size == (300, 400)
    assert not clean.getexif()
    assert not clean.info.get("comment")


def test_transparent_parts_become_white_paper():
    seal = Image.new("RGBA", (200, 200), (255, 0, 0, 0))
    picture = open_picture(saved(seal, "PNG"))
    assert Image.open(io.BytesIO(picture.jpeg)).getpixel((100, 100)) == (255, 255, 255)


def test_grey_of_sixteen_bits_keeps_its_tone():
    picture = open_picture(saved(Image.fromarray(np.full((200, 200), 0x8000, np.uint16)), "PNG"))
    assert Image.open(io.BytesIO(picture.jpeg)).getpixel((100, 100))[0] == pytest.approx(128, abs=2)


def test_a_huge_photo_is_scaled_down():
    picture = open_picture(saved(Image.new("RGB", (6000, 3000), "grey"), "JPEG"))
    assert (picture.width, picture.height) == (LONG_SIDE, LONG_SIDE // 2)


def test_only_the_first_page_is_drawn_unless_all_are_asked_for():
    letter = pdf(pages=3)
    assert len(open_picture(letter).pages) == 1
    assert len(open_pages(letter).pages) == 3


def test_a_page_is_drawn_at_two_hundred_dots_an_inch():
    picture = open_picture(pdf())
    assert (picture.width, picture.height) == pytest.approx((1654, 2339), abs=2)  # A4


def test_neither_pixels_nor_bytes_appear_in_a_log():
    assert repr(open_picture(JPEG)) == "Picture(width=400, height=300, source=<Source.JPEG: 'jpeg'>)"


def test_a_heic_picture_of_a_phone_is_opened_like_any_other():
    picture = open_picture((Path(__file__).parent / "data" / "licence.heic").read_bytes())
    assert picture.source == "heic"
    assert (picture.width, picture.height) == Image.open(io.BytesIO(picture.jpeg)).size
    assert picture.width == 600


def pdf_of_nested_forms(*, deep, wide=12):
    """Each form draws the next one many times: two kilobytes that ask for days of drawing."""
    writer = PdfWriter(io.BytesIO(pdf()))
    inner = _form(b"0 0 300 300 re f")
    for _ in range(deep):
        kept = writer._add_object(inner)
        inner = _form(b"/F Do " * wide)
        inner[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named("F", kept)})
    page = writer.pages[0]
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named("F", writer._add_object(inner))})
    page[NameObject("/Contents")] = writer._add_object(_stream(b"/F Do " * wide))
    return written(writer)


def pdf_that_unfolds(*, megabytes):
    """A little that becomes a drawing of millions of rectangles once it is inflated."""
    writer = PdfWriter(io.BytesIO(pdf()))
    drawing = _stream(zlib.compress(b"0 0 500 500 re f\n" * (megabytes * 2**20 // 17), 9))
    drawing[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(drawing)
    return written(writer)


def named(name, thing):
    return DictionaryObject({NameObject(f"/{name}"): thing})


def written(writer):
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _stream(data):
    made = StreamObject()
    made._data = data
    return made


def _form(data):
    made = _stream(data)
    made[NameObject("/Type")], made[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
    made[NameObject("/BBox")] = ArrayObject([NumberObject(side) for side in (0, 0, 600, 800)])
    return made


@pytest.mark.parametrize(
    "data", [pdf_of_nested_forms(deep=8), pdf_that_unfolds(megabytes=100)], ids=["nested forms", "what unfolds"]
)
def test_a_pdf_that_asks_for_days_of_drawing_is_given_up(data, monkeypatch):
    monkeypatch.setattr(pdf_pages, "_LIMITS", Limits(seconds=5, memory_bytes=2**30))
    assert len(data) < 300_000
    with pytest.raises(Unreadable) as refused:
        open_picture(data)
    assert refused.value.reason == "FILE_TOO_HARD"
