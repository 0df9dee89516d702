"""The questions that providers of trust answer, one Protocol each, and the values that they answer with."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from chopmark.kit.errors import Misconfigured


class Purpose(StrEnum):
    """What an end certificate is good for."""

    DOCUMENTS = "documents"
    TIMESTAMPS = "timestamps"
    SIGNER = "signer"  # a seal, or a person who signs


@dataclass(frozen=True)
class Request:
    """Who asks for a certificate (at most 64 characters, RFC 5280 ub-common-name), for which key, and for what.

    `organisation` is whose the seal is; empty for a person, and for what belongs to the operator.
    """

    name: str
    purpose: Purpose
    public_key: EllipticCurvePublicKey
    organisation: str = ""


class Authority(Protocol):
    """A certificate authority, ours or a licensed one; it has checked who asks before it is asked."""

    def issue(self, request: Request) -> str:
        """The chain as PEM, the new certificate first and the root last. Raises Unavailable or Misconfigured."""
        ...


class Timestamps(Protocol):
    """A time-stamping authority; `room` is how many hexadecimal digits a token of its takes at most."""

    room: int

    def stamp(self, digest: bytes) -> bytes:
        """A token of RFC 3161 over a SHA-256 digest, in DER, with its certificates inside. Raises Unavailable."""
        ...


class KeysLost(Misconfigured):
    """The private keys in the database do not open with the key file at hand."""

    code = "trust.keys_lost"

    def __str__(self) -> str:
        return (
            f"{self.code}: the signing keys in the database were sealed with another key file; "
            "put the file that CHOPMARK_KEY_FILE names back from its backup"
        )
