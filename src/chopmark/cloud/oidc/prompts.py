"""What has to happen before a code may be given: signing in, consenting, or nothing (OpenID Core 3.1.2)."""

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

from chopmark.cloud.accounts.middleware import session_of
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.oidc import keys
from chopmark.cloud.oidc.models import Client, Grant
from chopmark.kit.clock import now

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
    """`login`, `consent` or nothing; raises the error of `prompt=none` when a page would be needed."""
    asked = request.GET.get("prompt", "").split()
    if "login" in asked or account is None or _is_stale(request, redirect_uri):
        needed = "login"
    elif "consent" in asked or not Grant.objects.filter(account=account, client=client).exists():
        needed = "consent"
    else:
        needed = ""
    if needed and "none" in asked:
        raise _at(LoginRequiredError() if needed == "login" else ConsentRequiredError(), redirect_uri)
    if account and needed != "login":
        check_hint(request, account=account, client=client, redirect_uri=redirect_uri)
    return needed


def check_hint(request: HttpRequest, *, account: Account, client: Client, redirect_uri: str) -> None:
    """Nobody answers for another: who is signed in has to be whom `id_token_hint` names (OpenID Core 3.1.2.1)."""
    hint = request.GET.get("id_token_hint")
    if hint is None:
        return
    hinted = _subject_of(hint, client)
    if hinted is None:
        raise _at(InvalidRequestError("'id_token_hint' is not an ID token of this client."), redirect_uri)
    if hinted != account.uin:
        raise _at(LoginRequiredError(), redirect_uri)


def _subject_of(hint: str, client: Client) -> str | None:
    """Of whom this ID token speaks, if it is one of ours for this client; its end does not matter here."""
    try:
        told = jwt.decode(hint, keys.verifying(), algorithms=[keys.ALGORITHM]).claims
    except (JoseError, ValueError):
        return None
    is_ours = (told.get("iss"), told.get("aud")) == (settings.CLOUD_URL, client.client_id)
    return str(told.get("sub")) if is_ours else None


def address_after_signing_in(request: HttpRequest) -> str:
    """This very request without what the sign-in will have satisfied, so that it does not ask for ever."""
    left = request.GET.copy()
    prompts = [each for each in left.pop("prompt", [""])[0].split() if each != "login"]
    if prompts:
        left["prompt"] = " ".join(prompts)
    left.pop("max_age", None)  # the password will be fresh; with `max_age=1` a slow page would ask again
    return f"{request.path}?{left.urlencode()}"


def _is_stale(request: HttpRequest, redirect_uri: str) -> bool:
    """Whether the password was given longer ago than `max_age` allows."""
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
