"""The platform's own PDFs: signed and stamped, or not given out at all; and judging any signed PDF."""

import asyncio
import hashlib
import io

from asn1crypto import algos, cms, keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import transaction
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from chopmark.audit.log import record
from chopmark.kit.engines import engine
from chopmark.kit.errors import Unreadable
from chopmark.trust import authority
from chopmark.trust.checking import check_pdf
from chopmark.trust.models import Certificate, Role
from chopmark.trust.reports import Report
from chopmark.trust.timestamps import checked

_MD = "sha256"
ROOM = 2**15  # hexadecimal digits for signature, chain and stamp: about 10,000 are used with our own


@transaction.atomic
def sign(pdf: bytes, *, name: str, reason: str) -> bytes:
    """One PAdES B-T signature over the whole file, in three phases: prepare, sign, stamp.

    `name` is what readers show as the signer, `reason` why. Raises Unavailable without a time stamp, KeysLost
    without the keys, Unreadable for bytes that are no plain PDF; an unstamped signature is never returned.
    """
    holder = authority.holder(Role.DOCUMENTS)
    signer = signer_of(holder)
    prepared, output = _prepared(pdf, signer=signer, name=name, reason=reason)
    signed = asyncio.run(signer.async_sign(prepared.document_digest, _MD, use_pades=True))
    stamp(signed)  # between pyHanko's phases, because a provider may ask the database
    prepared.fill_with_cms(output, signed)
    done = output.getvalue()
    digest = hashlib.sha256(done).hexdigest()
    record("document.signed", subject=holder, actor=None, serial=holder.serial, sha256=digest)
    return done


def verify(pdf: bytes, *, roots: str) -> Report:
    """Every signature of any PDF, by the roots given as PEM. Bad files are reports too, never errors."""
    return check_pdf(pdf, roots=roots)


def signer_of(holder: Certificate) -> SimpleSigner:
    """The hand of a certificate. Raises KeysLost."""
    own, *others = [x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in holder.certificates]
    private = holder.private_key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=own,
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore.from_certs(others),  # type: ignore[no-untyped-call]
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )


def _prepared(
    pdf: bytes, *, signer: SimpleSigner, name: str, reason: str
) -> tuple[PreparedByteRangeDigest, io.BytesIO]:
    """The file with room for a signature, and the digest of everything but that room."""
    output = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        taken = len(list(enumerate_sig_fields(writer.prev)))
        form = PdfSignatureMetadata(
            field_name=f"Chopmark{taken + 1}", md_algorithm=_MD, subfilter=SigSeedSubFilter.PADES, name=name,
            reason=reason,
        )  # fmt: skip
        signing = PdfSigner(form, signer)
        made = asyncio.run(signing.async_digest_doc_for_signing(writer, bytes_reserved=ROOM, output=output))
    except (PdfError, SigningError) as trouble:
        raise Unreadable("FILE_CORRUPT") from trouble
    return made[0], output


def stamp(signed: cms.ContentInfo) -> None:
    """Ask for a time stamp over the signature, check that it is one, and put it in (RFC 3161, appendix A)."""
    signer = signed["content"]["signer_infos"][0]
    digest = hashlib.sha256(signer["signature"].native).digest()
    token = checked(engine("timestamps").stamp(digest), digest=digest)
    signer["unsigned_attrs"] = [cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})]
