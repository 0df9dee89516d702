"""A face that the machine is unsure of, or may not decide by: two pictures on the desk until a person has decided."""

from django.db import models, transaction
from django.db.models import QuerySet

from chopmark.evidence import uploads
from chopmark.evidence.pictures import open_picture
from chopmark.kit.clock import now
from chopmark.onboarding.models import Application, FaceSession, Invitation
from chopmark.review import desk
from chopmark.review.models import Case

KIND = "onboarding.face"
BUSINESS_DAYS = 1
REVIEW = "review"
SHOWN, RECORD = "face_shown", "face_record"  # what the camera saw, and the picture of the identity source


def open_for(session: FaceSession, *, shown: bytes, record: bytes) -> Case:
    """Put the two pictures on the desk; the caller holds the session and notes the verdict."""
    row = session.application
    for purpose, image in ((SHOWN, shown), (RECORD, record)):
        uploads.keep(open_picture(image), purpose=purpose, matter=session.matter, actor=None)
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
        end(session, verdict="replaced", actor=actor)


def end(session: FaceSession, *, verdict: str, actor: models.Model | None) -> None:
    """Note how it came out; the pictures are deleted once that is committed."""
    session.verdict, session.ended_at = verdict, now()
    session.save(update_fields=["verdict", "ended_at"])
    for purpose in (SHOWN, RECORD):
        uploads.supersede(session.matter, purpose, actor=actor)
    transaction.on_commit(lambda: forget(session))


def forget(session: FaceSession) -> None:
    """Delete the two pictures; a crash before this is made good by the job of every hour."""
    for purpose in (SHOWN, RECORD):
        uploads.drop(session.matter, purpose)
