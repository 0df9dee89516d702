"""The applicant's side of an invitation: how far it is, reminding, taking it back."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from chopmark.kit.errors import IllegalMove
from chopmark.onboarding import flow
from chopmark.onboarding.inviting import actions, current
from chopmark.onboarding.inviting.actions import TooSoon
from chopmark.onboarding.inviting.states import Status
from chopmark.onboarding.pages import mine, page_context
from chopmark.organisations.access import admitted


@admitted
def progress(request: HttpRequest, ref: str) -> HttpResponse:
    """What the phone has done so far; moves the page on when the invitation has ended."""
    row = mine(request, ref)
    invitation = current.last(row)
    if invitation is None:
        raise Http404
    if not row.may("answer") or invitation.status not in (Status.SENT, Status.SIGNING):
        response = HttpResponse()
        response["HX-Redirect"] = f"/a/{row.ref}/"
        return response
    if request.GET.get("v") == current.state_of(invitation):
        return HttpResponse(status=204)
    context = {"application": row, "invitation": invitation, "state": current.state_of(invitation), "words": row.words}
    return render(request, "onboarding/legal_rep_live.html", context)


@admitted
@require_POST
def remind(request: HttpRequest, ref: str) -> HttpResponse:
    """Send the link once more, within the limits; a press too early changes nothing and says when."""
    row = mine(request, ref)
    with suppress(TooSoon, IllegalMove):
        actions.remind(row)
    return redirect("step", ref=ref, key="legal_rep")


@admitted
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask once, then the other's link stops working."""
    row = mine(request, ref)
    if current.live(row) is None:
        return redirect("application", ref=ref)
    if request.method == "POST":
        actions.withdraw(row)
        return redirect("application", ref=ref)
    return render(request, "onboarding/legal_rep_withdraw.html", page_context(row, flow.BY_KEY["legal_rep"]))
