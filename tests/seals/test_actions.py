"""Who makes, holds, grants and uses a seal, and how many of each there are."""

import datetime as dt

import pytest

from chopmark.audit.models import Event
from chopmark.drawing import seals as drawing
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed
from chopmark.notify.codes import Answer
from chopmark.notify.models import Code, Message
from chopmark.organisations.models import Membership, Organisation
from chopmark.organisations.states import Status as OrganisationStatus
from chopmark.people.models import Person
from chopmark.seals import actions
from chopmark.seals.models import Grant, Seal
from chopmark.seals.shapes import Kind
from chopmark.seals.states import Status
from tests.crowd import at_once
from tests.seals.conftest import open_organisation


def make(organisation, who, *, kind=Kind.OFFICIAL, name="公章", form="round-42", line=""):
    return actions.make(organisation, kind=kind, name=name, form=form, line=line, person=who.person)


@pytest.fixture
def seal(organisation, administrator):
    return make(organisation, administrator)


def grant(seal, *, to, by, until=None):
    """By the way of the pages: a code to the granter, entered."""
    actions.ask_for_code(seal, person=by.person)
    return actions.grant(seal, to=to.person, until=until, person=by.person, digits=by.codes("grant")[0])


def test_a_seal_is_drawn_from_the_registered_name_and_its_maker_holds_it(seal, organisation, administrator):
    assert sorted(drawing.read(seal.drawing)) == sorted(organisation.name)
    assert actions.usable(organisation, person=administrator.person) == [seal]


def test_there_is_one_official_seal_until_it_is_void(seal, organisation, administrator):
    with pytest.raises(actions.Taken) as taken:
        make(organisation, administrator, name="另一枚")
    assert taken.value.what == "kind"
    actions.move(seal, Status.VOID, person=administrator.person)
    assert make(organisation, administrator).pk != seal.pk


def test_two_seals_never_share_a_name(seal, organisation, administrator):
    with pytest.raises(actions.Taken) as taken:
        make(organisation, administrator, kind=Kind.CONTRACT, form="ellipse-45", line="合同专用章")
    assert taken.value.what == "name"


def test_of_seven_presses_at_once_one_makes_the_official_seal(committed):
    organisation, person = open_organisation(), Person.objects.arrive()
    Membership.objects.create(organisation=organisation, person=person, role=Membership.SUPER_ADMINISTRATOR)
    told = {"kind": Kind.OFFICIAL, "form": "round-42", "line": "", "person": person}
    answers = at_once(lambda number: actions.make(organisation, name=f"公章{number}", **told), 7)
    assert sum(isinstance(answer, Seal) for answer in answers) == 1
    assert sum(isinstance(answer, actions.Taken) for answer in answers) == 6
    assert Seal.objects.count() == 1


def test_a_plain_member_makes_stops_and_grants_nothing(seal, organisation, member, stranger):
    with pytest.raises(NotAllowed):
        make(organisation, member, kind=Kind.CONTRACT, name="合同章", form="ellipse-45")
    with pytest.raises(NotAllowed):
        actions.move(seal, Status.STOPPED, person=member.person)
    with pytest.raises(NotAllowed):
        actions.ask_for_code(seal, person=member.person)
    with pytest.raises(NotAllowed):
        actions.grant(seal, to=member.person, until=None, person=stranger.person, digits="123456")


def test_only_the_legal_representative_makes_their_own_seal(organisation, administrator, member):
    with pytest.raises(NotAllowed):
        make(organisation, administrator, kind=Kind.LEGAL, name="名章", form="square-20")
    Membership.objects.create(organisation=organisation, person=member.person, role=Membership.LEGAL_REPRESENTATIVE)
    made = make(organisation, member, kind=Kind.LEGAL, name="名章", form="square-20")
    assert sorted(drawing.read(made.drawing)) == sorted("叶栖汀印")
    with pytest.raises(NotAllowed):
        actions.move(made, Status.VOID, person=administrator.person)


def test_a_member_uses_a_seal_from_the_grant_until_it_is_taken_back(seal, organisation, administrator, member):
    with pytest.raises(NotAllowed):
        actions.use(seal, person=member.person, matter="contract:1", title="合同")
    assert grant(seal, to=member, by=administrator).answer is Answer.RIGHT
    actions.use(seal, person=member.person, matter="contract:1", title="合同")
    actions.take_back(Grant.objects.get(person=member.person), person=administrator.person)
    with pytest.raises(NotAllowed):
        actions.use(seal, person=member.person, matter="contract:2", title="合同")
    told = Message.objects.filter(template__startswith="seal.").order_by("created_at")
    assert [(m.template, m.mobile) for m in told] == [
        ("seal.granted", member.person.mobile), ("seal.taken_back", member.person.mobile)
    ]  # fmt: skip


def test_one_matter_is_one_use_however_often_it_is_noted(seal, administrator):
    for _ in range(2):
        actions.use(seal, person=administrator.person, matter="contract:1", title="合同")
    assert seal.uses.count() == 1
    assert Event.objects.filter(kind="seal.used").count() == 1


def test_a_grant_ends_at_its_moment_and_may_be_given_anew(seal, administrator, member):
    Grant.objects.create(
        seal=seal, person=member.person, by=administrator.person, until=now() - dt.timedelta(seconds=1)
    )
    assert not actions.may_use(seal, person=member.person)
    assert member.person in actions.candidates(seal)
    grant(seal, to=member, by=administrator)
    assert actions.may_use(seal, person=member.person)


def test_a_wrong_code_and_a_code_for_another_seal_grant_nothing(seal, organisation, administrator, member):
    other = make(organisation, administrator, kind=Kind.CONTRACT, name="合同章", form="ellipse-45")
    actions.ask_for_code(other, person=administrator.person)
    digits = administrator.codes("grant")[0]
    outcome = actions.grant(seal, to=member.person, until=None, person=administrator.person, digits=digits)
    assert outcome.answer is Answer.SPENT
    wrong = "000000" if digits != "000000" else "111111"
    outcome = actions.grant(other, to=member.person, until=None, person=administrator.person, digits=wrong)
    assert outcome.answer is Answer.WRONG
    assert not Grant.objects.filter(person=member.person).exists()


def test_nobody_outside_the_organisation_is_granted_a_seal(seal, administrator, stranger):
    with pytest.raises(NotAllowed):
        grant(seal, to=stranger, by=administrator)


def test_who_left_the_organisation_uses_nothing_though_the_grant_stands(seal, organisation, administrator, member):
    grant(seal, to=member, by=administrator)
    organisation.memberships.filter(person=member.person).update(ended_at=now())
    assert not actions.may_use(seal, person=member.person)


def test_who_left_and_came_back_holds_nothing_of_before_and_may_be_granted_it_anew(
    seal, organisation, administrator, member
):
    grant(seal, to=member, by=administrator)
    organisation.memberships.filter(person=member.person).update(ended_at=now())
    Membership.objects.create(organisation=organisation, person=member.person, role=Membership.MEMBER)
    assert not actions.may_use(seal, person=member.person)
    assert member.person in actions.candidates(seal)
    Code.objects.update(created_at=now() - dt.timedelta(minutes=2))  # the next code may go out
    grant(seal, to=member, by=administrator)
    assert actions.may_use(seal, person=member.person)


@pytest.mark.parametrize("status", [OrganisationStatus.VACANT, OrganisationStatus.VERIFIED, OrganisationStatus.CLOSED])
def test_an_organisation_that_may_not_sign_uses_no_seal(seal, administrator, status):
    Organisation.objects.update(status=status)
    seal.refresh_from_db()
    assert not actions.may_use(seal, person=administrator.person)


def test_a_stopped_seal_is_not_used_and_a_void_one_never_again(seal, administrator):
    actions.move(seal, Status.STOPPED, person=administrator.person)
    with pytest.raises(NotAllowed):
        actions.use(seal, person=administrator.person, matter="contract:1", title="合同")
    actions.move(seal, Status.VOID, person=administrator.person)
    with pytest.raises(IllegalMove):
        actions.move(seal, Status.IN_USE, person=administrator.person)


def test_events_name_nobody(seal, administrator, member):
    grant(seal, to=member, by=administrator)
    told = str(list(Event.objects.values_list("facts", flat=True)))
    assert member.person.name not in told
    assert member.person.mobile not in told
