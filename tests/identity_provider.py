"""Somebody else's identity provider on the loopback: answers over HTTP, and lies when it is told to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from chopmark.kit.clock import now

CLIENT = "chopmark-platform"
_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
STRANGER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
_LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


class IdentityProvider:
    """`claims` is what it says of whoever signs in next; the other attributes are its lies."""

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Desk", (_Desk,), {"provider": self}))
        self.server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.reset()

    def reset(self):
        self.claims = {}
        self.in_id_token = {}  # put into every ID token; None takes a claim out
        self.in_userinfo = {}  # put into every answer of UserInfo
        self.signing_key = _KEY
        self.algorithm = "RS256"
        self.is_down = False
        self.garbage = None  # said instead of JSON
        self.asked = []  # paths, in order
        self.codes = {}
        self.tokens = {}

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    # --- what a browser does there

    def agree(self, address):
        """The person logs in and agrees; returns the query with which the browser comes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(16)
        self.codes[code] = (dict(self.claims), asked)
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def change(self, subject, **claims):
        """From now on it says this of a subject who is signed in already."""
        for known in self.tokens.values():
            if known["sub"] == subject:
                known.update(claims)

    def forget_tokens(self):
        self.tokens.clear()

    # --- what it signs

    def id_token(self, claims, *, nonce):
        told = {"iss": self.issuer, "aud": CLIENT, "sub": claims["sub"], "nonce": nonce, **_times(), **_proof()}
        told |= self.in_id_token
        return self._signed({name: value for name, value in told.items() if value is not None})

    def logout_token(self, subject, **changes):
        told = {
            "iss": self.issuer, "aud": CLIENT, "sub": subject, "jti": secrets.token_hex(8), **_times(),
            "events": {_LOGOUT: {}}, **changes,
        }  # fmt: skip
        return self._signed({name: value for name, value in told.items() if value is not None})

    def _signed(self, told):
        if self.algorithm == "none":
            parts = [json.dumps({"alg": "none", "kid": "one"}), json.dumps(told)]
            return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts) + "."
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, told, self.signing_key)

    # --- what it answers

    def answer(self, path, *, form, bearer):
        if self.is_down:
            return 503, {}
        answers = {
            "/.well-known/openid-configuration": lambda: (200, self._discovery()),
            "/keys": lambda: (200, KeySet([_KEY]).as_dict(private=False)),
            "/token": lambda: self._token(form),
            "/userinfo": lambda: self._userinfo(bearer),
        }
        return answers[path]()

    def _discovery(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def _token(self, form):
        claims, asked = self.codes.pop(form.get("code", ""), (None, None))
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if claims is None or proof.rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        self.tokens[access] = claims
        id_token = self.id_token(claims, nonce=asked["nonce"])
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": 600, "id_token": id_token}

    def _userinfo(self, bearer):
        if bearer not in self.tokens:
            return 401, {"error": "invalid_token"}
        told = {**self.tokens[bearer], **self.in_userinfo}
        return 200, {name: value for name, value in told.items() if value is not None}


class _Desk(BaseHTTPRequestHandler):
    provider: IdentityProvider

    def do_GET(self):
        self._answer({})

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        fields = parse_qs(self.rfile.read(length).decode())
        self._answer({name: values[0] for name, values in fields.items()})

    def _answer(self, form):
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        status, told = self.provider.answer(path, form=form, bearer=bearer)
        body = json.dumps(told).encode() if self.provider.garbage is None else self.provider.garbage
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


def _times():
    present = int(time.time())
    return {"iat": present, "exp": present + 300}


def _proof():
    """Two factors were given just now, by the clock of the platform's tests."""
    return {"auth_time": int(now().timestamp()), "acr": "urn:chopmark:acr:two-factors"}


def come_back(query):
    """The address at which the browser arrives after the provider."""
    return f"/signin/callback/?{urlencode(query)}"
