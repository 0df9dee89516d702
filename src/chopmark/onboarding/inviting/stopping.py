"""The page on which whoever got a message from us stops all messages to that number, or lets them come again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from chopmark.notify import silence
from chopmark.onboarding.inviting import links
from chopmark.onboarding.inviting.doors import show, trouble


def stop(request: HttpRequest, key: str) -> HttpResponse:
    """Also after the invitation has ended; the number is the invited one and shown masked."""
    invitation = links.find(key)
    if invitation is None or not links.is_from_message(key):  # the applicant sees the long link and stops nobody
        return trouble(request, "link_unknown", status=404)
    if request.method == "POST":
        act = silence.end if request.POST.get("act") == "undo" else silence.begin
        act(invitation.mobile)
        return redirect("invited-stop", key=key)
    silent = silence.holds(invitation.mobile)
    return show(request, invitation, "stop", silent=silent, mobile=invitation.masked_mobile, days=silence.DAYS)
