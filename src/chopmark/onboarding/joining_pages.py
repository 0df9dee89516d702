"""What an applicant presses about joining: begin after another application was first, and remind."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from chopmark.onboarding import joining as journeys
from chopmark.onboarding.pages import mine
from chopmark.onboarding.states import Status
from chopmark.organisations.access import admitted
from chopmark.organisations.joining import actions as joining


@admitted
@require_POST
def instead(request: HttpRequest, ref: str) -> HttpResponse:
    """From an application that came too late to the question of joining."""
    row = mine(request, ref)
    if row.status != Status.SUPERSEDED:
        return redirect("status", ref=ref)
    return redirect("application", ref=journeys.join_instead(row).ref)


@admitted
@require_POST
def remind(request: HttpRequest, ref: str) -> HttpResponse:
    """Once a day; pressed more often, nothing goes out."""
    row = mine(request, ref)
    asked = joining.last_of(row.matter)
    if asked is not None:
        joining.remind(asked)
    return redirect("application", ref=ref)
