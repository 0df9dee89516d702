"""Becoming super administrator: an organisation opens when it is both authorised and activated."""

from django.db import models, transaction

from chopmark.audit import log as audit
from chopmark.kit.clock import now
from chopmark.organisations.models import Membership, Organisation
from chopmark.organisations.states import Status
from chopmark.people.models import Person


@transaction.atomic
def verify_organisation(
    *, uscc: str, name: str, entity_type: str, administrator: Person, by: str, actor: models.Model | None
) -> Organisation:
    """Create the organisation with its super administrator; raises IntegrityError when the code has one already."""
    organisation = Organisation.objects.create(uscc=uscc, name=name, entity_type=entity_type)
    audit.record("organisation.verified", subject=organisation, actor=actor, by=by)
    membership = Membership.objects.create(
        organisation=organisation, person=administrator, role=Membership.SUPER_ADMINISTRATOR
    )
    audit.record("membership.granted", subject=organisation, actor=actor, role=membership.role)
    return organisation


@transaction.atomic
def activate(organisation: Organisation, *, person: Person) -> None:
    """The super administrator accepted by SMS; the Enterprise Edition opens. A second time changes nothing."""
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    membership = held.super_administrator
    if membership is None or membership.person_id != person.pk or held.status != Status.VERIFIED:
        return
    membership.activated_at = now()
    membership.save(update_fields=["activated_at"])
    held.move(Status.OPEN, actor=person)
