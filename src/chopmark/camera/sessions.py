"""The verbs of a session: begin, find, claim, answer. What the browser claims is not asked."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction

from chopmark.camera.models import CameraSession, identity_index
from chopmark.evidence import uploads
from chopmark.evidence.engines.base import Movement
from chopmark.evidence.models import Check
from chopmark.evidence.pictures import EVERY_SOURCE, Source, open_picture
from chopmark.kit import ids, keys
from chopmark.kit.clock import now

MINUTES = 15  # how long a link to a camera is good
DAILY = 30  # domain 2.3: checks of one identity a day
KIND = "face"  # of the check, and the purpose of its pictures
MOST_FRAMES = 27  # the longest rhythm
_MOVEMENTS = 3
_FRAME_BYTES = 400 * 1024
_FRAMES = EVERY_SOURCE - {Source.PDF}  # pictures, also as a phone without scripts takes them
Session = TypeVar("Session", bound=CameraSession)


class LinkTrouble(Exception):
    """The link to a camera does not work; `key` names the refusal."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class NoTriesLeft(Exception):
    """The daily limit of this identity is reached."""


class PersonDecides(Exception):
    """A person is looking at the pictures of an earlier try, and will have decided by then."""

    def __init__(self, due_at: dt.datetime) -> None:
        super().__init__()
        self.due_at = due_at


@dataclass(frozen=True)
class Opened(Generic[Session]):
    session: Session
    token: str


def begin(kind: type[Session], *, number: str, **of: Any) -> Opened[Session]:
    """A new session, in the caller's transaction; the links of earlier ones for the same stop working.

    Raises NoTriesLeft.
    """
    if tries_left(number) <= 0:
        raise NoTriesLeft
    kind._default_manager.filter(verdict="open", **of).update(verdict="replaced", ended_at=now())
    token = ids.token()
    session = kind._default_manager.create(
        **of, id_number_index=identity_index(number), token_digest=ids.digest(token),
        movements=secrets.SystemRandom().sample([m.value for m in Movement], _MOVEMENTS),
        expires_at=now() + dt.timedelta(minutes=MINUTES),
    )  # fmt: skip
    return Opened(session, token)


def tries_left(number: str) -> int:
    """What the day still allows this identity, whatever it is asked for: starting over does not refill it."""
    since = now().replace(hour=0, minute=0, second=0, microsecond=0)
    used = (
        kind._default_manager.filter(
            id_number_index=identity_index(number), created_at__gte=since, answered_at__isnull=False
        ).count()
        for kind in CameraSession.__subclasses__()
    )
    return DAILY - sum(used)


def find(kind: type[Session], token: str, *, even_used: bool = False) -> Session:
    """The session of a link, or LinkTrouble saying which trouble; `even_used` to look at what came of it."""
    session = kind._default_manager.filter(token_digest=ids.digest(token)).first()
    if session is None or session.verdict == "replaced":
        raise LinkTrouble("face_link_old")
    if session.verdict == "passed" and not even_used:
        raise LinkTrouble("face_link_used")
    if session.answered_at is None and session.ended_at is None and session.expires_at < now():
        raise LinkTrouble("face_link_expired")
    return session


def of_matter(matter: str) -> CameraSession:
    """The session that a matter names, of whichever room."""
    filed_as, _, key = matter.partition(":")
    kind = next(kind for kind in CameraSession.__subclasses__() if kind.filed_as == filed_as)
    return kind._default_manager.get(pk=key)


@transaction.atomic
def claim(session: Session, *, device: str) -> Session:
    """One device takes the session; another one is told that it is not for it (domain 9, case 19)."""
    held = _locked(session)
    if held.claimed_by not in (None, device):
        raise LinkTrouble("other_person")
    held.claimed_by = device
    held.save(update_fields=["claimed_by"])
    return held


def answer(session: Session, *, device: str, nonce: str, frames: list[bytes]) -> Check | None:
    """Take the frames once, in the caller's transaction; the check that a worker is to judge, None the second time."""
    held = _locked(session)
    if held.claimed_by != device or nonce != nonce_of(held):
        raise LinkTrouble("other_person")
    if held.answered_at is not None:
        return None
    # Every one is opened before any is kept: a file outlives the transaction that is rolled back.
    for picture in [open_picture(frame, limit_bytes=_FRAME_BYTES, sources=_FRAMES) for frame in frames[:MOST_FRAMES]]:
        uploads.keep(picture, purpose=KIND, matter=held.matter, actor=None)
    held.answered_at = now()
    held.save(update_fields=["answered_at"])
    return Check.objects.create(matter=held.matter, kind=KIND)


def nonce_of(session: CameraSession) -> str:
    """Proves that the frames belong to this session; made again rather than kept."""
    return keys.mac(str(session.pk).encode(), purpose="face.nonce").hex()


def _locked(session: Session) -> Session:
    return type(session)._default_manager.select_for_update().get(pk=session.pk)
