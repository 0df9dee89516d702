"""Taking an authorisation back: by the legal representative who signed it, from the receipt page."""

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.kit.errors import IllegalMove
from chopmark.notify import messages
from chopmark.onboarding import undoing
from chopmark.onboarding.inviting import links
from chopmark.onboarding.inviting.states import Status
from chopmark.onboarding.models import Application, Invitation
from chopmark.web import links as addresses


@transaction.atomic
def revoke(invitation: Invitation) -> None:
    """The super administrator's rights end at once and both are told; a second press finds it done."""
    row = Application.objects.select_for_update().get(pk=invitation.application_id)
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.status == Status.REVOKED:
        return
    if not held.may("revoke"):
        raise IllegalMove(here=held.status, act="revoke")
    held.move(Status.REVOKED, actor=held.person)
    audit.record("authorisation.revoked", subject=row.matter, actor=held.person)
    if row.authorised_by:  # not in effect yet: it waits for the identity of the applicant
        row.authorised_by, row.rep_signed_at = "", None
        row.save(update_fields=["authorised_by", "rep_signed_at"])
    if undoing.dismiss(row, actor=held.person):  # a successor, or a later paper, stands
        messages.send(
            "revoked.applicant", mobile=row.mobile or "", matter=row.matter, language=row.owner.language, org=row.name,
            link=addresses.absolute(f"/a/{row.ref}/"),
        )  # fmt: skip
    messages.send(
        "revoked.receipt", mobile=held.mobile, matter=held.matter, language=held.language, org=row.name,
        link=links.short_link(held),
    )  # fmt: skip
