"""A hundred PDFs that are good and odd, and damaged ones by the hundred: by seed, always the same."""

import io
import itertools
import random

import pikepdf
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.sheets import papers


def drawn(act, *, pages=1, **options):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, **options)
    for number in range(pages):
        act(canvas, number)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def pictures(canvas, number):
    picture = Image.radial_gradient("L").resize((200 + number, 200)).convert("RGB")
    canvas.drawImage(ImageReader(picture), 100, 300)


def much_text(canvas, number):
    text = canvas.beginText(40, 800)
    for line in range(70):
        text.textLine(f"page {number}, line {line}: the parties agree on what stands here")
    canvas.drawText(text)


def mixed_sizes(canvas, number):
    canvas.setPageSize([(595, 842), (842, 1191), (420, 595), (200, 100)][number % 4])
    canvas.drawString(20, 50, "mixed")


def with_outline(canvas, number):
    canvas.bookmarkPage(f"p{number}")
    canvas.addOutlineEntry(f"条款 {number}", f"p{number}")
    canvas.drawString(50, 50, "outlined")


def shapes(canvas, number):
    for at in range(200):
        canvas.circle(300, 400, at, stroke=1, fill=0)


def nothing(canvas, number):
    canvas.saveState()
    canvas.restoreState()


MADE = {
    "pictures": lambda: drawn(pictures, pages=3), "much text": lambda: drawn(much_text, pages=5),
    "mixed sizes": lambda: drawn(mixed_sizes, pages=8), "an outline": lambda: drawn(with_outline, pages=4),
    "shapes": lambda: drawn(shapes), "empty pages": lambda: drawn(nothing, pages=2),
    "compressed streams": lambda: drawn(much_text, pages=2, pageCompression=1), "forty pages": lambda: papers.plain(40),
    "two hundred pages": lambda: papers.plain(200), "wide": lambda: papers.plain(1, (2000, 300)),
}  # fmt: skip


def by_qpdf(**options):
    def act(pdf):
        output = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            opened.save(output, **options)
        return output.getvalue()

    return act


def by_pypdf(change):
    def act(pdf):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
        change(writer)
        output = io.BytesIO()
        writer.write(output)
        return output.getvalue()

    return act


def moved_box(writer):
    for page in writer.pages:
        width, height = (float(one) for one in page.mediabox.upper_right)
        page[NameObject("/MediaBox")] = ArrayObject(map(FloatObject, (-100.5, -50.25, width - 100.5, height - 50.25)))


def annotated(writer):
    writer.add_annotation(0, FreeText(text="a note", rect=(10, 10, 60, 60)))
    writer.add_annotation(0, Link(rect=(10, 70, 60, 90), url="https://example.org/"))


def described(writer):
    writer.add_metadata({"/Title": "合同（第二版）", "/Author": "叶栖汀", "/Custom": "ünï"})


def labelled(writer):
    labels = DictionaryObject({NameObject("/Nums"): ArrayObject()})
    writer.root_object[NameObject("/PageLabels")] = labels
    writer.root_object[NameObject("/Lang")] = TextStringObject("zh-CN")


def turned(writer):
    for number, page in enumerate(writer.pages):
        page.rotate(90 * (number % 4))


WORKED = {
    "as it is": lambda pdf: pdf,
    "linearized": by_qpdf(linearize=True),
    "objects in streams": by_qpdf(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "no compression": by_qpdf(compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized),
    "version 2.0": by_qpdf(force_version="2.0"),
    "a box elsewhere": by_pypdf(moved_box),
    "notes and links": by_pypdf(annotated),
    "described": by_pypdf(described),
    "labelled": by_pypdf(labelled),
    "turned every which way": by_pypdf(turned),
}


def good():
    """A hundred: every work done to everything made."""
    for (made, make), (worked, work) in itertools.product(MADE.items(), WORKED.items()):
        yield f"{made}, {worked}", work(make())


def damaged(count, *, sources):
    """Bytes changed, cut, doubled, moved, or replaced by what parsers trip over."""
    for seed in range(count):
        drawn_by = random.Random(seed)
        name, pdf = sources[seed % len(sources)]
        yield seed, name, mutated(pdf, drawn_by)


WORDS = (
    b"/Type", b"/Pages", b"/Kids", b"/Parent", b"endobj", b"stream", b"xref", b"trailer", b"/Length", b"/Root", b"obj",
    b"<<", b">>", b"startxref", b"/ByteRange", b"/Contents",
)  # fmt: skip
REPLACEMENTS = (
    b"",
    b"0 0 R",
    b"-1",
    b"99999999999999999999",
    b"<<" * 300,
    b"[" * 3000,
    b"(",
    b"\x00\xff\xfe",
    b"1 0 R",
)


def mutated(pdf, drawn_by):
    changed = bytearray(pdf)
    for _ in range(drawn_by.choice((1, 1, 2, 5, 30))):
        at = drawn_by.randrange(len(changed))
        act = drawn_by.randrange(6)
        if act == 0:
            changed[at] = drawn_by.randrange(256)
        elif act == 1:
            del changed[at : at + drawn_by.randrange(1, 400)]
        elif act == 2:
            changed[at:at] = changed[at : at + drawn_by.randrange(1, 2000)]
        elif act == 3:
            del changed[max(at, 20) :]
        else:
            place = changed.find(drawn_by.choice(WORDS), at)
            if place >= 0:
                changed[place : place + drawn_by.randrange(1, 12)] = drawn_by.choice(REPLACEMENTS)
        if len(changed) < 40:
            break
    return bytes(changed)
