"""The provider on Authlib's framework-free core: code flow only, S256 only, exact addresses, `iss` always.

Authlib's own proof-key extension lets `plain` pass and confidential clients go without, so ours is stricter.
"""

import datetime as dt
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.integrations.django_oauth2.requests import DjangoOAuth2Payload, DjangoOAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from chopmark.audit import log as audit
from chopmark.cloud.accounts.factors import has_second
from chopmark.cloud.accounts.middleware import proofs_of, session_of
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.owing import owed
from chopmark.cloud.oidc import contexts, keys
from chopmark.cloud.oidc.claims import claims_of
from chopmark.cloud.oidc.models import OFFLINE, SCOPE, TOKEN_SECONDS, Client, Code, Grant, Token
from chopmark.cloud.oidc.tokens import refreshable_in, revoke, spend
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.web.addresses import client_of

_SEE_OTHER, _FOUND = 303, 302


class Asked(DjangoOAuth2Request):  # type: ignore[misc]
    """Django's request as Authlib reads it. Behind a proxy Django does not see the public address, so that
    Authlib's own look at http or https would judge the inner one; the operator's address is in settings.
    """

    def __init__(self, request: HttpRequest) -> None:
        OAuth2Request.__init__(self, request.method, "https://cloud", headers=request.headers)
        self.payload = DjangoOAuth2Payload(request)
        self._request = request
        self.django = request


class Provider(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server, told where our rows are and how Django answers."""

    def query_client(self, client_id: str) -> Client | None:
        return None if "\x00" in client_id else Client.objects.filter(pk=client_id).first()

    def create_oauth2_request(self, request: HttpRequest) -> Asked:
        return Asked(request)

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> HttpResponse:
        """A redirect carries our name (RFC 9207), so that a client never takes another's answer for ours."""
        told = dict(headers)
        if "Location" in told:
            address = add_params_to_uri(told["Location"], [("iss", settings.CLOUD_URL)])
            return HttpResponse(status=_SEE_OTHER if status == _FOUND else status, headers={"Location": address})
        response = JsonResponse(body, status=status)
        for name, value in told.items():
            response.headers[name] = value
        return response

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        code: Code = request.authorization_code or request.refresh_token.code
        refresh = token.get("refresh_token")
        Token.objects.create(
            digest=ids.digest(token["access_token"]),
            account=code.account,
            client=code.client,
            sid=code.sid,
            ip=code.ip,
            code=code,
            refresh_digest=ids.digest(refresh) if refresh else None,
            expires_at=now() + dt.timedelta(seconds=TOKEN_SECONDS),
        )
        audit.record("token.issued", subject=code.account, actor=code.account, client=code.client_id)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens: what happens is recorded where it happens."""


class CodeFlow(AuthorizationCodeGrant):  # type: ignore[misc]
    """The only way in."""

    def generate_authorization_code(self) -> str:
        return ids.token()

    def save_authorization_code(self, code: str, request: Any) -> None:
        sid, authenticated_at = session_of(request.django)
        by = proofs_of(request.django)
        Code.objects.create(
            digest=ids.digest(code),
            account=request.user,
            client=request.client,
            sid=sid,
            ip=str(client_of(request.django) or "") or None,
            redirect_uri=request.payload.redirect_uri,
            challenge=request.payload.data["code_challenge"],
            nonce=request.payload.data.get("nonce"),
            scope=granted(request),
            authenticated_at=authenticated_at,
            by=by,
            acr=contexts.wanted(request.payload.data).answer(contexts.acr_of(by)),
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """The code if it may be redeemed. A second use ends what the first one brought (RFC 9700, 4.5)."""
        found = (
            Code.objects.select_for_update(of=("self",))
            .select_related("account__owner", "client")
            .filter(digest=ids.digest(code), client=client)
            .first()
        )
        if found and found.spent_at:
            audit.record("code.replayed", subject=found.account, actor=None, client=client.client_id)
            revoke(found.tokens.all())
            return None
        return found if found and found.is_fresh else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Not deleted but spent, so that a second use is recognised."""
        authorization_code.spent_at = now()
        authorization_code.save(update_fields=["spent_at"])

    def authenticate_user(self, authorization_code: Code) -> Account | None:
        """Nobody whose account was shut, owes something, or took the consent back since the code was given."""
        account = authorization_code.account
        consents = Grant.objects.filter(account=account, client=authorization_code.client).exists()
        return account if account.is_open and consents and not owed(account) else None


class Refreshing(RefreshTokenGrant):  # type: ignore[misc]
    """A new pair for a refresh token, with the scope that was granted."""

    TOKEN_ENDPOINT_AUTH_METHODS = CodeFlow.TOKEN_ENDPOINT_AUTH_METHODS

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:
        return refreshable_in(refresh_token, client=self.request.client)

    def authenticate_user(self, refresh_token: Token) -> Account:
        return refresh_token.account

    def issue_token(self, user: Account, refresh_token: Token) -> Any:
        """Narrowing is of no use with one thing to read, and a refresh token keeps its scope (RFC 6749, 6)."""
        return self.generate_token(user=user, scope=refresh_token.get_scope())

    def revoke_old_credential(self, refresh_token: Token) -> None:
        spend(refresh_token)


class ProofKey(CodeChallenge):  # type: ignore[misc]
    """PKCE with S256, asked of every client; said or unsaid, `plain` is refused."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: CodeFlow, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A 'code_challenge' with the method S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class IdToken(OpenIDCode):  # type: ignore[misc]
    """What goes into the ID token: the claims of the contract, and the session for a later logout."""

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """Never: whether a nonce was seen before is the client's question, and going back must not fail."""
        return False

    def resolve_client_private_key(self, client: Client) -> Any:
        return keys.signing_key()

    def get_client_algorithm(self, client: Client) -> str:
        return keys.ALGORITHM

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": keys.ALGORITHM, "kid": str(keys.signing_key().kid)}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": settings.CLOUD_URL, "aud": client.client_id}

    def get_authorization_code_claims(self, authorization_code: Code) -> dict[str, Any]:
        code = authorization_code
        own = claims_of(code.account, client=code.client, ip=code.ip)
        return {**own, **super().get_authorization_code_claims(code), "sid": code.sid, "acr_best": _best(code.account)}

    def generate_user_info(self, user: Account, scope: str) -> dict[str, Any]:
        """Nothing more: the claims need the code, which knows client and address."""
        return {}


def _best(account: Account) -> str:
    """The class that all factors of the account reach, so that a client sees when its wish was not sent on."""
    return contexts.TWO if has_second(account) else contexts.ONE


def granted(request: Any) -> str:
    """The scope as it is granted: lasting access only by a consent page shown for it (OpenID Core 11)."""
    has_shown_page = "consent" in request.payload.data.get("prompt", "").split()
    return str(request.scope) if has_shown_page else SCOPE


def _bearer(scope: str, **_: Any) -> dict[str, Any]:
    told = {"token_type": "Bearer", "access_token": ids.token(), "expires_in": TOKEN_SECONDS, "scope": scope}
    return {**told, "refresh_token": ids.token()} if OFFLINE in scope.split() else told


def _built() -> Provider:
    built = Provider(scopes_supported=None)
    built.register_token_generator("default", _bearer)
    built.register_grant(CodeFlow, [ProofKey(), IdToken()])
    built.register_grant(Refreshing)
    return built


provider = _built()
