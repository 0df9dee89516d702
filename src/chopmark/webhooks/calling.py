"""One call: the body, its signature, and the answer. No redirect is followed: one to https would turn POST into GET."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from chopmark.kit.timed import Timed
from chopmark.webhooks import addresses

_TIMEOUT_SECONDS = 10  # domain 5.3: for the whole call
_BLOCK = 128  # bits, AES
_SHOWN = 60  # characters of an answer's reason that the log keeps


def body_of(*, message_id: str, kind: str, data: dict[str, Any], key: str | None) -> bytes:
    """The JSON of a message; with a key of 32 characters, encrypted as domain 5.3 has it."""
    message = {"MsgId": message_id, "MsgType": kind, "MsgVersion": "1", "MsgData": data}
    plain = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    if key is None:
        return plain
    return json.dumps({"encrypt": encrypted(plain, key)}, separators=(",", ":")).encode()


def encrypted(plain: bytes, key: str) -> str:
    """AES-256-CBC with the key's first 16 bytes as IV and PKCS#7, base64: the field's way, none of ours."""
    padder = PKCS7(_BLOCK).padder()
    padded = padder.update(plain) + padder.finalize()
    secret = key.encode()
    cipher = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(cipher.update(padded) + cipher.finalize()).decode()


def signature(body: bytes, token: str) -> str:
    return f"sha256={hmac.new(token.encode(), body, hashlib.sha256).hexdigest()}"


class _Pinned(Timed):
    """Connects to the number that was checked, while the certificate is still that of the name."""

    def __init__(self, host: str, *, scheme: str) -> None:
        self.named: dict[str, Any] = {"server_hostname": host, "assert_hostname": host} if scheme == "https" else {}
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **{**self.named, **kwargs})


def call(url: str, *, body: bytes, token: str) -> tuple[bool, str]:
    """Whether it was taken (200 and nothing else), and what the log says of the answer."""
    try:
        number = addresses.resolve(url)
    except addresses.BadAddress as trouble:
        return False, f"address: {trouble.reason}"
    ends = time.monotonic() + _TIMEOUT_SECONDS
    try:
        answer = _post(url, number, body=body, token=token)
    except requests.Timeout:
        return False, "no answer in time"
    except requests.RequestException as trouble:
        return False, type(trouble).__name__
    if time.monotonic() >= ends:  # cut off in the middle of an answer
        return False, "no answer in time"
    taken = answer.status_code == requests.codes.ok
    said = "".join(one for one in f"{answer.status_code} {answer.reason or ''}" if one.isprintable())
    return taken, said.strip()[:_SHOWN]


def _post(url: str, number: str, *, body: bytes, token: str) -> requests.Response:
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = f"[{number}]" if ":" in number else number
    place = f"{shown}:{parts.port}" if parts.port else shown
    session = requests.Session()
    session.trust_env = False
    session.mount(f"{parts.scheme}://", _Pinned(host, scheme=parts.scheme))
    headers = {
        "Content-Type": "application/json", "Content-Signature": signature(body, token), "Host": parts.netloc,
        "User-Agent": "Chopmark",
    }  # fmt: skip
    target = urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))
    with session.post(
        target, data=body, headers=headers, timeout=_TIMEOUT_SECONDS, allow_redirects=False, stream=True
    ) as answer:
        return answer
