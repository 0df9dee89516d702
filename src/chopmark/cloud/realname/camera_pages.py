"""The legal representative's own pages: what for, the consent, the camera, the verdict. Nobody is signed in there."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chopmark.camera import sessions
from chopmark.camera.pages import lead_on, link_page, taken, viewfinder
from chopmark.camera.sessions import LinkTrouble
from chopmark.cloud.realname import heads
from chopmark.cloud.realname.models import HeadCamera
from chopmark.cloud.realname.tasks import judge_head
from chopmark.web import words


@require_http_methods(["GET", "POST"])
def camera(request: HttpRequest, token: str) -> HttpResponse:
    """Who is asked and what for, with the separate consent; then the camera. Opening it claims nothing."""
    try:
        session = sessions.find(HeadCamera, token)
        if session.answered_at or session.ended_at:
            return redirect("realname-camera-result", token=token)
        context: dict[str, Any] = {"token": token, "words": _told(session)}
        if request.method == "POST" and request.POST.get("agree"):
            heads.consent(session)
            return viewfinder(request, session, context, action=reverse("realname-camera-frames", args=[token]))
    except LinkTrouble as trouble:
        return link_page(request, trouble.key, applicant="")
    trouble_text = words.text("consent.required") if request.method == "POST" else ""
    status = 422 if trouble_text else 200
    return render(request, "realname/head_first.html", {**context, "trouble": trouble_text}, status=status)


def _told(session: HeadCamera) -> dict[str, str]:
    return {"org": session.org, "applicant": session.masked_name}


@require_POST
def frames(request: HttpRequest, token: str) -> HttpResponse:
    """The pictures; anything else that the browser sends is not looked at."""

    @transaction.atomic
    def take(**given: Any) -> None:
        session = sessions.find(HeadCamera, token)
        check = heads.answer(session, **given)
        if check is not None:
            judge_head.defer(session_id=str(session.pk), check_id=check)

    return taken(request, take, home=reverse("realname-camera", args=[token]))


@require_safe
def result(request: HttpRequest, token: str) -> HttpResponse:
    """The verdict on the device with the camera."""
    try:
        session = sessions.find(HeadCamera, token, even_used=True)
    except LinkTrouble as trouble:
        return link_page(request, trouble.key, applicant="")
    is_part = request.htmx  # type: ignore[attr-defined]  # django-htmx
    if is_part and session.state == request.GET.get("v"):
        return HttpResponse(status=204)
    is_own = request.account == session.filing.account  # type: ignore[attr-defined]  # the cloud's middleware
    if is_own and session.state == "passed":
        return lead_on(request, reverse("realname"))
    context = {"token": token, "state": session.state, "words": _told(session), "is_own": is_own}
    return render(request, f"realname/head_result{'_live' if is_part else ''}.html", context)
