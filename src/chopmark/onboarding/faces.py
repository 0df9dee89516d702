"""Whose face the journey asks for: the applicant's, or the invited legal representative's on their own phone."""

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.camera import sessions
from chopmark.camera.sessions import Opened, PersonDecides
from chopmark.kit.errors import NotReady
from chopmark.onboarding import face_cases, flow
from chopmark.onboarding.models import Application, FaceSession, Invitation
from chopmark.onboarding.tasks import judge_face
from chopmark.people.models import Person


@transaction.atomic
def open_session(application: Application) -> Opened[FaceSession]:
    """A new session for the applicant; the links of earlier ones stop working.

    Raises NoTriesLeft, and PersonDecides while pictures of an earlier try lie on the desk.
    """
    row = flow.locked(application)
    flow.FLOW.check_reached(row, "face")
    return _open(row, None, number=row.id_number or "", actor=row.owner)


@transaction.atomic
def open_invited(invitation: Invitation) -> Opened[FaceSession]:
    """The same for the legal representative on their own phone."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not held.may("answer") or held.identity_at is None or held.face_consented_at is None:
        raise NotReady(step="face")
    return _open(held.application, held, number=held.rep_number, actor=held.person)


def _open(row: Application, invitation: Invitation | None, *, number: str, actor: Person | None) -> Opened[FaceSession]:
    case = face_cases.waiting(row, invitation)
    if case is not None:
        raise PersonDecides(case.due_at)
    opened = sessions.begin(FaceSession, number=number, application=row, invitation=invitation)
    device = "phone" if invitation else "desktop"
    audit.record("face.session_opened", subject=row.matter, actor=actor, device=device)
    return opened


@transaction.atomic
def answer(session: FaceSession, *, device: str, nonce: str, frames: list[bytes]) -> None:
    """Take the frames once and have them judged by a worker."""
    check = sessions.answer(session, device=device, nonce=nonce, frames=frames)
    if check is not None:
        judge_face.defer(session_id=str(session.pk), check_id=str(check.pk))
