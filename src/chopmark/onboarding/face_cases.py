"""A face that the machine is unsure of, or may not decide by: two pictures on the desk until a person has decided."""

from django.db import models, transaction
from django.db.models import QuerySet

from chopmark.camera import pictures
from chopmark.camera.pictures import REVIEW
from chopmark.onboarding.models import Application, FaceSession, Invitation
from chopmark.review import desk
from chopmark.review.models import Case

KIND = "onboarding.face"
BUSINESS_DAYS = 1


def open_for(session: FaceSession) -> Case:
    """Put the two pictures on the desk; the caller holds the session and noted the verdict."""
    row = session.application
    return desk.open_case(
        KIND, matter=session.matter, matter_ref=row.ref, title=row.name, excluded=row.owner, days=BUSINESS_DAYS,
        needs=row.approvals,
    )  # fmt: skip


def session_of(matter: str) -> FaceSession:
    """The session that a matter names."""
    return FaceSession.objects.select_related("application", "invitation").get(pk=matter.partition(":")[2])


def waiting(row: Application, invitation: Invitation | None) -> Case | None:
    """What a person looks at now, and by when they will have decided."""
    session = FaceSession.objects.filter(application=row, invitation=invitation, verdict=REVIEW).first()
    return Case.objects.filter(kind=KIND, matter=session.matter).first() if session else None


@transaction.atomic
def withdraw(sessions: QuerySet[FaceSession], *, actor: models.Model | None) -> None:
    """What these faces were for has changed or ended: no decision, and the pictures go."""
    for session in sessions.select_for_update().filter(verdict=REVIEW):
        desk.void_cases(session.matter, actor=None)
        pictures.end(session, verdict="replaced", actor=actor)
