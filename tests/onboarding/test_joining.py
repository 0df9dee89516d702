"""An organisation that is here already: asking its super administrator to be let in, and what they answer."""

import datetime as dt

import pytest

from chopmark.audit.models import Event
from chopmark.kit import masks
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed
from chopmark.notify.models import Message
from chopmark.onboarding import actions
from chopmark.onboarding.models import Application, Purpose
from chopmark.organisations.joining import actions as joining
from chopmark.organisations.models import JoinRequest, Membership, Organisation
from chopmark.people.models import Person
from chopmark.practice import companies
from chopmark.web import words
from tests.crowd import at_once
from tests.journey import DEMO, EMPLOYEE, HEAD, texts_to
from tests.onboarding.taken import LATER, press, taken_by


@pytest.fixture
def administrator(applicant):
    """The head of the demo organisation, who is its super administrator."""
    taken_by(applicant)
    return applicant


@pytest.fixture
def newcomer(administrator, applicant_of):
    """An employee with a cloud account of their own, before the question of the company."""
    return applicant_of(person=EMPLOYEE, sub=LATER).to("company")


@pytest.fixture
def asker(newcomer):
    """Who said that they want to join, and whose identity is checked."""
    press(newcomer, "join")
    return newcomer.to("join")


@pytest.fixture
def request_to_join(asker):
    asker.answer("join")
    return JoinRequest.objects.get()


def decide(who, request, decision, **fields):
    return who.browser.post(f"/j/{request.ref}/", {"decision": decision, **fields})


def test_who_knows_all_three_elements_is_told_who_administers_and_only_masked(newcomer):
    page = newcomer.company()
    assert page.context["kind"] == "org_exists"
    assert page.context["words"]["admin"] == masks.name(HEAD.name) != HEAD.name
    assert HEAD.mobile not in page.content.decode()
    assert words.text("join.ask") in page.content.decode()


def test_who_knows_less_learns_nothing_of_an_organisation_that_is_here(newcomer):
    page = newcomer.company(legal_representative="王不是")
    assert words.text("join.ask") not in page.content.decode()
    press(newcomer, "join", legal_representative="王不是")
    assert newcomer.row.purpose == Purpose.AUTHENTICATE
    assert newcomer.stands_at() == "company"


def test_the_super_administrator_hears_of_a_repetition_once_a_day(newcomer):
    for _ in range(3):
        newcomer.company()
    assert len(texts_to(HEAD.mobile, "alert.repeat")) == 1
    Organisation.objects.update(alerted_at=now() - dt.timedelta(days=1, minutes=1))
    newcomer.company()
    assert len(texts_to(HEAD.mobile, "alert.repeat")) == 2


def test_the_way_to_join_asks_who_one_is_and_nothing_else(newcomer):
    press(newcomer, "join")
    seen = []
    while (here := newcomer.stands_at()) != "join":
        seen.append(here)
        newcomer.to({"consent": "identity", "identity": "contact", "contact": "join"}[here])
    assert seen == ["consent", "identity", "contact"]
    assert not JoinRequest.objects.exists()


def test_asking_tells_the_super_administrator_with_a_link_and_a_masked_name(request_to_join):
    text = texts_to(HEAD.mobile, "join.asked")[-1].body
    assert f"/j/{request_to_join.ref}/" in text
    assert EMPLOYEE.name not in text


def test_a_double_press_asks_once(asker):
    revision = asker.row.revision
    for _ in range(3):
        asker.answer("join", revision=revision)
    asker.answer("join")
    assert JoinRequest.objects.count() == 1
    assert len(texts_to(HEAD.mobile, "join.asked")) == 1


def test_a_reminder_goes_out_once_a_day(asker, request_to_join):
    asker.post("join/remind/")
    assert len(texts_to(HEAD.mobile, "join.asked")) == 1
    JoinRequest.objects.update(told_at=now() - dt.timedelta(days=1, minutes=1))
    for _ in range(3):
        asker.post("join/remind/")
    assert len(texts_to(HEAD.mobile, "join.asked")) == 2


def test_accepting_makes_a_member_and_tells_the_asker(asker, administrator, request_to_join):
    assert decide(administrator, request_to_join, "accept").status_code == 302
    assert Membership.objects.get(person=asker.row.owner).role == Membership.MEMBER
    assert texts_to(EMPLOYEE.mobile, "join.accepted")
    assert asker.row.status == "approved"
    assert words.text("join.accepted.text") in asker.get("status/").content.decode()
    assert administrator.row.organisation.super_administrator.person == administrator.row.owner


def test_a_member_who_joined_is_not_activated_and_states_nothing(asker, administrator, request_to_join):
    decide(administrator, request_to_join, "accept")
    assert asker.get("activate/").status_code == 302
    with pytest.raises(IllegalMove):
        actions.activate(asker.row)
    assert asker.get("statement/pdf/").status_code == 404


def test_declining_needs_a_reason_that_the_asker_reads(asker, administrator, request_to_join):
    assert decide(administrator, request_to_join, "decline").status_code == 422
    decide(administrator, request_to_join, "decline", reason="请先找人事登记")
    assert asker.row.status == "refused"
    assert "请先找人事登记" in asker.get("status/").content.decode()
    assert texts_to(EMPLOYEE.mobile, "join.declined")
    assert not Membership.objects.filter(person=asker.row.owner).exists()


def test_after_a_no_the_same_person_waits_a_week(asker, administrator, request_to_join):
    decide(administrator, request_to_join, "decline", reason="不认识")
    owner, organisation = asker.row.owner, request_to_join.organisation
    assert not joining.may_ask(organisation, person=owner)
    JoinRequest.objects.update(ended_at=now() - dt.timedelta(days=8))
    assert joining.may_ask(organisation, person=owner)


def test_a_second_decision_finds_the_first(administrator, request_to_join):
    decide(administrator, request_to_join, "accept")
    decide(administrator, request_to_join, "decline", reason="反悔")
    assert JoinRequest.objects.get().status == "accepted"
    with pytest.raises(IllegalMove):
        joining.decline(request_to_join, administrator=administrator.row.owner, reason="反悔")


def test_strangers_and_plain_members_find_no_request(asker, administrator, request_to_join, applicant_of):
    stranger = applicant_of(company=companies.by_seed(3), sub="100000000098")
    for who in (asker, stranger):
        assert who.browser.get(f"/j/{request_to_join.ref}/").status_code == 404
        assert decide(who, request_to_join, "accept").status_code == 404
    Membership.objects.create(
        organisation=request_to_join.organisation, person=asker.row.owner, role=Membership.MEMBER
    )  # fmt: skip
    assert decide(asker, request_to_join, "accept").status_code == 404
    with pytest.raises(NotAllowed):
        joining.accept(request_to_join, administrator=asker.row.owner)
    assert JoinRequest.objects.get().status == "asked"


def test_nobody_asks_whose_identity_is_not_checked(administrator):
    stranger = Person.objects.arrive()
    with pytest.raises(NotAllowed):
        joining.ask(administrator.row.organisation, person=stranger, matter="application:none")


def test_nobody_asks_or_reminds_through_somebody_elses_application(asker, administrator, request_to_join):
    JoinRequest.objects.update(told_at=now() - dt.timedelta(days=2))
    for rest in ("join/", "join/remind/"):
        assert administrator.browser.post(f"/a/{asker.ref}/{rest}", {"revision": "0"}).status_code == 404
    assert len(texts_to(HEAD.mobile, "join.asked")) == 1


def test_withdrawing_takes_the_question_back(asker, request_to_join):
    asker.post("withdraw/")
    assert JoinRequest.objects.get().status == "withdrawn"


def test_another_identity_takes_the_question_back(asker, request_to_join):
    asker.identity(mobile="13900000002")
    assert JoinRequest.objects.get().status == "withdrawn"


def test_a_request_that_nobody_answers_ends_and_may_be_put_again(asker, request_to_join, administrator):
    JoinRequest.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    assert decide(administrator, request_to_join, "accept").status_code == 200
    joining.expire_due()
    joining.expire_due()
    assert JoinRequest.objects.get().status == "expired"
    assert len(texts_to(EMPLOYEE.mobile, "join.expired")) == 1
    asker.answer("join")
    assert JoinRequest.objects.filter(status="asked").count() == 1


def test_the_workspace_lists_requests_to_the_super_administrator_only(asker, administrator, request_to_join):
    at = f"/workspace/{request_to_join.organisation_id}/"
    assert f"/j/{request_to_join.ref}/" in administrator.browser.get(at).content.decode()
    assert f"/j/{request_to_join.ref}/" not in asker.browser.get(at).content.decode()


def test_without_a_super_administrator_the_page_leads_back_to_the_company(asker, administrator):
    administrator.row.organisation.memberships.update(ended_at=now())
    Organisation.objects.update(status="vacant")
    assert words.text("join.gone.text") in asker.get("join/").content.decode()
    assert asker.answer("join").status_code == 302
    assert not JoinRequest.objects.exists()


def test_who_was_too_late_is_told_and_joins_without_saying_anything_twice(applicant, applicant_of):
    late = applicant_of(person=EMPLOYEE, sub=LATER).to("choose")
    taken_by(applicant)
    assert late.row.status == "superseded"
    text = texts_to(EMPLOYEE.mobile, "applicant.superseded")
    assert len(text) == 1
    assert f"/a/{late.ref}/" in text[0].body
    for _ in range(2):
        begun = late.post("join/instead/")
    late.ref = begun["Location"].split("/")[2]
    assert late.stands_at() == "join"
    assert Application.objects.filter(owner=late.row.owner).count() == 2


def test_one_who_only_asked_for_an_inclusion_is_shown_nobody(applicant, applicant_of):
    late = applicant_of(person=EMPLOYEE, sub=LATER).to("choose")
    Application.objects.filter(pk=late.row.pk).update(inclusion_asked_at=now())
    taken_by(applicant)
    late.ref = late.post("join/instead/")["Location"].split("/")[2]
    assert late.row.purpose == Purpose.AUTHENTICATE
    assert late.stands_at() == "company"


def test_no_event_of_joining_carries_a_name_or_a_number(asker, administrator, request_to_join):
    decide(administrator, request_to_join, "decline", reason="不认识")
    told = "".join(str(event.facts) for event in Event.objects.all())
    for secret in (EMPLOYEE.name, EMPLOYEE.number, EMPLOYEE.mobile, HEAD.name, "不认识"):
        assert secret not in told


@pytest.mark.parametrize("number", range(3))
def test_of_many_answers_at_once_exactly_one_counts(committed, number):
    head, asks = (Person.objects.arrive() for _ in range(2))
    Person.objects.filter(pk=asks.pk).update(identity_checked_at=now())
    asks.refresh_from_db()
    row = Application.objects.create(owner=asks, cloud_uin="1", name=DEMO.name, uscc=DEMO.code, purpose=Purpose.JOIN)
    organisation = Organisation.objects.create(uscc=DEMO.code, name=DEMO.name, entity_type="enterprise", status="open")
    Membership.objects.create(organisation=organisation, person=head, role=Membership.SUPER_ADMINISTRATOR)
    request = joining.ask(organisation, person=asks, matter=row.matter)

    def answer(n):
        if n % 2:
            return joining.accept(request, administrator=head)
        return joining.decline(request, administrator=head, reason="不认识")

    answers = at_once(answer, 7)
    assert answers.count(None) == 1
    assert sum(isinstance(one, IllegalMove) for one in answers) == 6
    accepted = JoinRequest.objects.get().status == "accepted"
    assert Membership.objects.filter(person=asks).count() == int(accepted)
    assert Message.objects.filter(template__in=("join.accepted", "join.declined")).count() == 1


def test_the_page_of_who_waits_moves_on_by_itself(asker, administrator):
    asker.to("join").answer("join")
    assert asker.get("join/?waits=1").status_code == 204
    request = JoinRequest.objects.get()
    joining.accept(request, administrator=administrator.row.owner)
    assert asker.get("join/?waits=1").status_code == 302
