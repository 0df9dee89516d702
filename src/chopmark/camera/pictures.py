"""The two pictures that a person compares where the machine is unsure, or may not decide."""

from django.db import models, transaction

from chopmark.camera.models import CameraSession
from chopmark.evidence import uploads
from chopmark.evidence.models import Upload
from chopmark.evidence.pictures import open_picture
from chopmark.kit.clock import now

REVIEW = "review"  # the verdict while a person looks
SHOWN, RECORD = "face_shown", "face_record"  # what the camera saw, and the picture of the identity source


def show(session: CameraSession, *, shown: bytes, record: bytes) -> None:
    """Keep the two until the decision."""
    for purpose, image in ((SHOWN, shown), (RECORD, record)):
        uploads.keep(open_picture(image), purpose=purpose, matter=session.matter, actor=None)


def end(session: CameraSession, *, verdict: str, actor: models.Model | None) -> None:
    """Note how it came out; the pictures are deleted once that is committed."""
    session.verdict, session.ended_at = verdict, now()
    session.save(update_fields=["verdict", "ended_at"])
    for purpose in (SHOWN, RECORD):
        uploads.supersede(session.matter, purpose, actor=actor)
    transaction.on_commit(lambda: forget(session.matter))


def forget(matter: str) -> None:
    """Delete the two pictures; a crash before this is made good by the job of every hour."""
    for purpose in (SHOWN, RECORD):
        uploads.drop(matter, purpose)


def forget_decided() -> None:
    """Those whose decision was committed and whose deletion was not."""
    left = Upload.objects.filter(purpose__in=(SHOWN, RECORD), dropped_at=None, superseded_at__isnull=False)
    for matter in left.values_list("matter", flat=True).distinct():
        forget(matter)
