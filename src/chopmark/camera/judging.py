"""The verdict of the server over what a camera sent."""

import datetime as dt
from dataclasses import dataclass, field

import procrastinate
from django.conf import settings
from django.db.models import QuerySet

from chopmark.audit import log as audit
from chopmark.camera import pictures, sessions
from chopmark.camera.models import CameraSession
from chopmark.evidence import uploads
from chopmark.evidence.engines.base import Frame, LivenessVerdict, Match, Movement
from chopmark.evidence.judge import FaceVerdict, judge_faces
from chopmark.evidence.models import Check
from chopmark.kit import files
from chopmark.kit.clock import now
from chopmark.kit.engines import apart, engine
from chopmark.kit.errors import Unavailable, Unreadable

RETRY = procrastinate.RetryStrategy(max_attempts=4, exponential_wait=2, retry_exceptions={Unavailable})
_KEPT = dt.timedelta(hours=20)  # the consent promises 24 hours; the job runs every hour
_FRAME_SECONDS = 0.4  # how far apart the camera page takes its frames


@dataclass(frozen=True)
class Judged:
    """The verdict; with "review", the two pictures that a person has to compare."""

    verdict: str
    reasons: tuple[str, ...] = ()
    engine: str = ""
    shown: bytes = field(default=b"", repr=False)
    record: bytes = field(default=b"", repr=False)


def judged(session: CameraSession) -> Judged:
    """What the frames show; raises Unavailable when the source of the portrait is silent."""
    images = [files.get(upload.file) for upload in uploads.of(session.matter, sessions.KIND)]
    frames = [Frame(image, number * _FRAME_SECONDS) for number, image in enumerate(images)]
    asked = [Movement(movement) for movement in session.movements]
    try:
        seen: LivenessVerdict = apart("liveness", frames, act="judge", asked=asked, counts=session.counts)
        if not seen.live or seen.best_frame is None:
            return Judged("failed", tuple(seen.reasons), seen.engine)
        portrait = engine("portraits").of(session.number, shown=seen.best_frame)
        match: Match = apart("faces", seen.best_frame, portrait, act="compare")
    except Unreadable as trouble:
        return Judged("failed", (trouble.reason,))
    found = judge_faces(match.distance)
    if found is FaceVerdict.FAIL:
        return Judged("failed", ("FACE_NO_MATCH",), match.engine)
    if found is FaceVerdict.PASS and settings.FACE_DECIDES:
        return Judged("passed", (), match.engine)
    reason = "FACE_UNSURE" if found is FaceVerdict.REVIEW else "FACE_NEEDS_PERSON"
    return Judged(pictures.REVIEW, (reason,), match.engine, seen.best_frame, portrait)


def note(session: CameraSession, check_id: str, found: Judged, *, subject: str) -> None:
    """Write the verdict down, in the caller's transaction, in which the session is locked and still open."""
    session.verdict, session.ended_at = found.verdict, now()
    session.save(update_fields=["verdict", "ended_at"])
    Check.objects.get(pk=check_id).end(found.verdict, engine=found.engine, reasons=list(found.reasons))
    audit.record("face.judged", subject=subject, actor=None, engine=found.engine, version="", verdict=found.verdict)
    if found.verdict == pictures.REVIEW:
        pictures.show(session, shown=found.shown, record=found.record)


def forget_frames(session: CameraSession) -> None:
    """The frames go with the verdict."""
    uploads.drop(session.matter, sessions.KIND)


def drop_stale(answered: QuerySet[CameraSession]) -> None:
    """Frames that never came to a verdict are gone within a day, as the consent says."""
    stale = answered.filter(created_at__lt=now() - _KEPT, answered_at__isnull=False)
    for session in stale.filter(created_at__gt=now() - 3 * _KEPT):
        forget_frames(session)
