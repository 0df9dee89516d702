"""The client side of OpenID Connect: discovery, code with PKCE, ID token, UserInfo, logout token."""

import time
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chopmark.kit.clock import now
from chopmark.kit.errors import Misconfigured, Unavailable

_TIMEOUT_SECONDS = 10
_FRESH_SECONDS = 300  # discovery and keys; an unknown key is looked up at once
_LEEWAY_SECONDS = 60  # clocks of two machines
_ALGORITHMS = ["RS256", "ES256"]
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class LoginRefused(Exception):
    """The provider or the person said no, or the answer was not for us; `code` is the provider's or ours."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Expired(Exception):
    """The access token does not work any more: sign in again."""


@dataclass(frozen=True)
class Signed:
    """A finished sign-in."""

    id_claims: dict[str, Any]
    access_token: str


class SignIn(Protocol):
    """Who says that somebody is who they are: an OpenID provider, or a cloud with a way of its own."""

    issuer: str
    may_ask_again: bool  # whether it can be told how fresh a proof has to be

    def authorization_url(
        self, *, state: str, nonce: str, verifier: str, prompt: str | None, within: int | None
    ) -> str: ...

    def exchange(self, *, code: str, verifier: str, nonce: str, within: int | None) -> Signed:
        """`within` is how many seconds the proof may be old; LoginRefused when it is older or nothing tells."""

    def userinfo(self, access_token: str) -> dict[str, Any]:
        """What is said of the holder right now; Expired when the token does not work any more."""

    def check_logout_token(self, token: str) -> dict[str, Any]:
        """The claims of a message that ends sessions, or LoginRefused."""


class Provider:
    """One issuer. Discovery and keys are kept for some minutes in this process."""

    may_ask_again = True

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._found: tuple[float, dict[str, Any]] = (0.0, {})
        self._keys: tuple[float, KeySet | None] = (0.0, None)

    def metadata(self) -> dict[str, Any]:
        at, found = self._found
        if time.monotonic() - at > _FRESH_SECONDS or not found:
            found = self._get_json(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.issuer:
                raise Misconfigured(issuer=self.issuer)
            self._found = (time.monotonic(), found)
        return found

    def authorization_url(
        self, *, state: str, nonce: str, verifier: str, prompt: str | None, within: int | None
    ) -> str:
        extra = {"prompt": prompt} if prompt else {}
        if within is not None:
            extra |= {"max_age": str(within), "acr_values": settings.OIDC_TWO_FACTORS}
        url, _ = self._session().create_authorization_url(
            self.metadata()["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier, **extra
        )
        return str(url)

    def exchange(self, *, code: str, verifier: str, nonce: str, within: int | None) -> Signed:
        """Trade the code for tokens; every claim of the ID token is checked before anything is believed."""
        try:
            answer = self._session().fetch_token(
                self.metadata()["token_endpoint"], code=code, code_verifier=verifier, timeout=_TIMEOUT_SECONDS
            )
        except AuthlibBaseError as refusal:
            raise LoginRefused(refusal.error or "token") from refusal
        except (requests.RequestException, ValueError) as trouble:  # the latter when it is no JSON
            raise Unavailable(provider=self.issuer) from trouble
        claims = self._verified(answer.get("id_token", ""), nonce=nonce)
        _check_age(claims, within)
        return Signed(claims, answer.get("access_token", ""))

    def userinfo(self, access_token: str) -> dict[str, Any]:
        """What the provider says of the holder right now; Expired when it does not know the token."""
        return self._get_json(self.metadata()["userinfo_endpoint"], headers={"Authorization": f"Bearer {access_token}"})

    def check_logout_token(self, token: str) -> dict[str, Any]:
        """The claims of a back-channel logout token, or LoginRefused."""
        claims = self._decoded(token)
        if "nonce" in claims or _LOGOUT_EVENT not in claims.get("events", {}):
            raise LoginRefused("not_a_logout_token")
        if not claims.get("sub"):  # sessions are found by subject; a token by session id alone is not for us
            raise LoginRefused("sub")
        return claims

    def _verified(self, token: str, *, nonce: str) -> dict[str, Any]:
        claims = self._decoded(token)
        if claims.get("nonce") != nonce:
            raise LoginRefused("nonce")
        if "azp" in claims and claims["azp"] != settings.OIDC_CLIENT_ID:
            raise LoginRefused("azp")
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        required: Any = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
            "exp": {"essential": True},
            "iat": {"essential": True},
        }
        try:
            decoded = jwt.decode(token, self._key_set(token), algorithms=_ALGORITHMS)
            jwt.JWTClaimsRegistry(leeway=_LEEWAY_SECONDS, **required).validate(decoded.claims)
        except (JoseError, ValueError) as trouble:
            raise LoginRefused("id_token") from trouble
        return dict(decoded.claims)

    def _key_set(self, token: str) -> KeySet:
        at, keys = self._keys
        if keys is None or time.monotonic() - at > _FRESH_SECONDS or not _holds(keys, token):
            keys = KeySet.import_key_set(self._get_json(self.metadata()["jwks_uri"]))  # type: ignore[arg-type]
            self._keys = (time.monotonic(), keys)
        return keys

    def _session(self) -> OAuth2Session:
        session = OAuth2Session(
            settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, scope="openid",
            redirect_uri=f"{settings.PLATFORM_URL}/signin/callback/", code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic",
        )  # fmt: skip
        session.verify = settings.OIDC_CA or True
        return session

    def _get_json(self, url: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            answer = requests.get(
                url, headers=headers, timeout=_TIMEOUT_SECONDS, allow_redirects=False, verify=settings.OIDC_CA or True
            )
        except requests.RequestException as trouble:
            raise Unavailable(provider=self.issuer) from trouble
        if answer.status_code == requests.codes.unauthorized:
            raise Expired
        if answer.status_code != requests.codes.ok:
            raise Unavailable(provider=self.issuer)
        return self._object_in(answer)

    def _object_in(self, answer: requests.Response) -> dict[str, Any]:
        try:
            found = answer.json()
        except requests.JSONDecodeError as trouble:
            raise Unavailable(provider=self.issuer) from trouble
        if not isinstance(found, dict):
            raise Unavailable(provider=self.issuer)
        return found


def _check_age(claims: dict[str, Any], within: int | None) -> None:
    """OpenID Connect Core 3.1.3.7, rule 13; `auth_time` has to be there where an age was asked for.

    One of tomorrow is none: it would be fresh for longer than anybody may sign without a new proof.
    """
    told = claims.get("auth_time")
    age = now().timestamp() - told if isinstance(told, int) else None
    if age is not None and age < -_LEEWAY_SECONDS:
        raise LoginRefused("auth_time")
    if within is not None and (age is None or age > within + _LEEWAY_SECONDS):
        raise LoginRefused("auth_time")


def _holds(keys: KeySet, token: str) -> bool:
    """Whether the key that the token names is among those we know; a token that cannot be read names none."""
    try:
        wanted = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError):
        return True
    return wanted is None or any(key.kid == wanted for key in keys.keys)
