"""Which invitation an application has now, and stopping it; imported by the flow, so it knows no verb above it."""

from django.db import models

from chopmark.onboarding import face_cases
from chopmark.onboarding.inviting.states import OPEN, Status
from chopmark.onboarding.models import Application, Invitation


def live(row: Application) -> Invitation | None:
    """The invitation that the application waits for."""
    return row.invitations.filter(status__in=sorted(OPEN)).first()


def last(row: Application) -> Invitation | None:
    return row.invitations.first()


def stop(row: Application, *, actor: models.Model | None) -> None:
    """End the open invitation without a word to anybody: an answer changed, or another road was taken."""
    for invitation in row.invitations.select_for_update().filter(status=Status.SENT):
        invitation.move(Status.WITHDRAWN, actor=actor)
        face_cases.withdraw(invitation.face_sessions.all(), actor=actor)


def state_of(invitation: Invitation) -> str:
    """sent, opened, verified or signing."""
    if invitation.status == Status.SIGNING:
        return "signing"
    if invitation.is_shown:
        return "verified"
    return "opened" if invitation.opened_at else "sent"
