"""Doors that need no more than a person: signed in, or with a role of staff that is granted right now."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from chopmark.kit.errors import NotAllowed
from chopmark.people.models import as_person
from chopmark.people.roles import roles_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


BY_PHONE = "chopmark_by_phone"  # a cookie: this browser signs in by mobile
MINUTES, AT_THE_DESK = 10, 8 * 60  # how old a proof may be: before an act that undoes or opens much; a day's work


class CloudOnly(Exception):
    """What was opened belongs to a cloud account, and this person came in otherwise; caught by the door."""


class Entry(Protocol):
    """How this person came in; put on the request as `entry` by the room that knows."""

    def is_fresh(self) -> bool:
        """Ask the identity provider again; False when it has ended the sign-in."""
        ...

    def is_proved(self, *, minutes: int) -> bool:
        """Whether this person proved who they are within these minutes, by all factors that their account has."""
        ...

    def to_prove(self, *, back: str, minutes: int) -> HttpResponse:
        """Off to prove it anew, and back."""
        ...


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Off to sign in, the way this browser did before, and back to this page."""
    return _off_to("signin-phone" if BY_PHONE in request.COOKIES else "signin", request)


def to_the_phone(request: HttpRequest) -> HttpResponse:
    """Off to sign in by mobile, and back to this page: for whom a text message brought here."""
    return _off_to("signin-phone", request)


def to_the_cloud(request: HttpRequest) -> HttpResponse:
    """Off to sign in with a cloud account, and back to this page."""
    return _off_to("signin", request)


def _off_to(name: str, request: HttpRequest) -> HttpResponse:
    """From a form the way stops at a page of ours: no redirect may take a form to another site (CSP)."""
    if request.headers.get("HX-Request"):  # a part of a page: the page itself goes, as it comes anew
        return HttpResponse(headers={"HX-Refresh": "true"})
    is_form = request.method != "GET"
    told = {"next": request.path, "after": "form"} if is_form else {"next": request.get_full_path()}
    return redirect(f"{reverse(name)}?{urlencode(told)}")


def signed_in(view: View[P]) -> View[P]:
    """Signed in, by whatever way; nothing is asked of the provider."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if request.user.is_authenticated else to_sign_in(request)

    return guarded


def proved(*, minutes: int = MINUTES, to_fill_in: int = 0) -> Callable[[View[P]], View[P]]:
    """Behind another door: a session that was left open, or taken, is not enough for a grave act.

    The proof is asked for before the page is shown; a page on which much is typed gives some minutes for it.
    """

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            entry: Entry = request.entry  # type: ignore[attr-defined]  # put there by middleware
            if entry.is_proved(minutes=minutes + (to_fill_in if request.method == "POST" else 0)):
                return view(request, *args, **kwargs)
            return entry.to_prove(back=request.path, minutes=minutes)

        return guarded

    return door


def staff(role: str) -> Callable[[View[P]], View[P]]:
    """Signed in with a role of staff that the provider still grants."""

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            entry: Entry = request.entry  # type: ignore[attr-defined]  # put there by middleware
            if not request.user.is_authenticated or not entry.is_fresh():
                return to_the_cloud(request)
            if role not in roles_of(as_person(request.user)):
                raise NotAllowed(role=role)
            return view(request, *args, **kwargs)

        return guarded

    return door
