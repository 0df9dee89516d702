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
    _grant(organisation, administrator, actor=actor)
    return organisation


@transaction.atomic
def fill_vacancy(organisation: Organisation, *, administrator: Person, actor: models.Model | None) -> bool:
    """A new super administrator where there was none; False when somebody else has been named meanwhile."""
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.status != Status.VACANT:
        return False
    held.move(Status.VERIFIED, actor=actor)
    _grant(held, administrator, actor=actor)
    return True


def _grant(organisation: Organisation, person: Person, *, actor: models.Model | None) -> None:
    """Whoever was a plain member before is more than that now."""
    plain = organisation.memberships.filter(person=person, role=Membership.MEMBER, ended_at=None)
    if plain.update(ended_at=now()):
        audit.record("membership.ended", subject=organisation, actor=actor, role=Membership.MEMBER)
    membership = Membership.objects.create(
        organisation=organisation, person=person, role=Membership.SUPER_ADMINISTRATOR
    )
    audit.record("membership.granted", subject=organisation, actor=actor, role=membership.role)


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


@transaction.atomic
def admit_legal_representative(organisation: Organisation, *, person: Person) -> None:
    """Who signed online is a member as legal representative (domain 3); a second time changes nothing."""
    role = Membership.LEGAL_REPRESENTATIVE
    _, is_new = Membership.objects.get_or_create(
        organisation=organisation, person=person, role=role, ended_at=None, defaults={"activated_at": now()}
    )
    if is_new:
        audit.record("membership.granted", subject=organisation, actor=person, role=role)


@transaction.atomic
def reinstate(membership: Membership, *, actor: models.Model | None) -> bool:
    """Whose rights ended by mistake is super administrator again, activated as before; False where somebody else is."""
    held = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    if not fill_vacancy(held, administrator=membership.person, actor=actor):
        return False
    if membership.activated_at is not None:
        activate(held, person=membership.person)
    return True


@transaction.atomic
def dismiss_administrator(membership: Membership, *, actor: models.Model | None) -> bool:
    """End the super administrator's rights at once; what was signed stands. False when it is somebody else now."""
    held = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    if held.super_administrator != membership:
        return False
    membership.ended_at = now()
    membership.save(update_fields=["ended_at"])
    audit.record("membership.ended", subject=held, actor=actor, role=membership.role)
    held.move(Status.VACANT, actor=actor)
    return True
