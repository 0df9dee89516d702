"""The addresses of the provider: discovery, keys, authorisation with its consent page, tokens, UserInfo."""

import json
from typing import Any, cast
from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Error
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chopmark.cloud.accounts.arriving import ask_factor
from chopmark.cloud.accounts.middleware import CloudRequest, SignedIn, account_required
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.returning import may_end_there, next_of, remember_origin, see_other
from chopmark.cloud.oidc import contexts, keys, limits, prompts
from chopmark.cloud.oidc.actions import consent, refuse_consent, sign_out
from chopmark.cloud.oidc.claims import claims_of
from chopmark.cloud.oidc.models import OFFLINE, REFRESH_LONGEST, SCOPE, Client
from chopmark.cloud.oidc.server import granted, provider
from chopmark.cloud.oidc.tokens import token_in
from chopmark.kit.clock import seconds_until
from chopmark.kit.errors import TooMany
from chopmark.web.errors import message_page

_PUBLIC_SECONDS = 300  # how long a client may keep discovery and keys


def _public(told: dict[str, Any]) -> JsonResponse:
    return JsonResponse(told, headers={"Cache-Control": f"public, max-age={_PUBLIC_SECONDS}"})


@require_GET
def discovery(request: HttpRequest) -> HttpResponse:
    """What OpenID Connect Discovery 1.0 asks a provider to say of itself."""
    here = settings.CLOUD_URL
    return _public(
        {
            "issuer": here,
            "authorization_endpoint": f"{here}/oidc/authorize",
            "token_endpoint": f"{here}/oidc/token",
            "userinfo_endpoint": f"{here}/oidc/userinfo",
            "jwks_uri": f"{here}/oidc/jwks",
            "scopes_supported": [SCOPE, OFFLINE],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [keys.ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "consent"],
            "claims_supported": [
                "sub",
                "uin",
                "owner_uin",
                "is_root",
                "real_name",
                "esign",
                "auth_time",
                "acr",
                "acr_best",
                "amr",
                "sid",
            ],
            "acr_values_supported": list(contexts.CLASSES),
            "claims_parameter_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }
    )


@require_GET
def jwks(request: HttpRequest) -> HttpResponse:
    return _public(keys.published())


@csrf_exempt  # a form of another site may begin a sign-in, as a link may; nothing is granted by it
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Check the request, see who is there, ask for consent once, and go back with a code."""
    if request.method == "POST":  # the session cookie comes along with a top-level GET only
        return see_other(f"/oidc/authorize?{request.POST.urlencode()}")
    account = cast("CloudRequest", request).account
    try:
        grant = provider.get_consent_grant(request, end_user=account)
        prompts.check_supported(request, grant.redirect_uri)
        prompts.check_key(grant.redirect_uri)
        missing = prompts.missing(request, account=account, client=grant.client, redirect_uri=grant.redirect_uri)
    except prompts.CannotSign as error:
        return _cannot_sign(request, error)
    except (OAuth2Error, ValueError) as error:
        return _refused(request, error)
    remember_origin(request, grant.redirect_uri)
    if missing in ("login", "factor"):
        return _prove(request, account, missing)
    if missing == "consent":
        lasting = REFRESH_LONGEST.days if OFFLINE in grant.request.scope.split() else None
        context = {"client": grant.client, "query": request.GET.urlencode(), "account": account, "lasting": lasting}
        return may_end_there(request, render(request, "oidc/consent.html", context))
    return _answer(request, grant, account)


def _prove(request: HttpRequest, account: Account | None, missing: str) -> HttpResponse:
    """Off to the pages that ask for proofs, and back to this request."""
    if account and missing == "factor":
        return ask_factor(request, account, back=request.get_full_path())
    return see_other(f"/signin/?{urlencode({'next': prompts.address_after_signing_in(request, account)})}")


@require_POST
@account_required
def decide(request: SignedIn) -> HttpResponse:
    """The answer on the consent page; the request itself is checked again from the address."""
    try:
        grant = provider.get_consent_grant(request, end_user=request.account)
        prompts.check_key(grant.redirect_uri)
        prompts.check_hint(request, account=request.account, client=grant.client, redirect_uri=grant.redirect_uri)
        prompts.check_context(request, redirect_uri=grant.redirect_uri)
    except prompts.CannotSign as error:
        return _cannot_sign(request, error)
    except (OAuth2Error, ValueError) as error:
        return _refused(request, error)
    client: Client = grant.client
    if request.POST.get("decision") != "allow":
        refuse_consent(request.account, client=client)
        return _answer(request, grant, None)
    consent(request.account, client=client, scope=granted(grant.request))
    return _answer(request, grant, request.account)


def _answer(request: HttpRequest, grant: Any, account: Account | None) -> HttpResponse:
    asked = grant.request
    return cast("HttpResponse", provider.create_authorization_response(asked, grant_user=account, grant=grant))


def _cannot_sign(request: HttpRequest, error: prompts.CannotSign) -> HttpResponse:
    """A page, because nobody at the client could do anything; a client that wants no page is told instead."""
    if "none" in request.GET.get("prompt", "").split():
        return _refused(request, error)
    return message_page(request, "cloud.oidc.key_lost", status=503)


def _refused(request: HttpRequest, error: OAuth2Error | ValueError) -> HttpResponse:
    """Back to the client where its address is certain; else a page here, never a redirect.

    Authlib answers with a ValueError where a parameter has characters that its message could not repeat.
    """
    if isinstance(error, ValueError) or not getattr(error, "redirect_uri", None):
        return message_page(request, "cloud.oidc.refused", status=400)
    error.state = request.GET.get("state")
    return cast("HttpResponse", provider.handle_error_response(provider.create_oauth2_request(request), error))


@csrf_exempt  # called by servers, which have no cookie
@require_POST
@transaction.atomic
def token(request: HttpRequest) -> HttpResponse:
    """A code or a refresh token for tokens. A refusal commits too: a replay has ended what the first use brought."""
    try:
        limits.check()
        keys.check()
        answer = cast("JsonResponse", provider.create_token_response(request))
        limits.note(request, json.loads(answer.content).get("error", ""))
    except TooMany as limit:
        return _later(limit)
    except keys.KeyLost as lost:
        return JsonResponse({"error": "server_error", "error_description": lost.code}, status=503)
    except ValueError:  # a parameter with characters that Authlib's message could not repeat
        return JsonResponse({"error": "invalid_request"}, status=400)
    return answer


def _later(limit: TooMany) -> HttpResponse:
    told = {"error": "temporarily_unavailable", "error_description": "Too many wrong requests. See Retry-After."}
    headers = {"Retry-After": str(seconds_until(limit.again_at)), "Cache-Control": "no-store"}
    return JsonResponse(told, status=limit.status, headers=headers)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def user_info(request: HttpRequest) -> HttpResponse:
    """The claims as they are now."""
    found = token_in(request.headers.get("Authorization", ""))
    if found is None:
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return JsonResponse({"error": "invalid_token"}, status=401, headers=challenge)
    return JsonResponse(claims_of(found.account, client=found.client, ip=found.ip))


@require_POST
@account_required
def leave(request: SignedIn) -> HttpResponse:
    sign_out(request, request.account)
    return see_other(f"/signin/?{urlencode({'next': next_of(request)})}")
