"""That the code to the invited mobile was entered in this browser, not long ago."""

from django.http import HttpRequest

from chopmark.kit.clock import now
from chopmark.onboarding.models import Invitation

MINUTES = 30
_ENTRY = "invited"


def note(request: HttpRequest, invitation: Invitation) -> None:
    """Remember it under a fresh session key, so that a key known before opens nothing."""
    request.session.cycle_key()
    request.session[_ENTRY] = {"invitation": str(invitation.pk), "at": now().timestamp()}


def holds(request: HttpRequest, invitation: Invitation) -> bool:
    entered = request.session.get(_ENTRY)
    if not entered or entered["invitation"] != str(invitation.pk):
        return False
    return bool(now().timestamp() - entered["at"] < MINUTES * 60)


def forget(request: HttpRequest) -> None:
    request.session.pop(_ENTRY, None)
