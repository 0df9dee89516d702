"""The face check: hand-off on the desktop, the camera on whichever device, and the verdict arriving by itself."""

import secrets

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from chopmark.kit import ids
from chopmark.kit.errors import Unreadable
from chopmark.onboarding import face_cases, faces, flow
from chopmark.onboarding.faces import LinkTrouble, NoTriesLeft, PersonDecides
from chopmark.onboarding.inviting import links, proof
from chopmark.onboarding.models import FaceSession
from chopmark.onboarding.pages import mine, page_context, refused
from chopmark.onboarding.states import Status
from chopmark.onboarding.steps.question import Refusal
from chopmark.organisations.access import admitted
from chopmark.web.links import absolute

_DEVICE = "chopmark_camera"
_SESSION = "face_session"


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
        "link": absolute(f"/f/{opened.token}/"), "left": faces.tries_left(opened.session.number),
        "minutes": faces.MINUTES,
    }  # fmt: skip
    return render(request, "onboarding/face.html", context)


@admitted
def progress(request: HttpRequest, ref: str) -> HttpResponse:
    """What the phone is doing; moves the page on when the verdict is there."""
    row = mine(request, ref)
    session = FaceSession.objects.filter(application=row, invitation=None).order_by("-created_at").first()
    state = state_of(session)
    if state == request.GET.get("v"):
        return HttpResponse(status=204)
    response = render(request, "onboarding/face_live.html", {"state": state, "application": row, "words": row.words})
    if state in ("passed", face_cases.REVIEW):
        response["HX-Redirect"] = f"/a/{row.ref}/"
    return response


def state_of(session: FaceSession | None) -> str:
    """waiting, opened, judging, passed or failed."""
    if session is None:
        return "waiting"
    if session.ended_at:
        return session.verdict
    if session.answered_at:
        return "judging"
    return "opened" if session.claimed_by else "waiting"


def camera(request: HttpRequest, token: str) -> HttpResponse:
    """The page on the phone (or on this computer): who is asked, then the camera. Opening it claims nothing."""
    try:
        session = faces.find(token)
    except LinkTrouble as trouble:
        return _link_page(request, trouble.key)
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
    return render(request, "onboarding/face_first.html", context)


def _is_at_home(request: HttpRequest, session: FaceSession) -> bool:
    """Whether this browser is already known to be the person's own: signed in, or the code was entered in it."""
    if session.invitation:
        return proof.holds(request, session.invitation)
    return request.user.is_authenticated and request.user.pk == session.application.owner_id


def _goes_on_at(session: FaceSession) -> str:
    return links.path(session.invitation) if session.invitation else f"/a/{session.application.ref}/"


def _claimed(request: HttpRequest, session: FaceSession, context: dict[str, object]) -> HttpResponse:
    device = request.COOKIES.get(_DEVICE) or secrets.token_urlsafe(24)
    try:
        session = faces.claim(session, device=device)
    except LinkTrouble as trouble:
        return _link_page(request, trouble.key, applicant=session.masked_name)
    nonce = faces.nonce_of(session)
    response = render(
        request,
        "onboarding/face_camera.html",
        {**context, "nonce": nonce, "movements": session.movements, "counts": session.counts},
    )
    response.set_cookie(
        _DEVICE, device, max_age=faces.MINUTES * 60, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


@require_POST
def frames(request: HttpRequest, token: str) -> HttpResponse:
    """The pictures; anything else that the browser sends is not looked at."""
    try:
        session = faces.find(token)
        given = [file.read() for file in request.FILES.getlist("frame")]
        faces.answer(
            session, device=request.COOKIES.get(_DEVICE, ""), nonce=request.POST.get("nonce", ""), frames=given
        )
    except LinkTrouble as trouble:
        return JsonResponse({"next": f"/f/{token}/?trouble={trouble.key}"}, status=409)
    except Unreadable:
        return JsonResponse({"next": f"/f/{token}/result/"}, status=422)
    return JsonResponse({"next": f"/f/{token}/result/"})


def result(request: HttpRequest, token: str) -> HttpResponse:
    """The verdict on the device with the camera."""
    try:
        session = faces.find(token)
    except LinkTrouble as trouble:
        if trouble.key != "face_link_used":
            return _link_page(request, trouble.key)
        session = FaceSession.objects.select_related("application", "invitation").get(token_digest=ids.digest(token))
    row = session.application
    state = state_of(session)
    if request.htmx and state == request.GET.get("v"):  # type: ignore[attr-defined]  # django-htmx
        return HttpResponse(status=204)
    context = {
        "session": session,
        "token": token,
        "state": state,
        "words": row.words,
        "left": faces.tries_left(session.number),
    }
    context |= {"owner_here": _is_at_home(request, session), "again": _again_at(session)}
    if state == "passed" and context["owner_here"]:
        return _on(request, _goes_on_at(session))
    template = "onboarding/face_result_live.html" if request.htmx else "onboarding/face_result.html"  # type: ignore[attr-defined]
    return render(request, template, {**context, "application": row})


def _again_at(session: FaceSession) -> str:
    """Where a further try begins."""
    return f"{links.path(session.invitation)}face/" if session.invitation else f"/a/{session.application.ref}/face/"


def _on(request: HttpRequest, where: str) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]  # django-htmx
        return redirect(where)
    response = HttpResponse()
    response["HX-Redirect"] = where
    return response


def _link_page(request: HttpRequest, key: str, **facts: str) -> HttpResponse:
    return render(request, "onboarding/link_trouble.html", {"key": f"refusal.{key}", "words": facts}, status=410)
