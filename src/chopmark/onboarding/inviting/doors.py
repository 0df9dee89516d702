"""The doors of the phone's pages: the link, and the code to the invited mobile; what every page shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from chopmark.kit import clock, masks
from chopmark.onboarding.inviting import limits, links, proof
from chopmark.onboarding.inviting.states import Status
from chopmark.onboarding.models import Invitation

View = Callable[[HttpRequest, Invitation], HttpResponse]
Door = Callable[[HttpRequest, str], HttpResponse]

# How an invitation that has ended is explained; domain 9, case 24.
_ENDED = {
    Status.WITHDRAWN: "link_withdrawn",
    Status.EXPIRED: "link_expired",
    Status.REFUSED: "link_refused",
    Status.REPORTED: "link_reported",
}


def invited(view: View) -> Door:
    """The invitation of the link; one that has ended says which way, an unknown one tells nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, key: str) -> HttpResponse:
        invitation = links.find(key)
        if invitation is None:
            return trouble(request, "link_unknown", status=404)
        if not invitation.may("open"):
            return _ended(request, invitation)
        return view(request, invitation)

    return guarded


def proved(view: View) -> Door:
    """Behind the code to the invited mobile."""

    @wraps(view)
    def guarded(request: HttpRequest, invitation: Invitation) -> HttpResponse:
        if not proof.holds(request, invitation):
            return redirect("invited-code", key=key_of(invitation))
        return view(request, invitation)

    return invited(guarded)


def key_of(invitation: Invitation) -> str:
    return links.token_of(invitation.pk)


def _ended(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    status = Status(invitation.status)
    ended = invitation.ended_at or invitation.expires_at
    facts = {"time": f"{ended.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}", **facts_of(invitation)}
    return trouble(request, _ENDED.get(status, "link_expired"), invitation=invitation, facts=facts)


def trouble(
    request: HttpRequest,
    key: str,
    *,
    status: int = 410,
    invitation: Invitation | None = None,
    facts: dict[str, object] | None = None,
) -> HttpResponse:
    context = {"key": f"refusal.{key}", "words": facts or {}, "reportable": invitation, "token": ""}
    context["stop_key"] = _message_key(request)
    if invitation:
        context["token"] = key_of(invitation)
    return render(request, "onboarding/invited/trouble.html", context, status=status)


def facts_of(invitation: Invitation) -> dict[str, object]:
    """What the texts may say to somebody who has not proved who they are: everything masked."""
    row = invitation.application
    return {
        **row.words,
        "applicant": row.masked_applicant,
        "mobile": row.masked_mobile,
        "rep": masks.name(invitation.rep_name),
        "days": limits.DAYS,
    }


def _message_key(request: HttpRequest) -> str:
    """The short key, where the page was opened by it: with it messages are stopped."""
    key = str(request.resolver_match.kwargs.get("key", "")) if request.resolver_match else ""
    return key if links.is_from_message(key) else ""


def show(request: HttpRequest, invitation: Invitation, page: str, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {"invitation": invitation, "application": invitation.application, "token": key_of(invitation)}
    shown["stop_key"] = _message_key(request)
    facts = {"words": facts_of(invitation), "ref": invitation.ref}
    return render(request, f"onboarding/invited/{page}.html", {**shown, **facts, **context}, status=status)
