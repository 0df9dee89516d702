"""Contracts: each party one signature in a field that was there before the first, and a time stamp over the whole.

A file only grows: whatever was signed before stays as it was, and is judged by the rules that it set itself. In three
phases like every signature of the house: prepare, sign, stamp; an unstamped signature is never returned.
"""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigAppearanceSetup, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, PreparedByteRangeDigest
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle

from chopmark.audit.log import record
from chopmark.kit.clock import now
from chopmark.kit.engines import engine
from chopmark.kit.errors import Unreadable
from chopmark.sheets import flags
from chopmark.trust import authority, documents, records, revocation
from chopmark.trust.models import Certificate, Role
from chopmark.trust.timestamps import checked

_MD = "sha256"
_STAMP_ROOM = 2**14  # hexadecimal digits for a document time stamp with its chain: ours takes about 6,000
_BROKEN = (PdfError, SigningError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError)

flags.respect()


@dataclass(frozen=True)
class Filled:
    """A text field and what it looks like from now on: one PDF page, drawn to its size."""

    field: str
    value: str
    drawing: bytes


@dataclass(frozen=True)
class Act:
    """One party's signature: the field, its look (one PDF page), who signs and why, and what they fill in with it."""

    field: str
    drawing: bytes
    name: str
    reason: str
    filled: Sequence[Filled] = ()


class _Drawing(PdfContent):
    """A page of another PDF as the content of a stamp."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        found = _imported(self._ensure_writer, self._page)
        name = f"/Page{hashlib.sha256(self._page).hexdigest()[:16]}"
        self.resources.xobject[name] = found
        left, low, right, high = found.get_object()["/BBox"]  # type: ignore[no-untyped-call]
        self.box = BoxConstraints(width=abs(right - left), height=abs(high - low))
        return f"{name} Do".encode()


def _imported(writer: BasePdfFileWriter, page: bytes) -> generic.IndirectObject:
    found: generic.IndirectObject = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(page)))
    return found


_FITTED = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID,
    y_align=AxisAlignment.ALIGN_MID,
    margins=Margins(0, 0, 0, 0),
    inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
)


@transaction.atomic
def sign(pdf: bytes, act: Act, *, signer: Certificate) -> bytes:
    """The file with one PAdES B-T signature more, as one incremental update.

    Raises Unavailable without a time stamp, KeysLost without the keys, Unreadable where the file or an earlier
    signature does not allow it.
    """
    prepared, output = prepared_for(pdf, act)
    prepared.fill_with_cms(output, documents.stamped(prepared.document_digest, by=signer))
    return output.getvalue()


def prepared_for(pdf: bytes, act: Act) -> tuple[PreparedByteRangeDigest, io.BytesIO]:
    """The file with everything but the signature, which gets room, and the digest that is to be signed."""
    output = io.BytesIO()
    look = SigAppearanceSetup(style=style_of(act.drawing), timestamp=now(), name=act.name)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        _fill(writer, act.filled)
        prepared = documents.room(writer, act.field, output=output, name=act.name, reason=act.reason, look=look)
    except _BROKEN as trouble:
        raise Unreadable("FILE_CORRUPT") from trouble
    return prepared, output


def style_of(drawing: bytes) -> StaticStampStyle:
    """A page of a PDF as the look of a signature, stretched to its field."""
    return StaticStampStyle(
        border_width=0, background=_Drawing(drawing), background_opacity=1, background_layout=_FITTED
    )


def _fill(writer: IncrementalPdfFileWriter, filled: Iterable[Filled]) -> None:
    """Give text fields their value and their look; a field that is not there is an error of the file."""
    wanted = {one.field: one for one in filled}
    if not wanted:
        return
    for field in writer.root["/AcroForm"]["/Fields"]:
        opened = field.get_object()
        one = wanted.pop(str(opened.get("/T", "")), None)
        if one is None:
            continue
        opened["/V"] = generic.TextStringObject(one.value)
        opened["/AP"] = look = generic.DictionaryObject()  # type: ignore[no-untyped-call]
        look["/N"] = _imported(writer, one.drawing)
        writer.update_container(opened)
    if wanted:
        raise KeyError("field")


@transaction.atomic
def finish(pdf: bytes, *, signers: Iterable[Certificate]) -> bytes:
    """The file as B-LTA: all that is needed to check it offline, and a time stamp over it, in one update.

    Raises what `sign` raises; a file without its time stamp is never returned.
    """
    clerk = authority.holder(Role.TIMESTAMPS)
    rows = [*signers, clerk]
    output = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        DocumentSecurityStore.supply_dss_in_writer(
            writer, None, certs=_certificates(rows), crls=_lists(rows), embed_roots=True
        )
        embedding = _embedding(writer, output)
        prepared = next(embedding)
    except _BROKEN as trouble:
        raise Unreadable("FILE_CORRUPT") from trouble
    digest = prepared.document_digest
    token = checked(engine("timestamps").stamp(digest), digest=digest)
    prepared.fill_with_cms(output, token)
    done = output.getvalue()
    whole = records.keep(done, covered=digest)
    record("document.signed", subject=clerk, actor=None, serial=clerk.serial, sha256=whole)
    return done


def _embedding(writer: IncrementalPdfFileWriter, output: io.BytesIO) -> Any:
    """Yields the digest of a file with room for a document time stamp (ISO 32000-2, 12.8.5)."""
    taken = len(writer.prev.embedded_timestamp_signatures)
    field = SigFieldSpec(f"ChopmarkTime{taken + 1}")
    embedding = PdfCMSEmbedder(new_field_spec=field).write_cms(field_name=field.sig_field_name, writer=writer)
    next(embedding)
    room = DocumentTimestamp(bytes_reserved=_STAMP_ROOM)  # type: ignore[no-untyped-call]
    embedding.send(SigObjSetup(sig_placeholder=room))
    prepared, _ = embedding.send(SigIOSetup(md_algorithm=_MD, in_place=False, output=output))
    yield prepared


def _certificates(rows: Iterable[Certificate]) -> list[x509.Certificate]:
    ders = {one.public_bytes(Encoding.DER) for row in rows for one in row.certificates}
    return [x509.Certificate.load(one) for one in sorted(ders)]


def _lists(rows: Iterable[Certificate]) -> list[asn1_crl.CertificateList]:
    return [asn1_crl.CertificateList.load(one) for one in revocation.lists_above(rows)]
