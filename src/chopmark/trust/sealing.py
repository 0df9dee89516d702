"""Contracts: each party one signature in a field that was there before the first, and a time stamp over the whole.

A file only grows: whatever was signed before stays as it was, and is judged by the rules that it set itself. In three
phases like every signature of the house: prepare, sign, stamp; an unstamped signature is never returned.
"""

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

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
from chopmark.kit.errors import Unavailable, Unreadable
from chopmark.sheets import flags
from chopmark.trust import carrying, documents, records, tokens
from chopmark.trust.models import Certificate
from chopmark.trust.timestamps import checked

Found = TypeVar("Found")
_MD = "sha256"
_TRIES = 3  # of a time stamp: who stamps is known from the first, and proof of it must be in the file already
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

    A finished file without new signers is renewed by it: one more time stamp, with proof of the one before. Raises what
    `sign` raises; a file without its time stamp, or without proof of it, is never returned.
    """
    rows, held = list(signers), _guarded(tokens.to_prove, pdf)
    for _ in range(_TRIES):
        carried = carrying.gather(rows, held)
        prepared, output = _guarded(_with_room, pdf, carried)
        digest = prepared.document_digest
        stamp = checked(engine("timestamps").stamp(digest), digest=digest)
        by = tokens.opened(stamp["content"])
        if carried.proves(by):
            prepared.fill_with_cms(output, stamp)
            return _kept(output.getvalue(), covered=digest, serial=f"{by.signer.serial_number:x}")
        held.append(by)
    raise Unavailable(what="timestamps", reason="another certificate each time")


def stamped_until(pdf: bytes) -> dt.datetime:
    """The end of the certificate of its newest document time stamp: until then the next one must be over it."""
    until: dt.datetime = _guarded(tokens.newest, pdf).signer.not_valid_after
    return until


def _guarded(read: Callable[..., Found], *given: Any) -> Found:
    """What a file that cannot be read or written any further raises becomes our word."""
    try:
        return read(*given)
    except _BROKEN as trouble:
        raise Unreadable("FILE_CORRUPT") from trouble


def _with_room(pdf: bytes, carried: carrying.Carried) -> tuple[PreparedByteRangeDigest, io.BytesIO]:
    """The file with what it carries, room for a document time stamp, and the digest that is to be stamped."""
    output = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, certs=carried.certificates, crls=carried.crls, ocsps=carried.ocsps, embed_roots=True
    )
    return next(_embedding(writer, output)), output


def _kept(done: bytes, *, covered: bytes, serial: str) -> bytes:
    """Known to this house from now on, by whoever's time stamp."""
    whole = records.keep(done, covered=covered)
    record("document.signed", subject=f"trust.certificate:{serial}", actor=None, serial=serial, sha256=whole)
    return done


def _embedding(writer: IncrementalPdfFileWriter, output: io.BytesIO) -> Any:
    """Yields the digest of a file with room for a document time stamp (ISO 32000-2, 12.8.5)."""
    taken = len(writer.prev.embedded_timestamp_signatures)
    field = SigFieldSpec(f"ChopmarkTime{taken + 1}")
    embedding = PdfCMSEmbedder(new_field_spec=field).write_cms(field_name=field.sig_field_name, writer=writer)
    next(embedding)
    room = DocumentTimestamp(bytes_reserved=engine("timestamps").room)  # type: ignore[no-untyped-call]
    embedding.send(SigObjSetup(sig_placeholder=room))
    prepared, _ = embedding.send(SigIOSetup(md_algorithm=_MD, in_place=False, output=output))
    yield prepared
