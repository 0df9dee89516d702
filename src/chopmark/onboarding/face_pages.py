"""The face check: hand-off on the desktop, the camera on whichever device, and the verdict arriving by itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from chopmark.camera import pictures, sessions
from chopmark.camera.pages import lead_on, link_page, taken, viewfinder
from chopmark.camera.sessions import LinkTrouble, NoTriesLeft, PersonDecides
from chopmark.onboarding import faces, flow
from chopmark.onboarding.inviting import links, proof
from chopmark.onboarding.models import FaceSession
from chopmark.onboarding.pages import mine, page_context, refused
from chopmark.onboarding.states import Status
from chopmark.onboarding.steps.question import Refusal
from chopmark.organisations.access import admitted
from chopmark.web.links import absolute


@admitted
def hand_off(request: HttpRequest, ref: str) -> HttpResponse:
    """A fresh link for a phone as a QR code, and this computer's own camera."""
    row = mine(request, ref)
    if row.status == Status.APPROVED:
        return redirect("application", ref=ref)
    try:
        opened = faces.open_session(row)
    except NoTriesLeft:
        return refused(request, row, Refusal("face_limit", {"time": "00:00"}), back="face")
    except PersonDecides as waits:
        context = {**page_context(row, flow.BY_KEY["face"]), "due": waits.due_at}
        return render(request, "onboarding/face_waits.html", context)
    context = {
        **page_context(row, flow.BY_KEY["face"]), "session": opened.session, "token": opened.token,
        "link": absolute(f"/f/{opened.token}/"), "left": sessions.tries_left(opened.session.number),
        "minutes": sessions.MINUTES,
    }  # fmt: skip
    return render(request, "onboarding/face.html", context)


@admitted
def progress(request: HttpRequest, ref: str) -> HttpResponse:
    """What the phone is doing; moves the page on when the verdict is there."""
    row = mine(request, ref)
    session = FaceSession.objects.filter(application=row, invitation=None).order_by("-created_at").first()
    state = session.state if session else "waiting"
    if state == request.GET.get("v"):
        return HttpResponse(status=204)
    response = render(request, "onboarding/face_live.html", {"state": state, "application": row, "words": row.words})
    if state in ("passed", pictures.REVIEW):
        response["HX-Redirect"] = f"/a/{row.ref}/"
    return response


def camera(request: HttpRequest, token: str) -> HttpResponse:
    """The page on the phone (or on this computer): who is asked, then the camera. Opening it claims nothing."""
    try:
        session = sessions.find(FaceSession, token)
    except LinkTrouble as trouble:
        return link_page(request, trouble.key)
    row = session.application
    here = request.GET.get("here") == "1"
    context = {
        "session": session,
        "token": token,
        "words": {**row.words, "applicant": session.masked_name},
        "here": here,
    }
    if session.ended_at:
        return redirect("face-result", token=token)
    if request.method == "POST" or (here and _is_at_home(request, session)):
        return _claimed(request, session, context)
    return render(request, "camera/first.html", context)


def _is_at_home(request: HttpRequest, session: FaceSession) -> bool:
    """Whether this browser is already known to be the person's own: signed in, or the code was entered in it."""
    if session.invitation:
        return proof.holds(request, session.invitation)
    return request.user.is_authenticated and request.user.pk == session.application.owner_id


def _goes_on_at(session: FaceSession) -> str:
    return links.path(session.invitation) if session.invitation else f"/a/{session.application.ref}/"


def _claimed(request: HttpRequest, session: FaceSession, context: dict[str, object]) -> HttpResponse:
    try:
        return viewfinder(request, session, context, action=reverse("face-frames", args=[context["token"]]))
    except LinkTrouble as trouble:
        return link_page(request, trouble.key, applicant=session.masked_name)


@require_POST
def frames(request: HttpRequest, token: str) -> HttpResponse:
    """The pictures; anything else that the browser sends is not looked at."""

    def take(**given: Any) -> None:
        faces.answer(sessions.find(FaceSession, token), **given)

    return taken(request, take, home=f"/f/{token}/")


def result(request: HttpRequest, token: str) -> HttpResponse:
    """The verdict on the device with the camera."""
    try:
        session = sessions.find(FaceSession, token, even_used=True)
    except LinkTrouble as trouble:
        return link_page(request, trouble.key)
    row = session.application
    state = session.state
    if request.htmx and state == request.GET.get("v"):  # type: ignore[attr-defined]  # django-htmx
        return HttpResponse(status=204)
    context = {
        "session": session,
        "token": token,
        "state": state,
        "words": row.words,
        "left": sessions.tries_left(session.number),
    }
    context |= {"owner_here": _is_at_home(request, session), "again": _again_at(session)}
    if state == "passed" and context["owner_here"]:
        return lead_on(request, _goes_on_at(session))
    template = "onboarding/face_result_live.html" if request.htmx else "onboarding/face_result.html"  # type: ignore[attr-defined]
    return render(request, template, {**context, "application": row})


def _again_at(session: FaceSession) -> str:
    """Where a further try begins."""
    return f"{links.path(session.invitation)}face/" if session.invitation else f"/a/{session.application.ref}/face/"
