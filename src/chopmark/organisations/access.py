"""The door: every page behind it asks the provider anew whether this account may still enter."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from chopmark.audit import log as audit
from chopmark.kit.errors import NotAllowed
from chopmark.organisations import signin
from chopmark.organisations.claims import Claims, refusal_of
from chopmark.organisations.models import Membership, Organisation
from chopmark.organisations.provider import Expired
from chopmark.people import signin as by_phone
from chopmark.people.doors import CloudOnly, to_sign_in, to_the_cloud
from chopmark.people.models import as_person

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def admitted(view: View[P]) -> View[P]:
    """Signed in by phone; or by the cloud, and the provider says right now that this account may use E-Sign."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if by_phone.came_by_phone(request):
            return _by_phone(view, request, *args, **kwargs)
        if not request.user.is_authenticated or not signin.came_by_cloud(request):
            return to_sign_in(request)
        try:
            claims = signin.ask_again(request)
        except Expired:
            signin.leave(request)
            return to_sign_in(request)
        refusal = refusal_of(claims)
        if refusal:
            return refused(request, refusal, claims)
        request.claims = claims  # type: ignore[attr-defined]  # for the view behind the door
        return view(request, *args, **kwargs)

    return guarded


def _by_phone(view: View[P], request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
    """Without claims: what belongs to a cloud account leads there and back."""
    try:
        return view(request, *args, **kwargs)
    except CloudOnly:
        return to_the_cloud(request)


def own(request: HttpRequest, pk: str) -> Organisation:
    """The organisation, for its members; for everybody else it does not exist."""
    held = Membership.objects.filter(person=as_person(request.user), ended_at=None)
    return get_object_or_404(Organisation, pk=pk, pk__in=held.values("organisation"))


def administered(request: HttpRequest, pk: str) -> Organisation:
    """The organisation, for its super administrator; other members are refused."""
    found = own(request, pk)
    if not found.is_administered_by(as_person(request.user)):
        raise NotAllowed(action="administer")
    return found


def claims_in(request: HttpRequest) -> Claims:
    """The claims that the door found, for views behind `admitted`; who came in by phone has none."""
    found: Claims | None = getattr(request, "claims", None)
    if found is None:
        raise CloudOnly
    return found


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
        "back_url": request.build_absolute_uri(request.path),
        "words": {"statement": claims.statement or ""},
        "stages": stages_at("cloud"),
    }


STAGES = ("method", "cloud", "company", "authorise", "done")
# How one signs in for a method, where it is not the cloud.
_SIGN_IN = {"licence": "phone"}


def stages_at(key: str, *, method: str = "cloud") -> list[dict[str, Any]]:
    """The five steps of the seed for the progress bar, this one being now."""
    place = STAGES.index(key)
    stages = [_SIGN_IN.get(method, stage) if stage == "cloud" else stage for stage in STAGES]
    return [
        {
            "key": stage,
            "number": number + 1,
            "state": "done" if number < place else "now" if number == place else "next",
        }
        for number, stage in enumerate(stages)
    ]
