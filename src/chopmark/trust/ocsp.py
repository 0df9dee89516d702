"""Whether one certificate of ours is still good, asked and answered at once (OCSP, RFC 6960).

The authority that issued it signs the answer itself. Who asks about a certificate that is none of ours gets "unknown".
"""

import datetime as dt

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import OCSPNonce, ReasonFlags, ocsp
from cryptography.x509.ocsp import OCSPCertStatus, OCSPRequest, OCSPResponse, OCSPResponseStatus

from chopmark.kit.clock import now
from chopmark.trust import authority, profiles
from chopmark.trust.models import Certificate, Role

LIMIT = 4096  # bytes; a question is below two hundred
_GOOD_FOR = dt.timedelta(hours=1)
_AUTHORITIES = (Role.ROOT, Role.ISSUING)
_NONCE = 32  # RFC 8954: longer ones are not answered
_REFUSED = ocsp.OCSPResponseBuilder.build_unsuccessful


def answer(question: bytes) -> bytes:
    """The answer in DER; a question that cannot be read, or is about nobody's certificate of ours, is refused."""
    return _answered(question).public_bytes(Encoding.DER)


def word_on(row: Certificate) -> bytes | None:
    """What is answered about a certificate of ours, for the files that carry it; None when another authority issued it.

    Raises KeysLost.
    """
    issuer = Certificate.objects.filter(serial=row.issuer_serial, role__in=_AUTHORITIES).first()
    if issuer is None:
        return None
    own, above = row.certificates[:2]
    asked = ocsp.OCSPRequestBuilder().add_certificate(own, above, hashes.SHA1()).build()  # noqa: S303 - RFC 5019, 2.1.1
    return _signed(asked, by=authority.signer_of(issuer), known=row).public_bytes(Encoding.DER)


def _answered(question: bytes) -> OCSPResponse:
    try:
        asked = ocsp.load_der_ocsp_request(question)
        issuer = _issuer_of(asked)
    except (ValueError, NotImplementedError):
        return _REFUSED(OCSPResponseStatus.MALFORMED_REQUEST)
    if issuer is None:
        return _REFUSED(OCSPResponseStatus.UNAUTHORIZED)  # RFC 5019, 2.2.3
    return _signed(asked, by=authority.signer_of(issuer), known=_known(asked.serial_number, issuer))


def _issuer_of(asked: OCSPRequest) -> Certificate | None:
    """The authority whose name and key the question names by their digests."""
    for row in Certificate.objects.filter(role__in=_AUTHORITIES):
        own = row.certificates[0]
        if asked.issuer_name_hash != _digest(own.subject.public_bytes(), asked.hash_algorithm):
            continue
        probe = ocsp.OCSPRequestBuilder().add_certificate(own, own, asked.hash_algorithm).build()
        if probe.issuer_key_hash == asked.issuer_key_hash:
            return row
    return None


def _digest(value: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(value)
    return digest.finalize()


def _known(serial: int, issuer: Certificate) -> Certificate | None:
    found = Certificate.objects.filter(serial=f"{serial:x}").first()
    return found if found is not None and found.issuer_serial == issuer.serial else None


def _signed(asked: OCSPRequest, *, by: profiles.Signer, known: Certificate | None) -> OCSPResponse:
    revoked_at = known.revoked_at if known is not None else None
    status = OCSPCertStatus.UNKNOWN
    if known is not None:
        status = OCSPCertStatus.REVOKED if revoked_at else OCSPCertStatus.GOOD
    builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
        asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm, status,
        this_update=now(), next_update=now() + _GOOD_FOR, revocation_time=revoked_at,
        revocation_reason=ReasonFlags.cessation_of_operation if revoked_at else None,
    )  # fmt: skip
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
    for extension in asked.extensions:
        if isinstance(extension.value, OCSPNonce) and len(extension.value.nonce) <= _NONCE:
            builder = builder.add_extension(extension.value, critical=False)
    return builder.sign(by.key, hashes.SHA256())
