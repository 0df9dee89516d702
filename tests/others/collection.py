"""Sixty PDFs signed by others, each with the name of who did it and how."""

import io

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
)
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.stamp import TextStampStyle

from tests.others import hands
from tests.sheets import papers

BASES = {
    "plain": papers.plain, "one page": lambda: papers.plain(1), "cross-reference streams": papers.compressed,
    "grown before": papers.grown, "with a form": papers.with_form, "turned": lambda: papers.turned(90),
    "landscape": lambda: papers.plain(2, (842, 595)), "cropped": papers.cropped, "in units": papers.in_units,
    "twelve pages": lambda: papers.plain(12),
}  # fmt: skip
PADES = SigSeedSubFilter.PADES


def sign(pdf, hand, *, field="Theirs1", stamper=None, spec=None, style=None, **form):
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    if spec is not None:
        append_signature_field(writer, spec)
    metadata = PdfSignatureMetadata(field_name=field, **form)
    output = io.BytesIO()
    PdfSigner(metadata, hand.signer, timestamper=stamper, stamp_style=style).sign_pdf(writer, output=output)
    return output.getvalue()


def lock(pdf, hand, action, fields=None, **form):
    spec = SigFieldSpec("Theirs1", field_mdp_spec=FieldMDPSpec(action, fields=fields))
    return sign(pdf, hand, spec=spec, **form)


def by_pyhanko():
    rsa, curve = hands.make("Anna Karl"), hands.make("叶栖汀", kind="ec")
    clock = hands.make("A clock")
    stamper = DummyTimeStamper(tsa_cert=clock.signer.signing_cert, tsa_key=clock.signer.signing_key)
    plain, streams = papers.plain(), papers.compressed()
    for name, make in BASES.items():
        yield f"detached, P-256, {name}", sign(make(), curve)
    for name in ("plain", "cross-reference streams", "grown before", "with a form"):
        yield f"PAdES, RSA, {name}", sign(BASES[name](), rsa, subfilter=PADES)
    yield "SHA-512", sign(plain, rsa, md_algorithm="sha512")
    box = SigFieldSpec("Theirs1", on_page=0, box=(60, 60, 260, 140))
    yield "with a picture of its own", sign(plain, curve, spec=box, style=TextStampStyle())
    yield "two, one after the other", sign(sign(plain, rsa), curve, field="Theirs2")
    yield "PAdES B-T", sign(plain, curve, subfilter=PADES, stamper=stamper)
    stamped = IncrementalPdfFileWriter(io.BytesIO(sign(streams, curve, subfilter=PADES)))
    output = io.BytesIO()
    PdfTimeStamper(stamper).timestamp_pdf(stamped, "sha256", validation_context=None, output=output)
    yield "with a document time stamp", output.getvalue()
    yield "certified, filling allowed", sign(plain, rsa, certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)
    yield "certified, comments allowed", sign(plain, rsa, certify=True, docmdp_permissions=MDPPerm.ANNOTATE)
    yield "certified, nothing allowed", sign(plain, rsa, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    yield "a lock on its own field", lock(plain, curve, FieldMDPAction.INCLUDE, ["Theirs1"])
    yield "a lock on all but one field", lock(papers.with_form(), curve, FieldMDPAction.EXCLUDE, ["Theirs"])
    yield "a lock on every field", lock(plain, curve, FieldMDPAction.ALL)
    yield "damaged behind the signature", sign(plain, rsa)[:-9] + b"garbage"


def by_poppler(folder):
    poppler = hands.Poppler(folder, hands.make("Poppler", kind="rsa"))
    for name, make in BASES.items():
        yield f"detached, {name}", poppler.sign(make())
    yield (
        "a field with a name and a reason",
        poppler.sign(papers.plain(), "-new-signature-field-name", "Theirs", "-reason", "approved"),
    )
    yield "two, one after the other", poppler.sign(papers.plain(), times=2)
    yield "three, one after the other", poppler.sign(papers.compressed(), times=3)
    yield "detached, in a field that was there", poppler.fill(papers.with_form(), "Theirs")
    yield "ETSI, in a field that was there", poppler.fill(papers.with_form(), "Theirs", "-etsi")


def by_libpdf(folder):
    tasks = {
        **{f"PAdES, {name}": (name, {}) for name in BASES},
        "detached, plain": ("plain", {"subFilter": "adbe.pkcs7.detached"}),
        "detached, cross-reference streams": ("cross-reference streams", {"subFilter": "adbe.pkcs7.detached"}),
        "detached, grown before": ("grown before", {"subFilter": "adbe.pkcs7.detached"}),
        "SHA-384": ("plain", {"digestAlgorithm": "SHA-384"}),
        "SHA-512": ("twelve pages", {"digestAlgorithm": "SHA-512"}),
        "a field with a name": ("plain", {"fieldName": "Theirs", "location": "苏州", "contactInfo": "x"}),
        "much room": ("plain", {"estimatedSize": 40000}),
        "two, one after the other": ("plain", {"times": 2}),
        "three, one after the other": ("cross-reference streams", {"times": 3}),
    }  # fmt: skip
    library = hands.LibPdf(folder, hands.make("Lib Pdf"))
    signed = library.sign_all([(BASES[base](), options) for base, options in tasks.values()])
    yield from zip(tasks, signed, strict=True)


def everything(folder):
    """Who, how, the signed file."""
    makers = {
        "pyHanko": by_pyhanko(), "pdfsig -add-signature": by_poppler(folder), "@libpdf/core": by_libpdf(folder),
    }  # fmt: skip
    for who, made in makers.items():
        for how, pdf in made:
            yield who, how, pdf
