"""Done later, by a worker: making and signing the paper, and letting old invitations expire."""

import procrastinate
from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.audit import log as audit
from chopmark.kit import files
from chopmark.kit.clock import now
from chopmark.kit.deadlocks import begun_again
from chopmark.kit.errors import Unavailable
from chopmark.notify import messages
from chopmark.onboarding import actions as applications
from chopmark.onboarding import flow
from chopmark.onboarding.inviting import actions, links, paper
from chopmark.onboarding.inviting.states import Status
from chopmark.onboarding.models import Application, Invitation
from chopmark.onboarding.states import Status as ApplicationStatus
from chopmark.organisations import activation
from chopmark.web import links as addresses

_BY = "legal_representative"
# A time-stamp authority that is down is waited for: nothing is ever signed without it.
_RETRY = procrastinate.RetryStrategy(wait=20, retry_exceptions={Unavailable})


@app.task(name="chopmark.sign_authorisation", retry=_RETRY, queue="engines")
def sign_authorisation(invitation_id: str) -> None:
    """Make the paper, sign it, and let it take effect: all of it or nothing, however often this runs."""
    _sign(invitation_id)


@begun_again
def _sign(invitation_id: str) -> None:
    with transaction.atomic():
        known = Invitation.objects.only("application_id").get(pk=invitation_id)
        row = Application.objects.select_for_update().get(pk=known.application_id)
        invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
        if invitation.status != Status.SIGNING:
            return
        if not _still_waits(row):
            invitation.move(Status.WITHDRAWN, actor=None)
            return
        signed = paper.signed(invitation)
        invitation.file, invitation.sha256 = files.put(signed.pdf), signed.sha256
        invitation.move(Status.SIGNED, actor=invitation.person)
        audit.record("authorisation.signed", subject=row.matter, actor=invitation.person, sha256=signed.sha256)
        _take_effect(row, invitation)


def _still_waits(row: Application) -> bool:
    """Whether the signature is still the open question: the application may have ended or changed meanwhile."""
    step = flow.current(row)
    return row.may("answer") and step is not None and step.key == "legal_rep"


def _take_effect(row: Application, invitation: Invitation) -> None:
    row.rep_signed_at = now()
    row.save(update_fields=["rep_signed_at"])
    applications.authorise(row, by=_BY, actor=invitation.person)
    _admit(row, invitation)


@applications.afterwards(_BY)
def authorised_at_last(row: Application) -> None:
    """The signature waited for the applicant's identity, which a person has confirmed by now."""
    invitation = row.invitations.filter(status=Status.SIGNED).first()
    if invitation is not None:
        _admit(row, invitation)


def _admit(row: Application, invitation: Invitation) -> None:
    if row.status != ApplicationStatus.APPROVED or row.organisation is None or invitation.person is None:
        return
    activation.admit_legal_representative(row.organisation, person=invitation.person)
    messages.send(
        "rep.receipt", mobile=invitation.mobile, matter=invitation.matter, language=invitation.language,
        applicant=row.masked_applicant, org=row.name, link=links.short_link(invitation),
    )  # fmt: skip
    if row.activated_at is None:
        messages.send(
            "admin.changed_new" if row.changes else "applicant.authorised", mobile=row.mobile or "", matter=row.matter,
            language=row.owner.language, org=row.name, link=addresses.absolute(f"/a/{row.ref}/"),
        )  # fmt: skip


@app.task(name="chopmark.expire_invitations", queueing_lock="invitations")
def expire_invitations(timestamp: int) -> None:
    """Every few minutes: invitations whose days are over."""
    actions.expire_old()
