"""What has to happen before a code may be given: signing in, consenting, or nothing (OpenID Core 3.1.2)."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.errors import OAuth2Error
from authlib.oidc.core.errors import (
    ConsentRequiredError,
    LoginRequiredError,
    RequestNotSupportedError,
    RequestURINotSupportedError,
)
from django.conf import settings
from django.http import HttpRequest
from joserfc import jwt
from joserfc.errors import JoseError

from chopmark.cloud.accounts.factors import has_second
from chopmark.cloud.accounts.middleware import proofs_of, session_of
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.returning import ask_proof
from chopmark.cloud.oidc import contexts, keys
from chopmark.cloud.oidc.models import Client, Grant
from chopmark.kit.clock import now

T = TypeVar("T")
_DIGITS = 9  # of `max_age`: thirty years, longer than any session


def check_supported(request: HttpRequest, redirect_uri: str) -> None:
    """Request objects are not read here, which has to be said rather than overlooked."""
    for name, error in (("request", RequestNotSupportedError), ("request_uri", RequestURINotSupportedError)):
        if name in request.GET:
            raise _at(error(), redirect_uri)


class CannotSign(OAuth2Error):  # type: ignore[misc]
    """The provider's own key is lost: no sign-in can end well until an operator helps."""

    error = "server_error"


def check_key(redirect_uri: str) -> None:
    """Nobody is asked for a password or a consent that would lead nowhere."""
    try:
        keys.check()
    except keys.KeyLost as lost:
        raise _at(CannotSign(), redirect_uri) from lost


def missing(request: HttpRequest, *, account: Account | None, client: Client, redirect_uri: str) -> str:
    """`login`, `factor`, `consent` or nothing; raises the error of `prompt=none` when a page would be needed."""
    asked = request.GET.get("prompt", "").split()
    wanted = _wanted(request, redirect_uri)
    if "login" in asked or account is None or _is_stale(request, redirect_uri):
        needed = "login"
    elif _may_get_more(request, account, wanted):
        needed = "factor" if contexts.may_be_raised(proofs_of(request)) else "login"
    elif "consent" in asked or not Grant.objects.filter(account=account, client=client).exists():
        needed = "consent"
    else:
        needed = ""
    if needed and "none" in asked:
        raise _at(ConsentRequiredError() if needed == "consent" else LoginRequiredError(), redirect_uri)
    if account and needed not in ("login", "factor"):
        check_hint(request, account=account, client=client, redirect_uri=redirect_uri)
        check_context(request, redirect_uri=redirect_uri)
    return needed


class Unmet(OAuth2Error):  # type: ignore[misc]
    """OpenID Connect Core Error Code unmet_authentication_requirements 1.0."""

    error = "unmet_authentication_requirements"


def check_context(request: HttpRequest, *, redirect_uri: str) -> None:
    """An essential `acr` that this session does not have is no wish, but a condition (OpenID Core 5.5.1.1)."""
    if not _wanted(request, redirect_uri).takes(contexts.acr_of(proofs_of(request))):
        raise _at(Unmet(), redirect_uri)


def _may_get_more(request: HttpRequest, account: Account, wanted: contexts.Wanted) -> bool:
    """Whether another proof brings what is asked for; a wish is no reason to disturb who wants no page."""
    reached = contexts.acr_of(proofs_of(request))
    if "none" in request.GET.get("prompt", "").split() and wanted.takes(reached):
        return False
    return not wanted.is_content(reached) and has_second(account)


def _wanted(request: HttpRequest, redirect_uri: str) -> contexts.Wanted:
    return _asked(contexts.wanted, request, redirect_uri)


def _asked(read: Callable[[Mapping[str, str]], T], request: HttpRequest, redirect_uri: str) -> T:
    try:
        return read(request.GET)
    except contexts.Unreadable as trouble:
        raise _at(InvalidRequestError("'claims' cannot be read."), redirect_uri) from trouble


def check_hint(request: HttpRequest, *, account: Account, client: Client, redirect_uri: str) -> None:
    """Nobody answers for another: whom `id_token_hint` or a value of `sub` names (OpenID Core 3.1.2.1, 5.5.1)."""
    hint = request.GET.get("id_token_hint")
    hinted = _subject_of(hint, client) if hint is not None else account.uin
    if hinted is None:
        raise _at(InvalidRequestError("'id_token_hint' is not an ID token of this client."), redirect_uri)
    if {hinted, *_asked(contexts.subjects, request, redirect_uri)} != {account.uin}:
        raise _at(LoginRequiredError(), redirect_uri)


def _subject_of(hint: str, client: Client) -> str | None:
    """Of whom this ID token speaks, if it is one of ours for this client; its end does not matter here."""
    try:
        told = jwt.decode(hint, keys.verifying(), algorithms=[keys.ALGORITHM]).claims
    except (JoseError, ValueError):
        return None
    is_ours = (told.get("iss"), told.get("aud")) == (settings.CLOUD_URL, client.client_id)
    return str(told.get("sub")) if is_ours else None


def address_after_signing_in(request: HttpRequest, account: Account | None) -> str:
    """This very request without what the sign-in will have satisfied, so that it does not ask for ever.

    Where somebody is signed in, or a proof was asked for, the way in that brings none is not offered.
    """
    left = request.GET.copy()
    asked = left.pop("prompt", [""])[0].split()
    prompts = [each for each in asked if each != "login"]
    if prompts:
        left["prompt"] = " ".join(prompts)
    if account or prompts != asked or "max_age" in left:
        ask_proof(left)
    left.pop("max_age", None)  # the password will be fresh; with `max_age=1` a slow page would ask again
    return f"{request.path}?{left.urlencode()}"


def _is_stale(request: HttpRequest, redirect_uri: str) -> bool:
    """Whether the proof was given longer ago than `max_age` allows."""
    limit = request.GET.get("max_age")
    if limit is None:
        return False
    if not limit.isascii() or not limit.isdigit():
        raise _at(InvalidRequestError("'max_age' is a number of seconds."), redirect_uri)
    _, since = session_of(request)
    return (now() - since).total_seconds() > int(limit[:_DIGITS])


def _at(error: OAuth2Error, redirect_uri: str) -> OAuth2Error:
    error.redirect_uri = redirect_uri
    return error
