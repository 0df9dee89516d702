"""Keys: a key-management port, its file implementation, and sealing of bytes to a place."""

import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12  # bytes, the size NIST SP 800-38D recommends for GCM
_KEY = 32


class Kms(Protocol):
    """Where keys come from; an operator may put a key server or a PKCS#11 module here."""

    def current_version(self) -> int: ...
    def key(self, *, purpose: str, version: int) -> bytes:
        """32 bytes for this purpose; the same for the same arguments, for ever."""
        ...


class FileKms:
    """Keys derived from master secrets in one file that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._secrets = _read_or_create(path)

    def current_version(self) -> int:
        return max(self._secrets)

    def key(self, *, purpose: str, version: int) -> bytes:
        hkdf = HKDF(algorithm=hashes.SHA256(), length=_KEY, salt=None, info=purpose.encode())
        return hkdf.derive(self._secrets[version])


def _read_or_create(path: Path) -> dict[int, bytes]:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _create(path)
    held = json.loads(path.read_text())
    return {int(version): bytes.fromhex(secret) for version, secret in held.items()}


def _create(path: Path) -> None:
    """Write beside and link, so that of two processes starting at once both end with the same file."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"1": secrets.token_hex(_KEY)}, file)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # the other process was first; its file is the one
    finally:
        draft.unlink()


@cache
def kms() -> Kms:
    """The key port of this installation."""
    return FileKms(Path(settings.CHOPMARK_KEY_FILE))


def seal(plain: bytes, *, place: str) -> bytes:
    """AES-256-GCM, bound to `place`: bytes moved elsewhere do not open. Layout: version, nonce, ciphertext."""
    version = kms().current_version()
    nonce = secrets.token_bytes(_NONCE)
    cipher = AESGCM(kms().key(purpose="seal", version=version))
    return bytes([version]) + nonce + cipher.encrypt(nonce, plain, _bound(place, version))


def unseal(sealed: bytes, *, place: str) -> bytes:
    """The plain bytes; raises cryptography's InvalidTag when altered or moved."""
    version, nonce, body = sealed[0], sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    cipher = AESGCM(kms().key(purpose="seal", version=version))
    return cipher.decrypt(nonce, body, _bound(place, version))


def _bound(place: str, version: int) -> bytes:
    return f"{place}|{version}".encode()


def blind(value: str, *, purpose: str) -> bytes:
    """A keyed digest by which an encrypted value can be found; never leaves the database."""
    return mac(value.encode(), purpose=f"index:{purpose}")


def mac(value: bytes, *, purpose: str) -> bytes:
    """HMAC-SHA-256 under a key of its own purpose; the first key version, so that it stays findable."""
    signer = hmac.HMAC(kms().key(purpose=purpose, version=1), hashes.SHA256())
    signer.update(value)
    return signer.finalize()
