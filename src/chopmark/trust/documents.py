"""The platform's own PDFs: signed and stamped, or not given out at all; and judging any signed PDF."""

import hashlib
import io

from django.db import transaction
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigAppearanceSetup, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject

from chopmark.audit.log import record
from chopmark.kit.clock import now
from chopmark.kit.engines import engine
from chopmark.kit.errors import Unreadable
from chopmark.trust import authority, envelopes
from chopmark.trust.checking import check_pdf
from chopmark.trust.models import Certificate, Role
from chopmark.trust.reports import Report
from chopmark.trust.timestamps import checked

_MD = "sha256"
_ROOM = 2**14  # hexadecimal digits for a signature with its chain, beside its stamp: about 5,000 are used


@transaction.atomic
def sign(pdf: bytes, *, name: str, reason: str) -> bytes:
    """One PAdES B-T signature over the whole file, in three phases: prepare, sign, stamp.

    `name` is what readers show as the signer, `reason` why. Raises Unavailable without a time stamp, KeysLost
    without the keys, Unreadable for bytes that are no plain PDF; an unstamped signature is never returned.
    """
    holder = authority.holder(Role.DOCUMENTS)
    prepared, output = _prepared(pdf, name=name, reason=reason)
    prepared.fill_with_cms(output, stamped(prepared.document_digest, by=holder))
    done = output.getvalue()
    digest = hashlib.sha256(done).hexdigest()
    record("document.signed", subject=holder, actor=None, serial=holder.serial, sha256=digest)
    return done


def verify(pdf: bytes, *, roots: str) -> Report:
    """Every signature of any PDF, by the roots given as PEM. Bad files are reports too, never errors."""
    return check_pdf(pdf, roots=roots)


def _prepared(pdf: bytes, *, name: str, reason: str) -> tuple[PreparedByteRangeDigest, io.BytesIO]:
    """The file with room for a signature, and the digest of everything but that room."""
    output = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        field = SigFieldSpec(f"Chopmark{len(list(enumerate_sig_fields(writer.prev))) + 1}")
        prepared = room(writer, field.sig_field_name, output=output, name=name, reason=reason, new=field)
    except (PdfError, SigningError) as trouble:
        raise Unreadable("FILE_CORRUPT") from trouble
    return prepared, output


def room(
    writer: IncrementalPdfFileWriter,
    field: str,
    *,
    output: io.BytesIO,
    name: str,
    reason: str,
    new: SigFieldSpec | None = None,
    look: SigAppearanceSetup | None = None,
) -> PreparedByteRangeDigest:
    """A signature dictionary in a field that is there, or in a new one, written out with room for the signature."""
    placeholder = SignatureObject(
        timestamp=now(), subfilter=SigSeedSubFilter.PADES, name=name, reason=reason,
        bytes_reserved=_ROOM + engine("timestamps").room,
    )  # fmt: skip
    embedding = PdfCMSEmbedder(new_field_spec=new).write_cms(
        field_name=field, writer=writer, existing_fields_only=new is None
    )
    next(embedding)
    embedding.send(SigObjSetup(sig_placeholder=placeholder, appearance_setup=look))
    prepared: PreparedByteRangeDigest = embedding.send(SigIOSetup(md_algorithm=_MD, in_place=False, output=output))[0]
    return prepared


def stamped(digest: bytes, *, by: Certificate) -> bytes:
    """The signature over a digest with a time stamp over it (RFC 3161, appendix A), in DER.

    Raises KeysLost, and Unavailable without a time stamp or with one that stamps something else.
    """
    signed = envelopes.sign(digest, by=envelopes.hand_of(by))
    over = hashlib.sha256(signed.signature).digest()
    token = engine("timestamps").stamp(over)
    checked(token, digest=over)
    return signed.dump(stamp=token)
