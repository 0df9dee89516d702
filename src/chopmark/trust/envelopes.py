"""SignedData of RFC 5652, as PAdES and RFC 3161 want it, written in one pass.

pyHanko encodes the same through a general ASN.1 library, which takes most of the time of a signature. What is signed
here is always alike: one signer, P-256, SHA-256, the chain as it was issued.
"""

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from chopmark.trust.der import explicit, integer, octets, oid, sequence, set_of, tlv
from chopmark.trust.models import Certificate

DATA, STAMP_INFO = "1.2.840.113549.1.7.1", "1.2.840.113549.1.9.16.1.4"
_SIGNED_DATA = oid("1.2.840.113549.1.7.2")
_SHA256 = sequence(oid("2.16.840.1.101.3.4.2.1"))  # without parameters (RFC 5754, 2)
_ECDSA = sequence(oid("1.2.840.10045.4.3.2"))
_CONTENT_TYPE, _DIGEST = oid("1.2.840.113549.1.9.3"), oid("1.2.840.113549.1.9.4")
_WHICH_CERTIFICATE = oid("1.2.840.113549.1.9.16.2.47")  # RFC 5035: without it another certificate could be put in
_TIME_STAMP = oid("1.2.840.113549.1.9.16.2.14")
_SIGNED, _UNSIGNED = 0xA0, 0xA1


@dataclass(frozen=True)
class Hand:
    """A certificate with its chain, the private half opened."""

    chain: tuple[x509.Certificate, ...]
    key: ec.EllipticCurvePrivateKey


def hand_of(row: Certificate) -> Hand:
    """Raises KeysLost."""
    return Hand(tuple(row.certificates), row.private_key())


@dataclass(frozen=True)
class Signed:
    """A signature, before it has its time stamp."""

    content_type: str
    content: bytes  # empty where it lies outside
    chain: tuple[bytes, ...]
    signer: bytes  # of SignerInfo, up to the signature
    signature: bytes

    def dump(self, *, stamp: bytes = b"") -> bytes:
        """ContentInfo in DER; with the token of a time stamp over `signature`, where there is one."""
        unsigned = set_of([_attribute(_TIME_STAMP, stamp)], tag=_UNSIGNED) if stamp else b""
        inside = explicit(0, octets(self.content)) if self.content else b""
        version = 1 if self.content_type == DATA else 3  # RFC 5652, 5.1
        return sequence(
            _SIGNED_DATA,
            explicit(
                0,
                sequence(
                    integer(version),
                    set_of([_SHA256]),
                    sequence(oid(self.content_type), inside),
                    set_of(self.chain, tag=0xA0),
                    set_of([sequence(self.signer, octets(self.signature), unsigned)]),
                ),
            ),
        )


def sign(digest: bytes, *, by: Hand, content_type: str = DATA, content: bytes = b"") -> Signed:
    """Sign what has this SHA-256; `content` is kept inside where it is given."""
    own = by.chain[0]
    encoded = tuple(one.public_bytes(Encoding.DER) for one in by.chain)
    attributes = [
        _attribute(_CONTENT_TYPE, oid(content_type)),
        _attribute(_DIGEST, octets(digest)),
        _attribute(_WHICH_CERTIFICATE, _naming(encoded[0])),
    ]
    signature = by.key.sign(set_of(attributes), ec.ECDSA(hashes.SHA256()))
    signer = b"".join(
        (
            integer(1),
            sequence(own.issuer.public_bytes(), integer(own.serial_number)),
            _SHA256,
            set_of(attributes, tag=_SIGNED),  # signed as a plain set, sent under its own tag (RFC 5652, 5.4)
            _ECDSA,
        )
    )
    return Signed(content_type, content, encoded, signer, signature)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return sequence(kind, tlv(0x31, value))


def _naming(certificate: bytes) -> bytes:
    """SigningCertificateV2 with SHA-256, which is its default and so not written (X.690, 11.5)."""
    return sequence(sequence(sequence(octets(hashlib.sha256(certificate).digest()))))
