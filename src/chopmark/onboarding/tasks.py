"""Done later, by a worker: reading a licence, judging a face."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import procrastinate
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.audit import log as audit
from chopmark.evidence import certificates, uploads
from chopmark.evidence.engines.base import Frame, LivenessVerdict, Match, Movement
from chopmark.evidence.judge import FaceVerdict, judge_faces
from chopmark.evidence.models import Check, Upload
from chopmark.evidence.pictures import open_picture
from chopmark.kit import files
from chopmark.kit.clock import now
from chopmark.kit.deadlocks import begun_again
from chopmark.kit.engines import apart, engine
from chopmark.kit.errors import Unavailable, Unreadable
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

_RETRY = procrastinate.RetryStrategy(max_attempts=4, exponential_wait=2, retry_exceptions={Unavailable})
_FACES_KEPT = dt.timedelta(hours=20)  # the consent promises 24 hours; the job runs every hour
_FRAME_SECONDS = 0.4  # how far apart the camera page takes its frames


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


@app.task(name="chopmark.judge_face", retry=_RETRY, queue="engines")
def judge_face(session_id: str, check_id: str) -> None:
    """The verdict of the server over what the camera sent; the pictures are deleted with it."""
    session = FaceSession.objects.select_related("application", "invitation").get(pk=session_id)
    if session.ended_at is not None:
        return
    images = [files.get(upload.file) for upload in uploads.of(session.matter, "face")]
    frames = [Frame(image, number * _FRAME_SECONDS) for number, image in enumerate(images)]
    _note_face(session_id, check_id, _judged(frames, session))
    uploads.drop(session.matter, "face")


@app.task(name="chopmark.drop_stale_faces", queueing_lock="faces")
def drop_stale_faces(timestamp: int) -> None:
    """Pictures of a check that never came to a verdict are gone within a day, as the consent says."""
    stale = FaceSession.objects.filter(created_at__lt=now() - _FACES_KEPT, answered_at__isnull=False)
    for session in stale.filter(created_at__gt=now() - 3 * _FACES_KEPT):
        uploads.drop(session.matter, "face")
    ended = FaceSession.objects.filter(invitation__isnull=False).exclude(invitation__status=InvitationStatus.SENT)
    face_cases.withdraw(ended, actor=None)
    left = Upload.objects.filter(purpose__in=(face_cases.SHOWN, face_cases.RECORD), dropped_at=None)
    for matter in left.filter(superseded_at__isnull=False).values_list("matter", flat=True).distinct():
        face_cases.forget(face_cases.session_of(matter))


@app.task(name="chopmark.remind_of_registry", queueing_lock="registry")
def remind_of_registry(timestamp: int) -> None:
    """Every hour: whose seven business days are over."""
    including.remind_due()


@dataclass(frozen=True)
class _Judged:
    """The verdict; with "review", the two pictures that a person has to compare."""

    verdict: str
    reasons: tuple[str, ...] = ()
    engine: str = ""
    shown: bytes = field(default=b"", repr=False)
    record: bytes = field(default=b"", repr=False)


def _judged(frames: list[Frame], session: FaceSession) -> _Judged:
    asked = [Movement(movement) for movement in session.movements]
    try:
        seen: LivenessVerdict = apart("liveness", frames, act="judge", asked=asked, counts=session.counts)
        if not seen.live or seen.best_frame is None:
            return _Judged("failed", tuple(seen.reasons), seen.engine)
        portrait = engine("portraits").of(session.number, shown=seen.best_frame)
        match: Match = apart("faces", seen.best_frame, portrait, act="compare")
    except Unreadable as trouble:
        return _Judged("failed", (trouble.reason,))
    found = judge_faces(match.distance)
    if found is FaceVerdict.FAIL:
        return _Judged("failed", ("FACE_NO_MATCH",), match.engine)
    if found is FaceVerdict.PASS and settings.FACE_DECIDES:
        return _Judged("passed", (), match.engine)
    reason = "FACE_UNSURE" if found is FaceVerdict.REVIEW else "FACE_NEEDS_PERSON"
    return _Judged(face_cases.REVIEW, (reason,), match.engine, seen.best_frame, portrait)


@begun_again
@transaction.atomic
def _note_face(session_id: str, check_id: str, judged: _Judged) -> None:
    session = FaceSession.objects.select_for_update().get(pk=session_id)
    if session.ended_at is not None:
        return
    session.verdict, session.ended_at = judged.verdict, now()
    session.save(update_fields=["verdict", "ended_at"])
    Check.objects.get(pk=check_id).end(judged.verdict, engine=judged.engine, reasons=list(judged.reasons))
    row = Application.objects.select_for_update().get(pk=session.application_id)
    audit.record(
        "face.judged", subject=row.matter, actor=None, engine=judged.engine, version="", verdict=judged.verdict
    )
    if judged.verdict == face_cases.REVIEW:
        face_cases.open_for(session, shown=judged.shown, record=judged.record)
    elif judged.verdict == "passed":
        follow(session, row)
        actions.offer_activation(row)
