"""Whatever happens at the same moment: one organisation a code, one super administrator, one application an account."""

import pytest
from django.db import IntegrityError, transaction

from chopmark.audit.models import Event
from chopmark.kit.clock import now
from chopmark.onboarding import actions
from chopmark.onboarding.models import Application
from chopmark.onboarding.states import Status
from chopmark.organisations.activation import activate, verify_organisation
from chopmark.organisations.claims import read
from chopmark.organisations.models import Membership, Organisation
from chopmark.organisations.states import Status as OrganisationStatus
from chopmark.people.models import Person
from tests.crowd import at_once
from tests.journey import DEMO, account

MANY = 7  # the pool of one process holds eight connections
ROUNDS = range(3)  # 21 transactions in all


def verify(person):
    return verify_organisation(
        uscc=DEMO.code, name=DEMO.name, entity_type="enterprise", administrator=person, by="face", actor=person
    )


@pytest.fixture
def people(committed):
    return [Person.objects.arrive() for _ in range(MANY)]


@pytest.mark.parametrize("number", ROUNDS)
def test_of_many_verifications_of_one_code_exactly_one_wins(people, number):
    answers = at_once(lambda n: verify(people[n]), MANY)
    assert sum(isinstance(answer, Organisation) for answer in answers) == 1
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == MANY - 1
    assert Organisation.objects.count() == Membership.objects.count() == 1
    assert Event.objects.filter(kind="organisation.verified").count() == 1


@pytest.mark.parametrize("number", ROUNDS)
def test_of_many_super_administrators_of_one_organisation_exactly_one_wins(people, number):
    organisation = Organisation.objects.create(uscc=DEMO.code, name=DEMO.name, entity_type="enterprise")

    def grant(n):
        with transaction.atomic():
            return Membership.objects.create(
                organisation=organisation, person=people[n], role=Membership.SUPER_ADMINISTRATOR
            )

    answers = at_once(grant, MANY)
    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == MANY - 1
    assert Membership.objects.count() == 1


def test_of_many_applications_authorised_at_once_one_is_approved_and_the_others_superseded(people):
    rows = [
        Application.objects.create(
            owner=p,
            cloud_uin=str(n),
            name=DEMO.name,
            uscc=DEMO.code,
            entity_type="enterprise",
            identity_checked_at=now(),
        )
        for n, p in enumerate(people)
    ]

    def authorise(n):
        with transaction.atomic():
            row = Application.objects.select_for_update().get(pk=rows[n].pk)
            actions.authorise(row, by="face", actor=row.owner)

    at_once(authorise, MANY)
    standing = [row.status for row in Application.objects.all()]
    assert standing.count(Status.APPROVED) == 1
    assert set(standing) <= {Status.APPROVED, Status.SUPERSEDED}
    assert Organisation.objects.count() == 1


def test_beginning_many_times_at_once_makes_one_application(people):
    claims = read(account(), {})
    answers = at_once(lambda _: actions.start(people[0], claims=claims).pk, MANY)
    assert len(set(answers)) == 1
    assert Application.objects.count() == 1


def test_activating_many_times_at_once_opens_once(people):
    organisation = verify(people[0])
    answers = at_once(lambda _: activate(organisation, person=people[0]), MANY)
    assert answers == [None] * MANY
    assert Organisation.objects.get().status == OrganisationStatus.OPEN
    assert Event.objects.filter(kind="organisation.opened").count() == 1


def test_a_closed_organisation_makes_room_for_another(people):
    verify(people[0]).move(OrganisationStatus.CLOSED, actor=None)
    assert verify(people[1]).uscc == DEMO.code


def test_a_super_administrator_who_left_makes_room_for_another(people):
    organisation = verify(people[0])
    Membership.objects.update(ended_at="2026-01-01T00:00:00Z")
    Membership.objects.create(organisation=organisation, person=people[1], role=Membership.SUPER_ADMINISTRATOR)
    assert organisation.super_administrator.person == people[1]


def test_nobody_else_activates_an_organisation(people):
    organisation = verify(people[0])
    activate(organisation, person=people[1])
    assert Organisation.objects.get().status == OrganisationStatus.VERIFIED
