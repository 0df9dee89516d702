"""Succeeding a super administrator who has gone or does not answer: by the head, or by a letter that two people read."""

from contextlib import suppress

import pytest
from django.db import OperationalError, transaction
from django.test import Client

from chopmark.audit.models import Event
from chopmark.kit import masks
from chopmark.kit.clock import now
from chopmark.kit.deadlocks import begun_again
from chopmark.kit.errors import IllegalMove, NotAllowed
from chopmark.onboarding import actions, changing
from chopmark.onboarding.inviting import links
from chopmark.onboarding.models import Application, Invitation, Objection, Purpose
from chopmark.organisations.joining import actions as joining
from chopmark.organisations.models import JoinRequest, Membership, Organisation
from chopmark.people.models import Person
from chopmark.practice import companies, residents
from chopmark.review.models import Case
from chopmark.web import words
from tests.crowd import at_once
from tests.jobs import work_all
from tests.journey import DEMO, EMPLOYEE, HEAD, a_minute_later, account, sign_in, texts_to
from tests.onboarding.phones import Phone
from tests.onboarding.reviewers import decide, decide_case
from tests.onboarding.taken import LATER, press, taken_by

SUCCESSOR, THIRD = [entry for entry, code in residents.roster() if entry.story == "employee" and code == DEMO.code][1:3]


@pytest.fixture
def administrator(employee):
    """An employee who is super administrator of the demo organisation."""
    taken_by(employee)
    return employee


@pytest.fixture
def newcomer(administrator, applicant_of):
    return applicant_of(person=SUCCESSOR, sub=LATER).to("company")


@pytest.fixture
def successor(newcomer):
    """A colleague who pressed for a change and said who they are."""
    press(newcomer, "change")
    return newcomer.to("choose")


@pytest.fixture
def handed_in(successor):
    successor.to("letter").hand_in()
    return successor


@pytest.fixture
def second_reviewer(practice_world, provider, settings):
    claims = account(sub="200000000002", owner_uin=settings.STAFF_OWNER_UIN)
    claims["esign"] = {**claims["esign"], "actions": [settings.STAFF_ACTIONS["reviewer"]]}
    return sign_in(provider, claims)


def organisation():
    return Organisation.objects.get(uscc=DEMO.code)


def administers(who):
    held = organisation().super_administrator
    return held is not None and held.person_id == who.row.owner_id


def signed_by_the_head(applicant):
    """Invited, and signed on the head's phone."""
    applicant.to("legal_rep")
    applicant.answer("legal_rep", mobile=HEAD.mobile)
    phone = Phone(links.alias_of(Invitation.objects.get(application=applicant.row).pk)).to_sign()
    phone.sign()
    work_all("sign_authorisation")
    return phone


def approved_by_two(applicant, *reviewers):
    for reviewer in reviewers:
        decide(reviewer, applicant.row, "approved")


# --- asking


def test_who_asks_for_a_change_answers_what_everybody_answers(successor):
    assert successor.row.purpose == Purpose.CHANGE
    assert successor.row.succeeds == organisation().super_administrator
    page = successor.get("choose/").content.decode()
    assert words.html("takeover.title") in page
    assert words.html("takeover.notice") in page


def test_who_waits_to_be_let_in_may_ask_for_a_change_instead(newcomer):
    press(newcomer, "join")
    newcomer.to("join").answer("join")
    assert words.html("refusal.buttons.takeover") in newcomer.get("join/").content.decode()
    for _ in range(2):
        newcomer.post("change/instead/")
    assert newcomer.row.purpose == Purpose.CHANGE
    assert JoinRequest.objects.get().status == "withdrawn"
    assert newcomer.stands_at() == "choose"


def test_nobody_succeeds_themselves(administrator, applicant_of):
    again = applicant_of(person=EMPLOYEE, sub=LATER, browser=administrator.browser)
    again.begin()
    again.to("company")
    assert press(again, "change").context["kind"] == "org_exists"
    press(again, "join")
    again.to("join").post("change/instead/")
    assert again.row.purpose == Purpose.JOIN


def test_nobody_asks_for_a_change_through_somebody_elses_application(newcomer, administrator):
    press(newcomer, "join")
    newcomer.to("join")
    assert administrator.browser.post(f"/a/{newcomer.ref}/change/instead/").status_code == 404
    assert newcomer.row.purpose == Purpose.JOIN


def test_who_knows_less_than_all_three_elements_changes_nothing(newcomer):
    press(newcomer, "change", legal_representative="王不是")
    assert newcomer.row.purpose == Purpose.AUTHENTICATE
    assert newcomer.stands_at() == "company"


# --- by the head


def test_the_head_names_a_successor_on_a_phone_at_once(successor, administrator):
    signed_by_the_head(successor)
    assert administers(successor)
    assert organisation().status == "verified"
    former = Membership.objects.get(person=administrator.row.owner, role=Membership.SUPER_ADMINISTRATOR)
    assert former.ended_at is not None
    assert len(texts_to(EMPLOYEE.mobile, "admin.changed_old")) == 1
    assert len(texts_to(SUCCESSOR.mobile, "admin.changed_new")) == 1
    a_minute_later()
    successor.activate()
    assert organisation().status == "open"


def test_what_the_head_reads_and_signs_names_the_former_one_masked(successor):
    successor.to("legal_rep")
    successor.answer("legal_rep", mobile=HEAD.mobile)
    phone = Phone(links.alias_of(Invitation.objects.get(application=successor.row).pk)).to_sign()
    page = phone.get("sign/").content.decode()
    assert masks.name(EMPLOYEE.name).replace("*", "＊") in page or masks.name(EMPLOYEE.name) in page
    assert EMPLOYEE.name not in page


def test_the_head_names_themselves_by_their_own_face(administrator, applicant_of):
    head = applicant_of(person=HEAD, sub=LATER)
    head.to("company")
    press(head, "change")
    head.to("face")
    token, nonce = head.open_camera()
    head.show(token, nonce)
    work_all("judge_face")
    assert administers(head)
    assert texts_to(EMPLOYEE.mobile, "admin.changed_old")


def test_only_the_one_whom_the_paper_names_is_succeeded(successor, administrator, applicant_of):
    """A change that names a former one whom somebody else has succeeded meanwhile is too late."""
    other = applicant_of(person=THIRD, sub="100000000097")
    other.to("company")
    press(other, "change")
    other.to("letter")
    signed_by_the_head(successor)
    work_all("supersede_others")
    assert other.row.status == "superseded"
    assert texts_to(THIRD.mobile, "applicant.superseded")
    with pytest.raises(IllegalMove):
        actions.authorise(Application.objects.get(pk=other.row.pk), by="letter", actor=None)
    assert administers(successor)


def test_an_organisation_without_administrator_by_then_is_filled_all_the_same(successor, administrator):
    successor.to("letter")
    Membership.objects.update(ended_at=now())
    Organisation.objects.update(status="vacant")
    successor.post("choose/", road="rep", revision=successor.row.revision)
    signed_by_the_head(successor)
    assert administers(successor)
    assert texts_to(EMPLOYEE.mobile, "admin.changed_old") == []


# --- by letter


def test_the_sheet_of_a_change_is_another_and_names_the_former_one_masked(successor):
    sheet = successor.to("letter").get("letter/sheet/letter/")
    assert sheet.status_code == 200
    assert Event.objects.get(kind="letter.issued", subject=successor.row.matter).facts["template"] == "1"


def test_the_present_one_is_told_once_with_the_day_and_a_link(handed_in):
    text = texts_to(EMPLOYEE.mobile, "admin.change_notice")
    assert len(text) == 1
    assert f"/change/{handed_in.ref}/" in text[0].body
    assert SUCCESSOR.name not in text[0].body


def test_one_approval_changes_nobody(handed_in, administrator, reviewer):
    case = decide(reviewer, handed_in.row, "approved")
    assert case.is_half_approved
    assert administers(administrator)
    page = reviewer.get(f"/desk/{case.ref}/").content.decode()
    assert words.html("desk.voted") in page
    assert reviewer.post(f"/desk/{case.ref}/", {"decision": "approved"}).status_code in (403, 404)
    assert administers(administrator)


def test_who_approved_first_is_not_said(handed_in, reviewer, second_reviewer):
    case = decide(reviewer, handed_in.row, "approved")
    first = Person.objects.get(votes__case=case)
    first.name = "审核甲"
    first.save()
    page = second_reviewer.get(f"/desk/{case.ref}/").content.decode()
    assert words.html("desk.one_approved") in page
    assert "审核甲" not in page


def test_two_approvals_name_the_successor(handed_in, administrator, reviewer, second_reviewer):
    approved_by_two(handed_in, reviewer, second_reviewer)
    assert administers(handed_in)
    assert texts_to(EMPLOYEE.mobile, "admin.changed_old")
    assert texts_to(SUCCESSOR.mobile, "admin.changed_new")


def test_a_refusal_after_one_approval_leaves_everything_and_says_so(
    handed_in, administrator, reviewer, second_reviewer
):
    decide(reviewer, handed_in.row, "approved")
    decide(second_reviewer, handed_in.row, "refused", reasons=["POA_SEAL_WRONG_TYPE"])
    assert administers(administrator)
    assert handed_in.row.status == "refused"
    assert texts_to(EMPLOYEE.mobile, "admin.change_ended")


def test_withdrawing_is_told_only_where_notice_was_given(successor, administrator):
    successor.post("withdraw/")
    assert texts_to(EMPLOYEE.mobile, "admin.change_ended") == []


def test_a_withdrawn_change_is_told(handed_in):
    handed_in.post("withdraw/")
    assert len(texts_to(EMPLOYEE.mobile, "admin.change_ended")) == 1


# --- what waits


def test_while_it_is_decided_nobody_is_let_in_and_afterwards_they_are(handed_in, administrator, applicant_of):
    asker = applicant_of(person=THIRD, sub="100000000097")
    asker.to("company")
    press(asker, "join")
    asker.to("join").answer("join")
    request = JoinRequest.objects.get()
    page = administrator.browser.get(f"/workspace/{organisation().pk}/").content.decode()
    assert words.html("workspace.frozen") in page
    administrator.browser.post(f"/j/{request.ref}/", {"decision": "accept"})
    assert JoinRequest.objects.get().status == "asked"
    assert organisation().may("sign")
    handed_in.post("withdraw/")
    administrator.browser.post(f"/j/{request.ref}/", {"decision": "accept"})
    assert JoinRequest.objects.get().status == "accepted"


# --- objecting


def objection(who, ref, text="我没有离职"):
    return who.browser.post(f"/change/{ref}/", {"text": text})


def test_the_present_one_objects_once_and_the_reviewers_read_it(handed_in, administrator, reviewer):
    assert objection(administrator, handed_in.ref, "").status_code == 422
    for _ in range(2):
        objection(administrator, handed_in.ref)
    assert Objection.objects.count() == 1
    case = Case.objects.get(matter=handed_in.row.matter, status="open")
    assert "我没有离职" in reviewer.get(f"/desk/{case.ref}/").content.decode()
    assert words.html("change.objected") in administrator.browser.get(f"/change/{handed_in.ref}/").content.decode()
    assert not Case.objects.filter(kind=changing.OBJECTION).exists()


def test_strangers_and_the_applicant_find_no_notice(handed_in, applicant_of):
    stranger = applicant_of(company=companies.by_seed(3), sub="100000000098")
    for who in (stranger, handed_in):
        assert who.browser.get(f"/change/{handed_in.ref}/").status_code == 404
        assert objection(who, handed_in.ref).status_code == 404
    assert not Objection.objects.exists()


def test_an_objection_is_sealed_and_in_no_event(handed_in, administrator):
    objection(administrator, handed_in.ref)
    assert "我没有离职".encode() not in bytes(Objection.objects.values_list("text", flat=True)[0])
    assert "我没有离职" not in "".join(str(event.facts) for event in Event.objects.all())


@pytest.mark.parametrize("decision", ["approved", "refused"])
def test_an_objection_after_the_change_is_decided_by_two(successor, administrator, reviewer, second_reviewer, decision):
    signed_by_the_head(successor)
    objection(administrator, successor.ref)
    case = Case.objects.get(kind=changing.OBJECTION)
    assert "我没有离职" in reviewer.get(f"/desk/{case.ref}/").content.decode()
    if decision == "approved":
        decide_case(reviewer, case, "approved")
        assert administers(successor)
        decide_case(second_reviewer, case, "approved")
        assert administers(administrator)  # again, and activated as before
        assert organisation().status == "open"
        assert texts_to(EMPLOYEE.mobile, "admin.objection_upheld")
        assert texts_to(SUCCESSOR.mobile, "admin.changed_old")
    else:
        decide_case(reviewer, case, "refused", reasons=["REPORT_NOT_ASKED"])
        assert administers(successor)
        assert texts_to(EMPLOYEE.mobile, "admin.objection_dismissed")


def test_while_the_applicant_mends_the_papers_the_notice_says_so(handed_in, administrator, reviewer):
    decide(reviewer, handed_in.row, "returned", reasons=["IMG_BLUR"])
    page = administrator.browser.get(f"/change/{handed_in.ref}/").content.decode()
    assert words.html("change.paused.title") in page
    assert not organisation().is_frozen


def test_a_notice_leads_whoever_is_not_signed_in_to_their_mobile(handed_in):
    assert Client().get(f"/change/{handed_in.ref}/")["Location"].startswith("/signin/phone/")


def test_a_plain_member_who_succeeds_is_one_thing_only(successor, administrator):
    here = organisation()
    here.memberships.create(person=successor.row.owner, role=Membership.MEMBER)
    signed_by_the_head(successor)
    held = here.memberships.filter(person=successor.row.owner, ended_at=None)
    assert [one.role for one in held] == [Membership.SUPER_ADMINISTRATOR]
    assert successor.browser.get("/workspace/")["Location"] == f"/workspace/{here.pk}/"


# --- at once


@pytest.mark.parametrize("number", range(3))
def test_of_twenty_changes_and_answers_at_once_one_administrator_is_left(committed, number):
    head = Person.objects.arrive()
    here = Organisation.objects.create(uscc=DEMO.code, name=DEMO.name, entity_type="enterprise", status="open")
    held = Membership.objects.create(organisation=here, person=head, role=Membership.SUPER_ADMINISTRATOR)
    rows, requests = [], []
    for n in range(20):
        person = Person.objects.arrive()
        Person.objects.filter(pk=person.pk).update(identity_checked_at=now())
        person.refresh_from_db()
        purpose = Purpose.CHANGE if n % 2 else Purpose.JOIN
        row = Application.objects.create(
            owner=person, cloud_uin=str(n), name=DEMO.name, uscc=DEMO.code, purpose=purpose,
            succeeds=held if n % 2 else None, identity_checked_at=now(), company_answered_at=now(),
            entity_type="enterprise",
        )  # fmt: skip
        rows.append(row)
        requests.append(None if n % 2 else joining.ask(here, person=person, matter=row.matter))

    @begun_again
    @transaction.atomic
    def change(n):
        row = Application.objects.select_for_update().get(pk=rows[n].pk)
        if row.is_live:
            actions.authorise(row, by="letter", actor=None)

    def act(n):
        """Whoever is not the administrator any more admits nobody."""
        with suppress(NotAllowed):
            return change(n) if n % 2 else joining.accept(requests[n], administrator=head)

    answers = at_once(lambda n: [act(k) for k in range(n, 20, 7)], 7)
    assert [one for one in answers if isinstance(one, OperationalError)] == []
    work_all("supersede_others")
    administrators = Membership.objects.filter(role=Membership.SUPER_ADMINISTRATOR, ended_at=None)
    assert administrators.count() == 1
    assert administrators.get().person != head
    approved = Application.objects.filter(purpose=Purpose.CHANGE, status="approved")
    assert [row.owner for row in approved] == [administrators.get().person]
    assert (
        not Application.objects.filter(purpose=Purpose.CHANGE).exclude(status__in=("approved", "superseded")).exists()
    )
    assert Organisation.objects.get().status == "verified"
