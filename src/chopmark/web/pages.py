"""Pages that belong to no step: help, contact, privacy, the switch of language, and the sign of life."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from chopmark.web import words

# page -> how many numbered sections its texts have; the six guides that the seed links to come first.
GUIDES = {"account": 3, "realname": 5, "subuser": 6, "steps": 5, "letter": 6, "enterprise": 5}
# Where the one button of a guide leads.
_GO: dict[str, Callable[[], str]] = {
    "account": lambda: f"{settings.CLOUD_URL}/register/",
    "realname": lambda: f"{settings.CLOUD_URL}/realname/",
    "subuser": lambda: f"{settings.CLOUD_URL}/signin/",
    "steps": lambda: "/start/",
    "letter": lambda: "/applications/",
    "enterprise": lambda: "/workspace/",
}
_YEAR = 365 * 24 * 3600


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language and stay on the page."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    if translation.check_for_language(wanted):
        _remember(request, wanted)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, max_age=_YEAR, httponly=True, samesite="Lax",
            secure=settings.SECURE_COOKIES,
        )  # fmt: skip
    return response


def _remember(request: HttpRequest, language: str) -> None:
    """Messages to a signed-in person follow the language of their pages."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        user.language = language
        user.save(update_fields=["language"])


def help_index(request: HttpRequest) -> HttpResponse:
    return render(request, "help/index.html", {"guides": GUIDES})


def guide(request: HttpRequest, name: str) -> HttpResponse:
    if name not in GUIDES:
        raise Http404
    context = {
        "name": name,
        "sections": sections_of(name),
        "title_key": f"help.{name}.title",
        "go": _GO[name](),
    }
    for part, key in (("lead_key", f"help.{name}.lead"), ("tail_key", f"help.{name}.stuck")):
        context[part] = key if words.exists(key) else ""
    return render(request, "help/guide.html", context)


def sections_of(name: str) -> list[dict[str, Any]]:
    """The numbered sections of a guide, each with the lettered ones below it."""
    sections = []
    for number in range(1, GUIDES[name] + 1):
        lettered = [f"help.{name}.{number}{letter}" for letter in "abc"]
        sections.append(
            {
                "number": number,
                "key": f"help.{name}.{number}",
                "below": [key for key in lettered if words.exists(key)],
            }
        )
    return sections


def contact(request: HttpRequest) -> HttpResponse:
    ref = request.GET.get("ref", "")[:8]
    lines = {"mail": settings.CONTACT_MAIL, "phone": settings.CONTACT_PHONE, "hours": settings.CONTACT_HOURS}
    return render(request, "help/contact.html", {"ref": ref if ref.isalnum() else "", "contact": lines})


def privacy(request: HttpRequest) -> HttpResponse:
    return _outline(request, "privacy", "who table sensitive others share auto where keep rights safety minors change")


def terms(request: HttpRequest) -> HttpResponse:
    return _outline(request, "terms", "parties service true admin signature review safe ours end change law")


def _outline(request: HttpRequest, name: str, parts: str) -> HttpResponse:
    keys = [f"{name}.{number}.{part}" for number, part in enumerate(parts.split(), start=1)]
    return render(
        request,
        "help/outline.html",
        {
            "keys": keys,
            "title_key": f"{name}.title",
            "lead_key": f"{name}.lead",
            "court": words.text("shell.court"),
        },
    )
