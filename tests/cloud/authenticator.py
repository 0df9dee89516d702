"""An authenticator in a few lines: one P-256 key, a counter, and the bytes of WebAuthn Level 2, 6.1 and 6.5."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 1, 4, 64  # flags: WebAuthn, 6.1
ORIGIN, HOST = "http://localhost:8001", "localhost"


def text(plain):
    return urlsafe_b64encode(plain).rstrip(b"=").decode()


def plain(told):
    return urlsafe_b64decode(told + "=" * (-len(told) % 4))


class Authenticator:
    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential = secrets.token_bytes(32)
        self.count = 0
        self.handle = b""

    def make(self, asked, **changed):
        """What `navigator.credentials.create` answers to these options."""
        self.handle = plain(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(public)
        data = self._data(ATTESTED, **changed) + attested
        response = {
            "clientDataJSON": text(self._client("webauthn.create", asked, **changed)),
            "attestationObject": text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._told(response)

    def sign(self, asked, **changed):
        """What `navigator.credentials.get` answers to these options."""
        data, client = self._data(0, **changed), self._client("webauthn.get", asked, **changed)
        handle = changed.get("handle", self.handle)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signature),
            "userHandle": None if handle is None else text(handle),
        }
        return self._told(response)

    def _data(self, flags, *, host=HOST, is_verified=True, count=None, **_):
        self.count += 1
        flags |= PRESENT | (VERIFIED if is_verified else 0)
        shown = self.count if count is None else count
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + shown.to_bytes(4, "big")

    def _client(self, kind, asked, *, origin=ORIGIN, **_):
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": origin}).encode()

    def _told(self, response):
        name = text(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
