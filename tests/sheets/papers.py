"""Contracts of all sorts: plain ones, odd but good ones, hostile ones, and ones that others have signed."""

import io

from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas


def plain(pages=2, size=(595, 842)):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    for number in range(pages):
        canvas.drawString(72, size[1] - 100, f"Contract, page {number + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def changed(pdf, act):
    """Written anew after a change by pypdf."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    act(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def turned(degrees):
    return changed(plain(), lambda writer: [page.rotate(degrees) for page in writer.pages])


def cropped():
    def crop(writer):
        for page in writer.pages:
            page.cropbox.lower_left, page.cropbox.upper_right = (50, 60), (450, 700)

    return changed(plain(), crop)


def compressed():
    """Cross references and objects in streams."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1, pdfVersion=(1, 5))
    canvas.drawString(72, 700, "compressed")
    canvas.showPage()
    canvas.save()
    return changed(buffer.getvalue(), lambda writer: writer.compress_identical_objects())


def grown():
    """With an incremental update behind it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(plain()))
    writer.root["/PageLayout"] = pdf_name("/SinglePage")
    writer.update_root()
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def with_form():
    writer = IncrementalPdfFileWriter(io.BytesIO(plain()))
    append_signature_field(writer, SigFieldSpec("Theirs", on_page=0, box=(100, 100, 200, 150)))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def in_units():
    def measure(writer):
        for page in writer.pages:
            page[NameObject("/UserUnit")] = NumberObject(2)

    return changed(plain(), measure)


def with_script():
    def script(writer):
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        )
        writer.root_object[NameObject("/OpenAction")] = action

    return changed(plain(), script)


def with_attachment():
    return changed(plain(), lambda writer: writer.add_attachment("a.txt", b"x"))


def with_launch():
    def launch(writer):
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")}
        )
        writer.root_object[NameObject("/OpenAction")] = action

    return changed(plain(), launch)


def encrypted(password="secret"):
    return changed(plain(), lambda writer: writer.encrypt(password))


def huge_page():
    return plain(1, (20_000, 20_000))


def empty_annotations():
    def annotate(writer):
        writer.pages[0][NameObject("/Annots")] = ArrayObject()

    return changed(plain(), annotate)


ODD = {
    "turned by 90": lambda: turned(90), "turned by 180": lambda: turned(180), "turned by 270": lambda: turned(270),
    "cropped": cropped, "compressed": compressed, "grown": grown, "with a form": with_form, "in units": in_units,
    "one page": lambda: plain(1), "landscape": lambda: plain(2, (842, 595)), "annotated": empty_annotations,
    "rubbish before": lambda: b"rubbish\n" + plain(), "rubbish behind": lambda: plain() + b"\nrubbish",
}  # fmt: skip
REFUSED = {
    "FILE_TYPE": lambda: b"GIF89a", "FILE_ENCRYPTED": encrypted, "FILE_ACTIVE": with_script,
    "FILE_CORRUPT": lambda: b"%PDF-1.7\n" + b"x" * 300, "FILE_PAGES": lambda: plain(201),
    "FILE_PAGE_SIZE": huge_page,
}  # fmt: skip


def signed_by(hand, pdf, *, field="Earlier", certify=None):
    """Somebody else's signature over the whole, or a certification with what it permits."""
    form = PdfSignatureMetadata(
        field_name=field, certify=certify is not None, docmdp_permissions=certify or MDPPerm.FILL_FORMS
    )
    output = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    PdfSigner(form, hand).sign_pdf(writer, output=output)
    return output.getvalue()
