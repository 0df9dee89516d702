"""The built-in time-stamping authority: tokens of RFC 3161, made in this process."""

import datetime as dt
import hashlib
import secrets

from asn1crypto import algos, cms, tsp

from chopmark.kit.clock import now
from chopmark.kit.errors import Unavailable
from chopmark.trust import authority, envelopes
from chopmark.trust.models import Role

_POLICY = "2.25.267543619382087520953216504826149057713"  # ITU-T X.667: an arc that needs no registration
_SERIAL_BYTES = 16
_SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"})


class BuiltInTimestamps:
    """Stamps with the clock of this machine; it proves nothing against whoever runs it."""

    room = 2**14  # hexadecimal digits: a token with its chain takes about 6,000

    def stamp(self, digest: bytes) -> bytes:
        """The token in DER. Raises KeysLost."""
        by = envelopes.hand_of(authority.holder(Role.TIMESTAMPS))
        said = bytes(_statement(digest).dump())
        signed = envelopes.sign(hashlib.sha256(said).digest(), by=by, content_type=envelopes.STAMP_INFO, content=said)
        return signed.dump()


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
