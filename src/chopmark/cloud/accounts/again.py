"""Proving oneself again before what a session that was left open, or taken, must not be enough for."""

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from chopmark.cloud.accounts.middleware import PROVED, SignedIn, account_required
from chopmark.cloud.accounts.returning import see_other
from chopmark.kit.clock import now

MINUTES = 10


def is_proved(request: HttpRequest) -> bool:
    """Whether the password or a passkey was given here within these minutes."""
    proved_at: float = request.session.get(PROVED, 0)
    return now().timestamp() - proved_at < MINUTES * 60


def note(request: HttpRequest) -> None:
    """It was given just now; the session gets a new key, as whenever it may do more than before."""
    request.session.cycle_key()
    request.session[PROVED] = now().timestamp()


def proof_required(page: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask whoever is signed in for the password, and send them back to the page."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not is_proved(request):
            return see_other(f"/account/again/?{urlencode({'next': request.path})}")
        return page(cast("SignedIn", request), *args, **kwargs)

    return account_required(guarded)
