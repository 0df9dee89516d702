"""Who is signed in at the cloud: `request.account`, None for a stranger."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from chopmark.audit import log as audit
from chopmark.cloud.accounts import devices
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.owing import owed
from chopmark.cloud.accounts.returning import see_other
from chopmark.kit import ids
from chopmark.kit.clock import now

HALF = "half"  # in a session: who has given the password and not yet the second factor
BY = "by"  # in a session: the proofs by which it was made, one after the other
PROVED = "proved"  # in a session: when its person last proved to be the account's own


class CloudRequest(HttpRequest):
    """A request of the cloud, as views see it behind the middleware."""

    account: Account | None


class SignedIn(HttpRequest):
    """The same where `account_required` has seen to it that somebody is signed in."""

    account: Account


class CurrentAccount:
    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_nul(request):
            raise BadRequest
        cast("CloudRequest", request).account = _account_in(request)
        response = self.handler(request)
        devices.set_cookie(request, response)
        return response


def _has_nul(request: HttpRequest) -> bool:
    """A NUL in an address: PostgreSQL takes none, and nobody types one. Forms refuse it by themselves."""
    return any("\x00" in text for text in (request.path, *request.GET, *request.GET.values()))


def _account_in(request: HttpRequest) -> Account | None:
    uin = request.session.get("account")
    account = Account.objects.select_related("owner").filter(pk=uin).first() if uin else None
    if account is None or not account.is_open or owed(account):
        return None
    return account if account.has_kept_password_since(session_of(request)[1]) else None


def account_required(page: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send a stranger to the sign-in page and back."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if cast("CloudRequest", request).account is None:
            return see_other(f"/signin/?{urlencode({'next': request.get_full_path()})}")
        return page(cast("SignedIn", request), *args, **kwargs)

    return guarded


@transaction.atomic
def enter(request: HttpRequest, account: Account, *, by: str, since: float | None = None) -> None:
    """Begin a session for this account under a new key; what another account left behind goes.

    One to which a factor is added is as old as its password was (`since`), and so is one that another device lent:
    nothing proves again whose account it is. The identifier for clients stays with the account: whatever was opened
    before ends with the session, too.
    """
    leave_other(request, account)
    request.session.pop(HALF, None)
    request.session.cycle_key()
    request.session.setdefault("sid", ids.token())
    request.session.update({"account": account.uin, BY: by})
    if since is None:
        request.session["since"] = request.session[PROVED] = now().timestamp()
    else:
        request.session["since"] = since
    Account.objects.filter(pk=account.pk).update(signed_in_at=now())
    devices.remember(request, account)
    audit.record("account.signed_in", subject=account, actor=account, by=by)


def keep(request: HttpRequest) -> None:
    """This session goes on under a new key, though a new password ends all that began before it.

    It is what the password made of it: a factor that was given before does not count as given now.
    """
    request.session.cycle_key()
    request.session[BY] = request.session.get(BY, "").partition("+")[0]
    request.session["since"] = request.session[PROVED] = now().timestamp()


def leave_other(request: HttpRequest, account: Account) -> None:
    """Whoever else was signed in here is not any more."""
    if request.session.get("account") not in (None, account.uin):
        request.session.flush()


def proofs_of(request: HttpRequest) -> str:
    """By which proofs the session was made: `root`, `sub+totp`; nothing for one that is older than this question."""
    return str(request.session.get(BY, ""))


def session_of(request: HttpRequest) -> tuple[str, dt.datetime]:
    """The session's identifier for clients, and when its account gave the password."""
    session: Any = request.session
    return session["sid"], dt.datetime.fromtimestamp(session["since"], tz=dt.UTC)
