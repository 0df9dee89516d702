"""Face checks: a session with a nonce, movements that the server chose, one device, one verdict."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.evidence import uploads
from chopmark.evidence.engines.base import Movement
from chopmark.evidence.models import Check
from chopmark.evidence.pictures import open_picture
from chopmark.kit import ids, keys
from chopmark.kit.clock import now
from chopmark.kit.errors import NotReady
from chopmark.onboarding import face_cases, flow
from chopmark.onboarding.models import Application, FaceSession, Invitation, identity_index
from chopmark.onboarding.tasks import judge_face
from chopmark.people.models import Person

MINUTES = 15  # how long a link to a camera is good
DAILY = 30  # domain 2.3: checks of one identity a day
MOST_FRAMES = 27  # the longest rhythm
_MOVEMENTS = 3
_FRAME_BYTES = 400 * 1024


class LinkTrouble(Exception):
    """The link to a camera does not work; `key` names the refusal."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Opened:
    session: FaceSession
    token: str


class NoTriesLeft(Exception):
    """The daily limit of this identity is reached."""


class PersonDecides(Exception):
    """A person is looking at the pictures of an earlier try, and will have decided by then."""

    def __init__(self, due_at: dt.datetime) -> None:
        super().__init__()
        self.due_at = due_at


@transaction.atomic
def open_session(application: Application) -> Opened:
    """A new session for the applicant; the links of earlier ones stop working."""
    row = flow.locked(application)
    flow.FLOW.check_reached(row, "face")
    return _open(row, None, number=row.id_number or "", actor=row.owner)


@transaction.atomic
def open_invited(invitation: Invitation) -> Opened:
    """The same for the legal representative on their own phone."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not held.may("answer") or held.identity_at is None or held.face_consented_at is None:
        raise NotReady(step="face")
    return _open(held.application, held, number=held.rep_number, actor=held.person)


def _open(row: Application, invitation: Invitation | None, *, number: str, actor: Person | None) -> Opened:
    case = face_cases.waiting(row, invitation)
    if case is not None:
        raise PersonDecides(case.due_at)
    if tries_left(number) <= 0:
        raise NoTriesLeft
    earlier = FaceSession.objects.filter(application=row, invitation=invitation, verdict="open")
    earlier.update(verdict="replaced", ended_at=now())
    token = ids.token()
    movements = secrets.SystemRandom().sample([m.value for m in Movement], _MOVEMENTS)
    session = FaceSession.objects.create(
        application=row, invitation=invitation, id_number_index=identity_index(number),
        token_digest=ids.digest(token), movements=movements, expires_at=now() + dt.timedelta(minutes=MINUTES),
    )  # fmt: skip
    device = "phone" if invitation else "desktop"
    audit.record("face.session_opened", subject=row.matter, actor=actor, device=device)
    return Opened(session, token)


def tries_left(number: str) -> int:
    """What the day still allows this identity, over all its applications: starting over does not refill it."""
    since = now().replace(hour=0, minute=0, second=0, microsecond=0)
    used = FaceSession.objects.filter(
        id_number_index=identity_index(number), created_at__gte=since, answered_at__isnull=False
    ).count()
    return DAILY - used


def find(token: str) -> FaceSession:
    """The session of a link, or LinkTrouble saying which trouble."""
    session = (
        FaceSession.objects.select_related("application", "invitation").filter(token_digest=ids.digest(token)).first()
    )
    if session is None or session.verdict == "replaced":
        raise LinkTrouble("face_link_old")
    if session.verdict == "passed":
        raise LinkTrouble("face_link_used")
    if session.answered_at is None and session.ended_at is None and session.expires_at < now():
        raise LinkTrouble("face_link_expired")
    return session


@transaction.atomic
def claim(session: FaceSession, *, device: str) -> FaceSession:
    """One device takes the session; another one is told that it is not for it (domain 9, case 19)."""
    held = FaceSession.objects.select_for_update().get(pk=session.pk)
    if held.claimed_by not in (None, device):
        raise LinkTrouble("other_person")
    held.claimed_by = device
    held.save(update_fields=["claimed_by"])
    return held


@transaction.atomic
def answer(session: FaceSession, *, device: str, nonce: str, frames: list[bytes]) -> None:
    """Take the frames once and have them judged by a worker; whatever the browser claims is not asked."""
    held = FaceSession.objects.select_for_update().get(pk=session.pk)
    if held.claimed_by != device or nonce != nonce_of(held):
        raise LinkTrouble("other_person")
    if held.answered_at is not None:
        return
    # Every one is opened before any is kept: a file outlives the transaction that is rolled back.
    for picture in [open_picture(frame, limit_bytes=_FRAME_BYTES) for frame in frames[:MOST_FRAMES]]:
        uploads.keep(picture, purpose="face", matter=held.matter, actor=None)
    held.answered_at = now()
    held.save(update_fields=["answered_at"])
    check = Check.objects.create(matter=held.matter, kind="face")
    judge_face.defer(session_id=str(held.pk), check_id=str(check.pk))


def nonce_of(session: FaceSession) -> str:
    """Proves that the frames belong to this session; made again rather than kept."""
    return keys.mac(str(session.pk).encode(), purpose="face.nonce").hex()
