"""A relying party made of plain requests, so that each one can be bent by a test."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client as Browser
from joserfc import jwt
from joserfc.jwk import KeySet

ID, SECRET = "platform", "s" * 43
BACK = "https://platform.example/cloud/back"


def challenge_of(verifier):
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Relying:
    """One sign-in as a client sees it; `browser` is the person's, `server` the client's own."""

    def __init__(self, browser, *, client_id=ID, secret=SECRET, back=BACK):
        self.browser, self.server = browser, Browser()
        self.client_id, self.secret, self.back = client_id, secret, back
        self.verifier, self.state, self.nonce = (secrets.token_urlsafe(32) for _ in range(3))

    def ask(self, **changes):
        """Go to the authorisation address; a change to None leaves a parameter out."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.back,
            "scope": "openid",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            **changes,
        }
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return self.browser.get(f"/oidc/authorize?{query}")

    def allow(self, page, decision="allow"):
        query = page.context["query"]
        return self.browser.post(f"/oidc/consent?{query}", {"decision": decision})

    def come_back(self, **changes):
        """The answer's parameters after signing in and consenting."""
        answer = self.ask(**changes)
        return said(self.allow(answer) if answer.status_code == 200 else answer)

    def redeem(self, code, **changes):
        told = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "client_id": self.client_id,
            "client_secret": self.secret,
            "code_verifier": self.verifier,
            **changes,
        }
        return self.server.post("/oidc/token", {name: v for name, v in told.items() if v is not None})

    def tokens(self):
        answer = self.redeem(self.come_back()["code"])
        assert answer.status_code == 200, answer.content
        return answer.json()

    def user_info(self, access_token):
        return self.server.get("/oidc/userinfo", headers={"authorization": f"Bearer {access_token}"})

    def lasting_tokens(self):
        """Tokens with a refresh token, as a client asks for them: by scope, and on the consent page."""
        answer = self.redeem(self.come_back(scope="openid offline_access", prompt="consent")["code"])
        assert answer.status_code == 200, answer.content
        return answer.json()

    def refresh(self, refresh_token, **changes):
        told = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": self.client_id,
            "client_secret": self.secret,
            **changes,
        }
        return self.server.post("/oidc/token", {name: v for name, v in told.items() if v is not None})

    def sign_in(self, account, door, *, password):
        """Give the password on the page to which this redirect leads; the page that comes after it."""
        page = self.browser.get(door.headers["Location"])
        told = {"identifier": account.uin, "password": password, "next": page.context["next"]}
        entered = self.browser.post("/signin/?as=root", told)
        assert entered.status_code == 303, entered.content
        return self.browser.get(entered.headers["Location"])

    def discovered(self):
        return self.server.get("/.well-known/openid-configuration").json()

    def claims(self):
        return self.user_info(self.tokens()["access_token"]).json()

    def opened(self, token):
        keys = KeySet.import_key_set(json.loads(self.server.get("/oidc/jwks").content))
        return jwt.decode(token, keys, algorithms=["RS256"])


def said(answer):
    """The parameters with which a redirect comes back to the client."""
    assert answer.status_code == 303, (answer.status_code, answer.content[:300])
    assert answer.headers["Location"].startswith(BACK), answer.headers["Location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
