"""Photographs of the legal representative's document on their phone: in place of a face, or of the carrier's word.

Where the identity source could not match the mobile, nothing is signed before a person has decided.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from chopmark.kit.clock import now
from chopmark.notify import messages
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents import capture
from chopmark.onboarding.documents.models import DocumentCheck, Purpose, Subject
from chopmark.onboarding.inviting import links
from chopmark.onboarding.inviting.doors import facts_of, key_of, proved
from chopmark.onboarding.inviting.states import Status
from chopmark.onboarding.models import Invitation
from chopmark.review.models import Case
from chopmark.review.states import Status as CaseStatus

_PREFIX = "invitation:"
_TOLD = {
    CaseStatus.APPROVED: "rep.documents.approved",
    CaseStatus.RETURNED: "rep.documents.returned",
    CaseStatus.REFUSED: "rep.documents.refused",
}


def subject_of(invitation: Invitation) -> Subject:
    """The invited person, as the invitation names them; who invited may not decide."""
    return Subject(
        about=invitation.matter, ref=invitation.application.ref, title=invitation.application.name,
        purpose=Purpose.REPRESENTATIVE, person=invitation.person, name=invitation.rep_name,
        id_kind=invitation.rep_kind, id_number=invitation.rep_number, mobile=invitation.mobile,
    )  # fmt: skip


@proved
def photographs(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The same page as everybody's, on the phone and without an account."""
    if invitation.identity_at is None or invitation.is_shown or invitation.status != Status.SENT:
        return redirect("invited", key=key_of(invitation))
    here = reverse("invited-documents", args=[key_of(invitation)])
    back = reverse("invited-refuse" if invitation.needs_documents else "invited-face", args=[key_of(invitation)])
    page = capture.Page(
        subject=subject_of(invitation), template="onboarding/invited/documents.html", here=here, back=back, done=here,
        hand_in=_hand_in, context={"words": facts_of(invitation), "ref": invitation.ref, "invitation": invitation},
    )  # fmt: skip
    return capture.respond(request, page)


def _hand_in(check: DocumentCheck) -> None:
    invitation = Invitation.objects.get(pk=check.about.removeprefix(_PREFIX))
    documents.submit(check, actor=check.person, needs=invitation.application.approvals)


@documents.decided(Purpose.REPRESENTATIVE)
@transaction.atomic
def hear(check: DocumentCheck, case: Case) -> None:
    """Approved: the link leads on to the signature. Otherwise the person is told what to mend, or that it ends."""
    invitation = Invitation.objects.select_for_update().get(pk=check.about.removeprefix(_PREFIX))
    if not invitation.may("answer"):
        return
    if case.status == CaseStatus.APPROVED:
        invitation.documents_passed_at = now()
        invitation.save(update_fields=["documents_passed_at"])
    elif case.status == CaseStatus.REFUSED:
        invitation.move(Status.WITHDRAWN, actor=case.decided_by)
    messages.send(
        _TOLD[CaseStatus(case.status)], mobile=invitation.mobile, matter=invitation.matter,
        language=invitation.language, org=invitation.application.name, link=links.short_link(invitation),
    )  # fmt: skip
