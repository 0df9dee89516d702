"""The built-in time-stamping authority: tokens of RFC 3161, made in this process."""

import datetime as dt
import hashlib
import secrets

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from chopmark.kit.clock import now
from chopmark.kit.errors import Unavailable
from chopmark.trust import authority
from chopmark.trust.models import Certificate, Role

_POLICY = "2.25.267543619382087520953216504826149057713"  # ITU-T X.667: an arc that needs no registration
_SERIAL_BYTES = 16
_SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"})


class BuiltInTimestamps:
    """Stamps with the clock of this machine; it proves nothing against whoever runs it."""

    def stamp(self, digest: bytes) -> bytes:
        """The token in DER. Raises KeysLost."""
        clerk = authority.holder(Role.TIMESTAMPS)
        return bytes(_token(_statement(digest), clerk=clerk).dump())


def checked(token: bytes, *, digest: bytes) -> cms.ContentInfo:
    """The token opened; Unavailable when it is none, or stamps something else."""
    try:
        opened = cms.ContentInfo.load(token, strict=True)
        stamped = opened["content"]["encap_content_info"]["content"].parsed["message_imprint"]
        fits = stamped["hashed_message"].native == digest and stamped["hash_algorithm"]["algorithm"].native == "sha256"
    except (ValueError, TypeError, KeyError, AttributeError) as trouble:
        raise Unavailable(what="timestamps") from trouble
    if not fits:
        raise Unavailable(what="timestamps")
    return opened


def _statement(digest: bytes) -> tsp.TSTInfo:
    """What is signed: this digest existed now (RFC 3161, 2.4.2)."""
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError("A time stamp is made over a SHA-256 digest of 32 bytes.")
    return tsp.TSTInfo(
        {
            "version": "v1",
            "policy": _POLICY,
            "message_imprint": {"hash_algorithm": _SHA256, "hashed_message": digest},
            "serial_number": int.from_bytes(secrets.token_bytes(_SERIAL_BYTES), "big"),
            "gen_time": now().astimezone(dt.UTC).replace(microsecond=0),
            "accuracy": {"seconds": 1},
        }
    )


def _token(statement: tsp.TSTInfo, *, clerk: Certificate) -> cms.ContentInfo:
    """The statement signed: a SignedData of RFC 5652 with the chain inside."""
    chain = [x509.Certificate.load(one) for one in _ders(clerk)]
    body = statement.dump()
    attributes = _attributes(body, certificate=chain[0])
    signature = clerk.private_key().sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
    signer = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": chain[0].issuer, "serial_number": chain[0].serial_number}},
        "digest_algorithm": _SHA256,
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": signature,
    }
    signed = {
        "version": "v3",
        "digest_algorithms": [_SHA256],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(body)},
        "certificates": chain,
        "signer_infos": [signer],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def _ders(clerk: Certificate) -> list[bytes]:
    return [one.public_bytes(Encoding.DER) for one in clerk.certificates]


def _attributes(body: bytes, *, certificate: x509.Certificate) -> cms.CMSAttributes:
    """RFC 3161 asks for the type, the digest, and which certificate signs (RFC 5816)."""
    named = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate.dump()).digest()}]})
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(body).digest()]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [named]}),
        ]
    )
