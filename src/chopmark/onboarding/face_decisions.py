"""What follows when a face is found to be the person's, by the machine or by whoever looked at the two pictures."""

from chopmark.audit import log as audit
from chopmark.camera import pictures
from chopmark.camera.models import identity_index
from chopmark.kit.clock import now
from chopmark.notify import messages
from chopmark.onboarding import actions, face_cases, flow
from chopmark.onboarding.inviting import actions as invitations
from chopmark.onboarding.inviting import links as invited
from chopmark.onboarding.models import Application, FaceSession
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.reasons import FACE
from chopmark.review.states import Status as CaseStatus
from chopmark.web import links


def confirms(case: Case) -> tuple[str, ...]:
    """What the reviewer has to confirm before approving."""
    return ("same_face",)


@desk.answers_to(face_cases.KIND, reasons=FACE, confirms=confirms)
def hear(case: Case) -> None:
    """Inside the deciding transaction. Refusing is for good; anything else leaves the applicant every road."""
    session = FaceSession.objects.select_for_update().get(pk=face_cases.session_of(case.matter).pk)
    row = Application.objects.select_for_update().get(pk=session.application_id)
    is_same = case.status == CaseStatus.APPROVED
    pictures.end(session, verdict="passed" if is_same else "failed", actor=case.decided_by)
    audit.record(
        "face.judged", subject=row.matter, actor=case.decided_by, engine="", version="", verdict=session.verdict
    )
    if is_same:
        follow(session, row)
    elif case.status == CaseStatus.REFUSED and session.invitation is None:
        actions.refuse(row, case=case)
        return
    _tell(session, row, case)


def follow(session: FaceSession, row: Application) -> None:
    """The face is the person's; the caller holds the row. Too late where the question has changed."""
    if session.invitation:
        invitations.note_face(session.invitation)
    elif row.may("answer") and _waits_for_a_face(row, session):
        row.face_passed_at = now()
        actions.authorise(row, by="face", actor=row.owner)


def _waits_for_a_face(row: Application, session: FaceSession) -> bool:
    """Whether the face is still the open question, and of the person whom the camera was opened for: an earlier answer
    may have changed since.
    """
    step = flow.current(row)
    same = bytes(session.id_number_index) == identity_index(row.id_number or "")
    return same and step is not None and step.key == "face"


def _tell(session: FaceSession, row: Application, case: Case) -> None:
    """Whoever stood before the camera has gone since."""
    if session.invitation:
        template = "rep.face.same" if case.status == CaseStatus.APPROVED else "rep.face.other"
        messages.send(
            template, mobile=session.invitation.mobile, matter=session.invitation.matter,
            language=session.invitation.language, org=row.name, link=invited.short_link(session.invitation),
        )  # fmt: skip
    elif case.status == CaseStatus.APPROVED:
        actions.tell_approved(row)
    else:
        messages.send(
            "face.other", mobile=row.mobile or "", matter=row.matter, language=row.owner.language, org=row.name,
            reason=links.later_text(f"reason.{case.reasons[0]}.short"), link=links.absolute(f"/a/{row.ref}/"),
        )  # fmt: skip
