"""The door: every page behind it asks the provider anew whether this account may still enter."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from chopmark.audit import log as audit
from chopmark.kit.errors import NotAllowed
from chopmark.organisations import signin
from chopmark.organisations.claims import Claims, refusal_of
from chopmark.organisations.provider import Expired
from chopmark.people.models import as_person
from chopmark.people.roles import roles_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(view: View[P]) -> View[P]:
    """Signed in, by whatever way; nothing is asked of the provider."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if request.user.is_authenticated else _to_sign_in(request)

    return guarded


def admitted(view: View[P]) -> View[P]:
    """Signed in, and the provider says right now that this account may use E-Sign."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated or not signin.came_by_cloud(request):
            return _to_sign_in(request)
        try:
            claims = signin.ask_again(request)
        except Expired:
            signin.leave(request)
            return _to_sign_in(request)
        refusal = refusal_of(claims)
        if refusal:
            return refused(request, refusal, claims)
        request.claims = claims  # type: ignore[attr-defined] - for the view behind the door
        return view(request, *args, **kwargs)

    return guarded


def staff(role: str) -> Callable[[View[P]], View[P]]:
    """Signed in with a role of staff that the provider still grants."""

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated or not signin.came_by_cloud(request):
                return _to_sign_in(request)
            try:
                signin.ask_again(request)
            except Expired:
                signin.leave(request)
                return _to_sign_in(request)
            if role not in roles_of(as_person(request.user)):
                raise NotAllowed(role=role)
            return view(request, *args, **kwargs)

        return guarded

    return door


def claims_in(request: HttpRequest) -> Claims:
    """The claims that the door found; for views behind `admitted`."""
    found: Claims = request.claims  # type: ignore[attr-defined]
    return found


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else request.path
    return redirect(f"{reverse('signin')}?{urlencode({'next': back})}")


def refused(request: HttpRequest, key: str, claims: Claims) -> HttpResponse:
    """The page that says what is missing, who can mend it, and comes back to this very step."""
    audit.record("person.refused", subject=as_person(request.user), actor=as_person(request.user), reason=key)
    return render(request, "organisations/refused.html", refusal_context(request, key, claims), status=403)


def refusal_context(request: HttpRequest, key: str, claims: Claims) -> dict[str, Any]:
    return {
        "key": f"refusal.{key}",
        "kind": key,
        "claims": claims,
        "again": request.path,
        "words": {"statement": claims.statement or ""},
        "stages": stages_at("cloud"),
    }


STAGES = ("method", "cloud", "company", "authorise", "done")


def stages_at(key: str) -> list[dict[str, Any]]:
    """The five steps of the seed for the progress bar, this one being now."""
    place = STAGES.index(key)
    return [
        {"key": stage, "number": number + 1, "state": "done" if number < place else "now" if number == place else "next"}
        for number, stage in enumerate(STAGES)
    ]
