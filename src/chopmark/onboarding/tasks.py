"""Done later, by a worker: reading a licence, judging a face."""

from typing import TYPE_CHECKING

from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.camera import judging, pictures
from chopmark.evidence import certificates, uploads
from chopmark.evidence.models import Check
from chopmark.evidence.pictures import open_picture
from chopmark.kit.deadlocks import begun_again
from chopmark.kit.errors import Unreadable
from chopmark.onboarding import actions, face_cases, including
from chopmark.onboarding.face_decisions import follow
from chopmark.onboarding.inviting.states import Status as InvitationStatus
from chopmark.onboarding.inviting.tasks import expire_invitations, sign_authorisation
from chopmark.onboarding.letters.checking import read_letter
from chopmark.onboarding.models import Application, FaceSession
from chopmark.onboarding.superseding import supersede_others
from chopmark.onboarding.warning import warn_the_head

__all__ = [
    "drop_stale_faces",
    "expire_invitations",
    "judge_face",
    "read_letter",
    "read_licence_picture",
    "sign_authorisation",
    "supersede_others",
    "warn_the_head",
]

if TYPE_CHECKING:
    from chopmark.evidence.licence.reading import LicenceReading  # its module is loaded by name, in workers only


@app.task(name="chopmark.read_licence", retry=certificates.RETRY, queue="engines")
def read_licence_picture(check_id: str) -> None:
    """Read the picture of a check; a superseded or finished one is left alone."""
    check = Check.objects.select_related("upload").get(pk=check_id)
    if not certificates.is_to_be_read(check):
        return
    try:
        reading = certificates.read(check)
    except Unreadable as trouble:
        certificates.end(check_id, "unreadable", engine="", reason=trouble.reason)
        return
    _keep_reading(check, reading)


def _keep_reading(check: Check, reading: "LicenceReading") -> None:
    view = open_picture(reading.picture)
    with transaction.atomic():
        uploads.supersede(check.matter, "licence_view", actor=None)
        kept = uploads.keep(view, purpose="licence_view", matter=check.matter, actor=None)[0]
        certificates.end(
            str(check.pk), certificates.READ, engine=reading.engine, seconds=reading.seconds,
            view={"upload": str(kept.pk), "width": kept.width, "height": kept.height}, **certificates.told(reading),
        )  # fmt: skip


@app.task(name="chopmark.judge_face", retry=judging.RETRY, queue="engines")
def judge_face(session_id: str, check_id: str) -> None:
    """The verdict of the server over what the camera sent; the pictures are deleted with it."""
    session = FaceSession.objects.select_related("application", "invitation").get(pk=session_id)
    if session.ended_at is not None:
        return
    _note_face(session_id, check_id, judging.judged(session))
    judging.forget_frames(session)


@begun_again
@transaction.atomic
def _note_face(session_id: str, check_id: str, found: judging.Judged) -> None:
    session = FaceSession.objects.select_for_update().get(pk=session_id)
    if session.ended_at is not None:
        return
    row = Application.objects.select_for_update().get(pk=session.application_id)
    judging.note(session, check_id, found, subject=row.matter)
    if found.verdict == pictures.REVIEW:
        face_cases.open_for(session)
    elif found.verdict == "passed":
        follow(session, row)
        actions.offer_activation(row)


@app.task(name="chopmark.drop_stale_faces", queueing_lock="faces")
def drop_stale_faces(timestamp: int) -> None:
    """Pictures of a check that never came to a verdict, and those whose question ended without one."""
    judging.drop_stale(FaceSession.objects.all())
    ended = FaceSession.objects.filter(invitation__isnull=False).exclude(invitation__status=InvitationStatus.SENT)
    face_cases.withdraw(ended, actor=None)
    pictures.forget_decided()


@app.task(name="chopmark.remind_of_registry", queueing_lock="registry")
def remind_of_registry(timestamp: int) -> None:
    """Every hour: whose seven business days are over."""
    including.remind_due()
