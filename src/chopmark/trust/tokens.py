"""Tokens of time stamps (RFC 3161), opened: when, and by whose certificate. Nothing is judged here."""

import datetime as dt
import io
from dataclasses import dataclass

from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, extract_tst_data_iter


@dataclass(frozen=True)
class Token:
    """Who stamped when, and the certificates that came along."""

    at: dt.datetime
    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]


def opened(signed: cms.SignedData) -> Token:
    """Raises what asn1crypto and pyHanko raise for bytes that are no token."""
    found = extract_certs_for_validation(signed)
    at = signed["encap_content_info"]["content"].parsed["gen_time"].native
    return Token(at, found.signer_cert, tuple(found.other_certs))


def to_prove(pdf: bytes) -> list[Token]:
    """Those that the next time stamp over a file must find proof of in it.

    Before its first document time stamp these are the tokens of its signatures; later it is that of the newest one,
    since proof of all before was put in when they were stamped over.
    """
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    over = reader.embedded_timestamp_signatures
    if over:
        return [opened(over[-1].signed_data)]
    held = [_attached(one.signer_info) for one in reader.embedded_regular_signatures]
    return [one for one in held if one is not None]


def newest(pdf: bytes) -> Token:
    """Of the last document time stamp; IndexError for a file without one."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    return opened(reader.embedded_timestamp_signatures[-1].signed_data)


def _attached(signer: cms.SignerInfo) -> Token | None:
    """The token of a signature; None for one without, and for what a stranger wrote who signed before us."""
    try:
        found = next(iter(extract_tst_data_iter(signer, signed=False)), None)
        return None if found is None else opened(found)
    except (SignatureValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
