"""What photographs of a document are to an application: handing them in, and what follows from the decision."""

from django.db import transaction

from chopmark.kit.errors import IllegalMove, NotReady
from chopmark.notify import messages
from chopmark.onboarding import actions, changing, flow
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents.models import DocumentCheck, Purpose, Subject
from chopmark.onboarding.models import Application, application_of
from chopmark.onboarding.states import Status
from chopmark.onboarding.steps.contact import belongs_to_another, settle, was_not_known
from chopmark.review.models import Case
from chopmark.review.states import Status as CaseStatus
from chopmark.web import links


def subject_of(row: Application, purpose: Purpose) -> Subject:
    """The applicant, as declared."""
    return Subject(
        about=row.matter, ref=row.ref, title=row.name, purpose=purpose, person=row.owner, name=row.applicant_name or "",
        id_kind=row.id_kind, id_number=row.id_number or "", mobile=row.mobile or "",
    )  # fmt: skip


def may_show_for_face(row: Application) -> bool:
    """The representative chose this road, and every earlier question is answered."""
    try:
        flow.FLOW.check_reached(row, "documents")
    except NotReady:
        return False
    return row.may("answer")


def may_show_for_identity(row: Application) -> bool:
    """The mobile is confirmed and the source could not say yes; or a person has them back to be taken anew."""
    if not row.is_live or row.identity_checked_at is not None:
        return False
    return documents.live(row.matter, Purpose.IDENTITY) is not None or (row.may("answer") and was_not_known(row))


@transaction.atomic
def hand_in_for_face(check: DocumentCheck) -> None:
    """A person decides whether the representative becomes super administrator."""
    row = flow.locked(application_of(check.about))
    flow.FLOW.check_reached(row, "documents")
    case = documents.submit(check, actor=row.owner, needs=row.approvals)
    row.documents_shown_at = case.opened_at
    row.move(Status.IN_REVIEW, actor=row.owner)
    changing.give_notice(row, due_at=case.due_at)
    _tell(row, "documents.received", due=links.short_day(case.due_at), ref=row.ref)


@transaction.atomic
def hand_in_for_identity(check: DocumentCheck) -> None:
    """The applicant goes on; what authorises them waits until a person has confirmed who they are."""
    row = Application.objects.select_for_update().get(pk=application_of(check.about).pk)
    if not may_show_for_identity(row) or belongs_to_another(row):
        raise IllegalMove(here=row.status)
    case = documents.submit(check, actor=row.owner)
    row.identity_shown_at = case.opened_at
    flow.save(row, actor=row.owner, step="contact")
    _tell(row, "documents.received", due=links.short_day(case.due_at), ref=row.ref)


@documents.decided(Purpose.FACE)
def face_decided(check: DocumentCheck, case: Case) -> None:
    row = Application.objects.select_for_update().get(pk=application_of(check.about).pk)
    if case.status == CaseStatus.APPROVED:
        actions.authorise(row, by="documents", actor=case.decided_by)
        actions.tell_approved(row)
    elif case.status == CaseStatus.RETURNED:
        row.documents_shown_at = None
        row.move(Status.RETURNED, actor=case.decided_by, reasons=case.reasons)
        _tell_returned(row, case, page="documents/")
    else:
        actions.refuse(row, case=case)


@documents.decided(Purpose.IDENTITY)
def identity_decided(check: DocumentCheck, case: Case) -> None:
    """Approving confirms exactly what was declared: a changed answer has withdrawn the check before."""
    row = Application.objects.select_for_update().get(pk=application_of(check.about).pk)
    if case.status == CaseStatus.APPROVED:
        _confirm(row, case)
    elif case.status == CaseStatus.RETURNED:
        _tell_returned(row, case, page="documents/identity/")
    else:
        actions.refuse(row, case=case)


def _confirm(row: Application, case: Case) -> None:
    """One natural person, one account (domain 2.1): bound elsewhere meanwhile, it cannot be confirmed here."""
    if belongs_to_another(row):
        raise IllegalMove(here=row.status)
    settle(row)
    flow.decide_role(row)
    row.revision += 1
    row.save()
    if row.authorised_by:
        actions.authorise_at_last(row, actor=case.decided_by)
    else:
        _tell(row, "documents.approved", link=links.absolute(f"/a/{row.ref}/"))


def _tell_returned(row: Application, case: Case, *, page: str) -> None:
    reason = links.later_text(f"reason.{case.reasons[0]}.short")
    link = links.absolute(f"/a/{row.ref}/{page}")
    _tell(row, "documents.returned", n=len(case.reasons), reason=reason, link=link)


def _tell(row: Application, template: str, **values: object) -> None:
    messages.send(
        template, mobile=row.mobile or "", matter=row.matter, language=row.owner.language, org=row.name, **values
    )
