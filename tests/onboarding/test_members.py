"""Members: invited by mobile, in after the identity check, with the role that was meant; and what leaving hands over."""

import datetime as dt

import pytest

from chopmark.contracts.actions import may_see
from chopmark.contracts.models import Contract
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed
from chopmark.kit.states import reachable
from chopmark.onboarding.models import Application
from chopmark.organisations.members import actions, links
from chopmark.organisations.members.states import MOVES, START, Status
from chopmark.organisations.models import MemberInvitation, Membership, Organisation
from chopmark.seals import actions as seals
from chopmark.seals.shapes import Kind
from tests.contracts.conftest import draft, paper, seal
from tests.journey import EMPLOYEE, HEAD, PhoneApplicant, a_minute_later, sign_in_by_phone, texts_to
from tests.onboarding.taken import taken_by
from tests.seals.conftest import administrator, member, open_organisation, organisation, somebody, stranger

__all__ = [
    "administrator", "draft", "member", "open_organisation", "organisation", "paper", "seal", "somebody", "stranger",
]  # fmt: skip


@pytest.fixture
def taken(applicant):
    """An organisation whose head is super administrator, and their browser."""
    return taken_by(applicant), applicant


def invite(organisation, *, by, mobile=EMPLOYEE.mobile, role=Membership.SEAL_MANAGER):
    return actions.invite(organisation, mobile=mobile, role=role, by=by, language="zh-hans")


def follow(invitation, person=EMPLOYEE):
    """The invited person at their phone, up to the question of joining."""
    browser = sign_in_by_phone(person.mobile)
    a_minute_later()
    led = browser.get(f"/m/{links.token_of(invitation.pk)}/go/")
    journey = PhoneApplicant(person=person, browser=browser)
    journey.ref = led["Location"].split("/")[2]
    return journey


def test_who_was_invited_is_in_once_the_identity_is_checked_with_the_role_that_was_meant(taken):
    organisation, head = taken
    invitation = invite(organisation, by=head.row.owner)
    journey = follow(invitation)
    assert journey.stands_at() == "consent"
    assert journey.row.name == organisation.name
    journey.to("join").answer("join")
    held = organisation.memberships.get(person=journey.row.owner, ended_at=None)
    assert held.role == Membership.SEAL_MANAGER
    invitation.refresh_from_db()
    assert invitation.status == Status.ACCEPTED
    assert not [m for m in texts_to(HEAD.mobile) if m.template == "join.asked"]
    assert journey.row.status == "approved"


def test_another_mobile_than_the_invited_one_asks_like_everybody_else(taken):
    organisation, head = taken
    invitation = invite(organisation, by=head.row.owner, mobile="13900000099")
    journey = follow(invitation)
    journey.to("join").answer("join")
    assert not organisation.memberships.filter(person=journey.row.owner).exists()
    assert [m for m in texts_to(HEAD.mobile) if m.template == "join.asked"]
    invitation.refresh_from_db()
    assert invitation.status == Status.SENT


@pytest.mark.parametrize("ends", ["withdrawn", "expired"])
def test_an_invitation_that_is_over_lets_nobody_in(taken, ends):
    organisation, head = taken
    invitation = invite(organisation, by=head.row.owner)
    journey = follow(invitation)
    journey.to("join")
    if ends == "withdrawn":
        actions.withdraw(invitation, by=head.row.owner)
    else:
        MemberInvitation.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    journey.answer("join")
    assert not organisation.memberships.filter(person=journey.row.owner).exists()


def test_two_presses_send_one_invitation(taken):
    organisation, head = taken
    assert invite(organisation, by=head.row.owner).pk == invite(organisation, by=head.row.owner).pk
    assert len([m for m in texts_to(EMPLOYEE.mobile) if m.template == "member.invite"]) == 1


def test_the_mobile_is_kept_sealed_and_the_link_only_as_a_digest(taken):
    organisation, head = taken
    invitation = invite(organisation, by=head.row.owner)
    assert links.token_of(invitation.pk) not in str(MemberInvitation.objects.values().get())
    assert EMPLOYEE.mobile not in str(MemberInvitation.objects.values("mobile_index", "token_digest").get())


def test_the_link_names_the_organisation_and_no_person(taken, client):
    organisation, head = taken
    page = client.get(f"/m/{links.token_of(invite(organisation, by=head.row.owner).pk)}/").content.decode()
    assert organisation.name in page
    assert HEAD.name not in page
    assert EMPLOYEE.mobile not in page
    assert client.get("/m/aaaaaaaaaa/").status_code == 404


def test_an_application_under_way_for_another_organisation_is_left_alone(taken):
    organisation, head = taken
    browser = sign_in_by_phone(EMPLOYEE.mobile)
    a_minute_later()
    journey = PhoneApplicant(person=EMPLOYEE, browser=browser).begin()
    Application.objects.filter(ref=journey.ref).update(
        company_answered_at=now(), name="别家", uscc="91110000600037341L"
    )
    invitation = invite(organisation, by=head.row.owner)
    assert browser.get(f"/m/{links.token_of(invitation.pk)}/go/")["Location"] == "/applications/"
    assert journey.row.name == "别家"


def test_only_the_super_administrator_invites_changes_and_ends(organisation, administrator, member, stranger):
    held = organisation.memberships.get(person=member.person)
    for somebody_else in (member.person, stranger.person):
        with pytest.raises(NotAllowed):
            invite(organisation, by=somebody_else)
        with pytest.raises(NotAllowed):
            actions.change_role(held, role=Membership.SEAL_MANAGER, by=somebody_else)
        with pytest.raises(NotAllowed):
            actions.end(held, by=somebody_else)
    assert stranger.browser.get(f"/workspace/{organisation.pk}/members/").status_code == 404
    page = member.browser.get(f"/workspace/{organisation.pk}/members/").content.decode()
    assert 'name="mobile"' not in page


@pytest.mark.parametrize("role", ["super_administrator", "legal_representative", "king", ""])
def test_no_role_is_given_that_takes_an_authorisation(organisation, administrator, member, role):
    with pytest.raises(NotAllowed):
        invite(organisation, by=administrator.person, role=role)
    with pytest.raises(NotAllowed):
        actions.change_role(organisation.memberships.get(person=member.person), role=role, by=administrator.person)


def test_the_super_administrator_is_neither_changed_nor_ended_nor_leaves(organisation, administrator, member):
    held = organisation.memberships.get(person=administrator.person)
    for act in (
        lambda: actions.change_role(held, role=Membership.MEMBER, by=administrator.person),
        lambda: actions.end(held, by=administrator.person),
        lambda: actions.leave(organisation, person=administrator.person, successor=member.person),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert organisation.is_administered_by(administrator.person)


def test_a_seal_manager_makes_and_grants_until_the_role_is_gone(organisation, administrator, member):
    held = organisation.memberships.get(person=member.person)
    assert not seals.may_make(organisation, Kind.CONTRACT, person=member.person)
    actions.change_role(held, role=Membership.SEAL_MANAGER, by=administrator.person)
    assert seals.may_make(organisation, Kind.CONTRACT, person=member.person)
    assert not seals.may_make(organisation, Kind.LEGAL, person=member.person)
    actions.change_role(held, role=Membership.MEMBER, by=administrator.person)
    assert not seals.may_make(organisation, Kind.CONTRACT, person=member.person)


def test_a_contract_manager_sees_what_others_began(draft, organisation, administrator, member):
    held = organisation.memberships.get(person=member.person)
    assert not may_see(draft, person=member.person)
    actions.change_role(held, role=Membership.CONTRACT_MANAGER, by=administrator.person)
    assert may_see(draft, person=member.person)


def test_whoever_leaves_hands_over_what_is_open_and_uses_no_seal_any_more(
    seal, draft, organisation, administrator, member
):
    Contract.objects.update(initiator=member.person)
    answer = member.browser.post(f"/workspace/{organisation.pk}/leave/", {"successor": str(administrator.person.pk)})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.initiator == administrator.person
    assert not organisation.memberships.filter(person=member.person, ended_at=None).exists()
    assert not seals.may_use(seal, person=member.person)
    assert member.browser.get(f"/workspace/{organisation.pk}/").status_code == 404


def test_nobody_hands_over_to_a_stranger_or_to_themselves(organisation, administrator, member, stranger):
    for successor in (stranger.person, member.person):
        with pytest.raises(NotAllowed):
            actions.leave(organisation, person=member.person, successor=successor)
    assert organisation.memberships.filter(person=member.person, ended_at=None).exists()


def test_who_is_removed_is_out_at_once_and_a_second_press_changes_nothing(draft, organisation, administrator, member):
    held = organisation.memberships.get(person=member.person)
    Contract.objects.update(initiator=member.person)
    address = f"/workspace/{organisation.pk}/members/{held.pk}/"
    assert administrator.browser.post(address, {"end": "1"}).status_code == 302
    assert administrator.browser.post(address, {"end": "1"}).status_code == 404
    draft.refresh_from_db()
    assert draft.initiator == administrator.person
    with pytest.raises(IllegalMove):
        actions.change_role(held, role=Membership.MEMBER, by=administrator.person)


def test_a_frozen_organisation_gives_nobody_a_role(taken, monkeypatch):
    organisation, head = taken
    monkeypatch.setattr(Organisation, "is_frozen", True)
    with pytest.raises(NotAllowed):
        invite(organisation, by=head.row.owner)


def test_every_status_can_be_reached():
    assert reachable(MOVES, START) == set(Status)


def test_the_hourly_job_ends_what_nobody_followed(taken):
    organisation, head = taken
    invite(organisation, by=head.row.owner)
    MemberInvitation.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    actions.expire_due()
    assert MemberInvitation.objects.get().status == Status.EXPIRED
