"""Done later, by a worker: reading a licence, judging a face."""

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING

import procrastinate
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.audit import log as audit
from chopmark.evidence import uploads
from chopmark.evidence.engines.base import Frame, LivenessVerdict, Match, Movement
from chopmark.evidence.judge import FaceVerdict, judge_faces
from chopmark.evidence.models import Check
from chopmark.evidence.pictures import open_picture
from chopmark.kit import files
from chopmark.kit.clock import now
from chopmark.kit.deadlocks import begun_again
from chopmark.kit.engines import apart, engine, kept_apart
from chopmark.kit.errors import Unavailable, Unreadable
from chopmark.onboarding import actions, flow, including
from chopmark.onboarding.inviting import actions as invitations
from chopmark.onboarding.inviting.tasks import expire_invitations, sign_authorisation
from chopmark.onboarding.letters.checking import read_letter
from chopmark.onboarding.models import Application, FaceSession, identity_index
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

_RETRY = procrastinate.RetryStrategy(max_attempts=4, exponential_wait=2, retry_exceptions={Unavailable})
_FACES_KEPT = dt.timedelta(hours=20)  # the consent promises 24 hours; the job runs every hour
_FRAME_SECONDS = 0.4  # how far apart the camera page takes its frames


@app.task(name="chopmark.read_licence", retry=_RETRY, queue="engines")
def read_licence_picture(check_id: str) -> None:
    """Read the picture of a check; a superseded or finished one is left alone."""
    check = Check.objects.select_related("upload").get(pk=check_id)
    if not check.is_pending or check.superseded_at or check.upload is None or check.upload.dropped_at:
        return
    picture = open_picture(files.get(check.upload.file))
    try:
        reading = apart("licence", picture, ocr=kept_apart("ocr"))
    except Unreadable as trouble:
        _end(check_id, "unreadable", engine_name="", reason=trouble.reason)
        return
    _keep_reading(check_id, reading)


def _keep_reading(check_id: str, reading: "LicenceReading") -> None:
    check = Check.objects.get(pk=check_id)
    view = open_picture(reading.picture)
    with transaction.atomic():
        uploads.supersede(check.matter, "licence_view", actor=None)
        kept = uploads.keep(view, purpose="licence_view", matter=check.matter, actor=None)[0]
        _end(
            check_id, "read", engine_name=reading.engine, seconds=reading.seconds, warnings=reading.warnings,
            fields={name: asdict(field) for name, field in reading.fields.items()},
            view={"upload": str(kept.pk), "width": kept.width, "height": kept.height},
        )  # fmt: skip


def _end(check_id: str, verdict: str, *, engine_name: str, seconds: float | None = None, **details: object) -> None:
    with transaction.atomic():
        check = Check.objects.select_for_update().get(pk=check_id)
        if not check.is_pending:
            return
        check.end(verdict, engine=engine_name, seconds=seconds, **details)
        audit.record("licence.read", subject=check.matter, actor=None, engine=engine_name, version="", verdict=verdict)


@app.task(name="chopmark.judge_face", retry=_RETRY, queue="engines")
def judge_face(session_id: str, check_id: str) -> None:
    """The verdict of the server over what the camera sent; the pictures are deleted with it."""
    session = FaceSession.objects.select_related("application", "invitation").get(pk=session_id)
    if session.ended_at is not None:
        return
    matter = f"face:{session.pk}"
    images = [files.get(upload.file) for upload in uploads.of(matter, "face")]
    frames = [Frame(image, number * _FRAME_SECONDS) for number, image in enumerate(images)]
    verdict, reasons, name = _verdict(frames, session)
    _note_face(session_id, check_id, verdict=verdict, reasons=reasons, engine_name=name)
    uploads.drop(matter, "face")


@app.task(name="chopmark.drop_stale_faces", queueing_lock="faces")
def drop_stale_faces(timestamp: int) -> None:
    """Pictures of a check that never came to a verdict are gone within a day, as the consent says."""
    stale = FaceSession.objects.filter(created_at__lt=now() - _FACES_KEPT, answered_at__isnull=False)
    for session in stale.filter(created_at__gt=now() - 3 * _FACES_KEPT):
        uploads.drop(f"face:{session.pk}", "face")


@app.task(name="chopmark.remind_of_registry", queueing_lock="registry")
def remind_of_registry(timestamp: int) -> None:
    """Every hour: whose seven business days are over."""
    including.remind_due()


def _verdict(frames: list[Frame], session: FaceSession) -> tuple[str, list[str], str]:
    asked = [Movement(movement) for movement in session.movements]
    try:
        seen: LivenessVerdict = apart("liveness", frames, act="judge", asked=asked, counts=session.counts)
        if not seen.live or seen.best_frame is None:
            return "failed", list(seen.reasons), seen.engine
        portrait = engine("portraits").of(session.number, shown=seen.best_frame)
        match: Match = apart("faces", seen.best_frame, portrait, act="compare")
    except Unreadable as trouble:
        return "failed", [trouble.reason], ""
    if judge_faces(match.distance) is not FaceVerdict.PASS:
        return "failed", ["FACE_NO_MATCH"], match.engine
    if not settings.FACE_DECIDES:  # the documents and the letter are looked at by a person
        return "failed", ["FACE_NEEDS_PERSON"], match.engine
    return "passed", [], match.engine


@begun_again
@transaction.atomic
def _note_face(session_id: str, check_id: str, *, verdict: str, reasons: list[str], engine_name: str) -> None:
    session = FaceSession.objects.select_for_update().get(pk=session_id)
    if session.ended_at is not None:
        return
    session.verdict, session.ended_at = verdict, now()
    session.save(update_fields=["verdict", "ended_at"])
    Check.objects.get(pk=check_id).end(verdict, engine=engine_name, reasons=reasons)
    row = Application.objects.select_for_update().get(pk=session.application_id)
    audit.record("face.judged", subject=row.matter, actor=None, engine=engine_name, version="", verdict=verdict)
    if session.invitation:
        if verdict == "passed":
            invitations.note_face(session.invitation)
    elif verdict == "passed" and row.may("answer") and _waits_for_a_face(row, session):
        row.face_passed_at = now()
        actions.authorise(row, by="face", actor=row.owner)
        actions.offer_activation(row)


def _waits_for_a_face(row: Application, session: FaceSession) -> bool:
    """Whether the face is still the open question, and of the person whom the camera was opened for: an earlier answer
    may have changed since.
    """
    step = flow.current(row)
    same = bytes(session.id_number_index) == identity_index(row.id_number or "")
    return same and step is not None and step.key == "face"
