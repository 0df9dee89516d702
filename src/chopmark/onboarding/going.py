"""Where an applicant is going: what waits behind the journey, such as somebody's contract, and who asked for it."""

from django.http import HttpRequest

from chopmark.onboarding.models import Application

_BOUND = "onboarding_bound_for"  # of the session


def bind(request: HttpRequest, *, path: str, inviter: str) -> None:
    """From here on whoever begins in this browser is led to `path` at the end. It is ours, never one that was sent."""
    request.session[_BOUND] = {"path": path, "inviter": inviter}


def keep(request: HttpRequest, application: Application) -> None:
    """What this browser is bound for belongs to the application from now on."""
    bound = request.session.pop(_BOUND, None)
    if bound is None or not application.may("answer"):
        return
    application.bound_for, application.inviter = bound["path"], bound["inviter"]
    application.save(update_fields=["bound_for", "inviter"])
