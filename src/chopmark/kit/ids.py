"""Identifiers: short references for people, long tokens for links."""

import hashlib
import secrets

# No 0/O, 1/I/L, 5/S, 8/B: read over the telephone without a spelling alphabet.
_ALPHABET = "2346789ACDEFGHJKMNPQRTUVWXYZ"
_REFERENCE_LENGTH = 8
_TOKEN_BYTES = 32  # 256 bits


def reference() -> str:
    """A new reference such as 7K4P92QD: the only code that an applicant sees."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_REFERENCE_LENGTH))


def spaced(ref: str) -> str:
    """The reference as people read it: CM 7K4P 92QD."""
    return f"CM {ref[:4]} {ref[4:]}"


def token() -> str:
    """A new unguessable token for a link; keep only its digest."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest(token: str) -> str:
    """What is stored of a token: SHA-256, hex. The token has 256 bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
