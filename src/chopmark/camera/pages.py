"""What the pages of every room with a camera have in common; their addresses are those of the rooms."""

import secrets
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from chopmark.camera import sessions
from chopmark.camera.models import CameraSession
from chopmark.camera.sessions import LinkTrouble
from chopmark.kit.errors import Unreadable

_DEVICE = "chopmark_camera"
_GONE = 410


def viewfinder(
    request: HttpRequest, session: CameraSession, context: Mapping[str, object], *, action: str
) -> HttpResponse:
    """Claim the session for this device and show what it has to do; the pictures go to `action`. Raises LinkTrouble."""
    device = request.COOKIES.get(_DEVICE) or secrets.token_urlsafe(24)
    held = sessions.claim(session, device=device)
    told = {"nonce": sessions.nonce_of(held), "movements": held.movements, "counts": held.counts, "action": action}
    response = render(request, "camera/viewfinder.html", {**context, **told})
    response.set_cookie(
        _DEVICE, device, max_age=sessions.MINUTES * 60, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def taken(request: HttpRequest, take: Callable[..., object], *, home: str) -> JsonResponse:
    """Hand the pictures to `take`; anything else that the browser sends is not looked at."""
    given = [file.read() for file in request.FILES.getlist("frame")]
    try:
        take(device=request.COOKIES.get(_DEVICE, ""), nonce=request.POST.get("nonce", ""), frames=given)
    except LinkTrouble as trouble:
        return JsonResponse({"next": f"{home}?trouble={trouble.key}"}, status=409)
    except Unreadable:
        return JsonResponse({"next": f"{home}result/"}, status=422)
    return JsonResponse({"next": f"{home}result/"})


def link_page(request: HttpRequest, key: str, **facts: str) -> HttpResponse:
    """Why a link to a camera does not work, and what to do."""
    return render(request, "camera/link_trouble.html", {"key": f"refusal.{key}", "words": facts}, status=_GONE)


def lead_on(request: HttpRequest, where: str) -> HttpResponse:
    """The browser itself goes there, also when a fragment asked."""
    if not request.htmx:  # type: ignore[attr-defined]  # django-htmx
        return redirect(where)
    return HttpResponse(headers={"HX-Redirect": where})
