"""Signing in and out, and the workspace that opens at the end."""

import re

import structlog
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chopmark.kit.clock import now
from chopmark.organisations import signin
from chopmark.organisations.access import admitted, stages_at
from chopmark.organisations.joining.states import Status as JoinStatus
from chopmark.organisations.models import JoinRequest, Membership, Organisation
from chopmark.organisations.provider import LoginRefused
from chopmark.organisations.states import Status
from chopmark.people.models import Person, as_person
from chopmark.web import words

log = structlog.get_logger()
_TOLD = {"other_account": "login_other"}
_CANCELLED = {"access_denied", "login_required", "interaction_required", "consent_required"}


def start(request: HttpRequest) -> HttpResponse:
    """Off to the provider; `next` is where the person comes back to, on this site only.

    After a form, `after=form`, the person presses on themselves: no redirect may take a form to another site.
    """
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    prompt = "login" if request.GET.get("switch") else None
    within = request.GET.get("within", "")
    seconds = int(within) * 60 if re.fullmatch("[0-9]{1,3}", within) else None
    there = signin.begin(request, back=back, prompt=prompt, within=seconds)
    if request.GET.get("after") == "form":
        return render(request, "organisations/onward.html", {"there": there, "again": seconds is not None})
    return HttpResponseRedirect(there)


def callback(request: HttpRequest) -> HttpResponse:
    back = signin.planned_return(request)
    try:
        return redirect(signin.finish(request))
    except LoginRefused as refusal:
        log.warning("signin.refused", code=refusal.code)
        key = "login_cancelled" if refusal.code in _CANCELLED else _TOLD.get(refusal.code, "login_failed")
        context = {"key": f"refusal.{key}", "kind": key, "again": back, "stages": stages_at("cloud"), "words": {}}
        return render(request, "organisations/refused.html", context, status=403)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    signin.leave(request)
    return redirect("/")


@csrf_exempt
@require_POST
def backchannel_logout(request: HttpRequest) -> HttpResponse:
    """The provider ends sessions here (OpenID Connect Back-Channel Logout 1.0, section 2.5)."""
    try:
        claims = signin.provider.check_logout_token(request.POST.get("logout_token", ""))
    except LoginRefused:
        return HttpResponse(status=400)
    signin.end_sessions_of(str(claims.get("sub", "")))
    return HttpResponse(status=200)


@admitted
def workspaces(request: HttpRequest) -> HttpResponse:
    """The organisations of this person; with one only, straight into it."""
    held = Membership.objects.filter(person=as_person(request.user), ended_at=None)
    organisations = Organisation.objects.filter(pk__in=held.values("organisation")).order_by("name")
    if len(organisations) == 1:
        return redirect("workspace", pk=organisations[0].pk)
    return render(request, "organisations/workspaces.html", {"organisations": organisations})


@admitted
def workspace(request: HttpRequest, pk: str) -> HttpResponse:
    """The Enterprise Edition, or what is missing until it opens."""
    organisation = _known(request, pk)
    administrator = organisation.super_administrator
    context = {
        "organisation": organisation,
        "opened": organisation.may("seal"),
        "administrator": administrator,
        "is_administrator": organisation.is_administered_by(as_person(request.user)),
        "requests_to_join": _requests_to(organisation, as_person(request.user)),
        "words": {"org": organisation.name, **words.entity_words(organisation.entity_type)},
        "cloud_help": settings.CLOUD_URL,
    }
    return render(request, "organisations/workspace.html", context)


def _known(request: HttpRequest, pk: str) -> Organisation:
    """The organisation of a member; a vacant one is also shown to who was one, and says what comes next."""
    mine = Membership.objects.filter(person=as_person(request.user))
    vacant = Organisation.objects.filter(status=Status.VACANT, pk__in=mine.values("organisation"))
    present = Organisation.objects.filter(pk__in=mine.filter(ended_at=None).values("organisation"))
    return get_object_or_404(present | vacant, pk=pk)


def _requests_to(organisation: Organisation, person: Person) -> QuerySet[JoinRequest]:
    """Who asks to join; only the super administrator sees it."""
    asked = organisation.join_requests.filter(status=JoinStatus.ASKED, expires_at__gt=now())
    return asked if organisation.is_administered_by(person) else asked.none()
