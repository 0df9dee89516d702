"""The desk: who may take and decide a case, what is heard, and what the pages show."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from chopmark.audit.models import Event
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.states import Status
from chopmark.web import words
from tests.crowd import at_once
from tests.journey import account, sign_in
from tests.review.conftest import KIND, fresh, staff_claims


def decide(case, person, status=Status.APPROVED, *, reasons=(), note=""):
    desk.decide(case, status, reviewer=person, reasons=list(reasons), note=note)


def test_a_decision_ends_the_case_and_is_heard_once(case, person, heard):
    decide(case, person, Status.RETURNED, reasons=["IMG_BLUR"], note="看不清")
    ended = fresh(case)
    assert (ended.status, ended.decided_by, ended.reasons, ended.note) == ("returned", person, ["IMG_BLUR"], "看不清")
    assert heard.cases == [("test:1", Status.RETURNED)]
    assert Event.objects.get(kind="case.decided").facts == {
        "decision": "returned", "reasons": ["IMG_BLUR"], "confirmed": [],
    }  # fmt: skip


def test_nobody_decides_their_own_case(case, applicant, heard):
    with pytest.raises(NotAllowed):
        decide(case, applicant)
    assert fresh(case).is_open
    assert heard.cases == []


def test_nobody_reserves_their_own_case(case, applicant, person):
    desk.take(case, reviewer=applicant)
    assert fresh(case).taken_by is None
    decide(case, person)


@pytest.mark.parametrize("second", list(Status))
def test_a_second_decision_is_refused(case, person, heard, second):
    decide(case, person)
    with pytest.raises(IllegalMove):
        decide(case, person, second, reasons=["IMG_BLUR"])
    assert len(heard.cases) == 1
    assert fresh(case).status == Status.APPROVED


def test_a_case_that_a_colleague_reads_is_not_decided_by_another(case, person, colleague):
    desk.take(case, reviewer=colleague)
    with pytest.raises(IllegalMove):
        decide(case, person)
    decide(case, colleague)


def test_taking_does_not_take_away(case, person, colleague):
    desk.take(case, reviewer=colleague)
    assert desk.take(case, reviewer=person).taken_by == colleague


def test_a_case_left_open_goes_back_to_the_queue(case, person, colleague):
    desk.take(case, reviewer=colleague)
    Case.objects.update(taken_at=now() - dt.timedelta(minutes=31))
    assert desk.take(case, reviewer=person).taken_by == person
    decide(case, person)


def test_when_the_hearer_fails_nothing_was_decided(case, person, heard):
    heard.raises = RuntimeError("later")
    with pytest.raises(RuntimeError):
        decide(case, person)
    assert fresh(case).is_open
    assert fresh(case).decided_by is None
    assert not Event.objects.filter(kind="case.decided").exists()


def test_a_void_case_is_not_decided(case, person, heard):
    desk.void_cases(case.matter, actor=None)
    with pytest.raises(IllegalMove):
        decide(case, person)
    assert heard.cases == []


def test_one_matter_has_one_open_case_of_a_kind(committed, heard):
    at_once(lambda n: desk.open_case(KIND, matter="test:1", matter_ref="A", title=str(n), excluded=None), 5)
    assert Case.objects.count() == 1


def test_of_two_who_decide_at_once_one_is_heard(committed, heard):
    case = desk.open_case(KIND, matter="test:1", matter_ref="A", title="t", excluded=None)
    people = [Person.objects.arrive() for _ in range(5)]
    answers = at_once(lambda n: decide(case, people[n]), 5)
    assert answers.count(None) == 1
    assert sum(isinstance(answer, IllegalMove) for answer in answers) == 4
    assert len(heard.cases) == 1


def test_the_note_of_a_reviewer_is_sealed(case, person):
    decide(case, person, Status.RETURNED, reasons=["IMG_BLUR"], note="张三的手机号不同")
    assert "张三".encode() not in bytes(Case.objects.values_list("note", flat=True)[0])


# --- decisions of two people


@pytest.fixture
def grave(applicant, heard):
    """A case that two people have to approve."""
    return desk.open_case(KIND, matter="test:2", matter_ref="ABCDEFGH", title="栗栖工艺", excluded=applicant, needs=2)


def test_one_approval_of_two_decides_nothing(grave, person, heard):
    decide(grave, person)
    assert fresh(grave).is_half_approved
    assert heard.cases == []


def test_the_second_approval_is_somebody_elses(grave, person, colleague, heard):
    desk.take(grave, reviewer=person)
    decide(grave, person)
    for status in (Status.APPROVED, Status.REFUSED):
        with pytest.raises(NotAllowed):
            decide(grave, person, status, reasons=["IMG_BLUR"])
    assert desk.take(grave, reviewer=person).taken_by is None
    decide(grave, colleague)
    assert heard.cases == [("test:2", Status.APPROVED)]


def test_the_applicant_is_neither_the_first_nor_the_second(grave, person, applicant):
    decide(grave, person)
    with pytest.raises(NotAllowed):
        decide(grave, applicant)


@pytest.mark.parametrize("status", [Status.RETURNED, Status.REFUSED])
@pytest.mark.parametrize("approved_before", [False, True])
def test_a_no_of_either_ends_it(grave, person, colleague, heard, status, approved_before):
    if approved_before:
        decide(grave, colleague)
    decide(grave, person, status, reasons=["IMG_BLUR"])
    assert heard.cases == [("test:2", status)]


def test_of_many_who_approve_at_once_two_count_and_it_is_heard_once(committed, heard):
    case = desk.open_case(KIND, matter="test:3", matter_ref="A", title="t", excluded=None, needs=2)
    people = [Person.objects.arrive() for _ in range(6)]
    answers = at_once(lambda n: decide(case, people[n]), 6)
    assert answers.count(None) == 2
    assert len(heard.cases) == 1


def test_one_reviewer_who_presses_many_times_at_once_counts_once(committed, heard):
    case = desk.open_case(KIND, matter="test:4", matter_ref="A", title="t", excluded=None, needs=2)
    person = Person.objects.arrive()
    at_once(lambda _: decide(case, person), 6)
    assert fresh(case).votes.count() == 1
    assert heard.cases == []


# --- the pages


def post(browser, case, decision, *, reasons=(), note=""):
    return browser.post(f"/desk/{case.ref}/", {"decision": decision, "reasons": list(reasons), "note": note})

    """A case whose evidence needs no application."""
    Case.objects.update(kind="review.test")
    return fresh(case)


ADDRESSES = ["/desk/", "/desk/{ref}/", "/desk/{ref}/page/00000000-0000-0000-0000-000000000000/"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("roles", [(), ("auditor",), ("operator",), ("auditor", "operator")], ids=str)
def test_only_reviewers_get_to_the_desk(case, provider, settings, address, roles):
    browser = sign_in(provider, staff_claims(settings, *roles))
    assert browser.get(address.format(ref=case.ref)).status_code == 403
    assert browser.post(address.format(ref=case.ref)).status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_actions_of_another_owner_are_no_role(case, provider, settings, address):
    claims = {**staff_claims(settings, "reviewer"), "owner_uin": "100000000099"}
    assert sign_in(provider, claims).get(address.format(ref=case.ref)).status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_is_sent_to_sign_in(case, provider, address):
    assert Client().get(address.format(ref=case.ref))["Location"].startswith("/signin/")


def test_a_role_that_was_taken_away_ends_at_the_next_click(case, reviewer, provider):
    assert reviewer.get("/desk/").status_code == 200
    provider.change("200000000001", esign={"allowed": True, "actions": []})
    assert reviewer.get("/desk/").status_code == 403
    assert post(reviewer, case, "approved").status_code == 403
    assert fresh(case).is_open


def test_a_role_ends_with_the_sign_in(case, reviewer, provider):
    provider.forget_tokens()
    assert post(reviewer, case, "approved")["Location"].startswith("/signin/")
    assert fresh(case).is_open


def test_a_decision_on_the_page_is_heard(case, reviewer, heard):
    assert post(reviewer, case, "approved")["Location"] == "/desk/"
    assert heard.cases == [("test:1", Status.APPROVED)]


def test_a_decision_by_a_second_reviewer_is_refused_with_a_page(case, reviewer, provider, settings):
    post(reviewer, case, "approved")
    second = sign_in(provider, staff_claims(settings, "reviewer", sub="200000000002"))
    answer = post(second, case, "refused", reasons=["IMG_BLUR"])
    assert answer.status_code == 409
    assert words.text("shell.moved_on.title") in answer.content.decode()


def test_the_member_of_staff_whom_a_case_concerns_is_refused(heard, reviewer, provider):
    own = Person.objects.get(logins__subject="200000000001")
    case = desk.open_case(KIND, matter="test:2", matter_ref="A", title="t", excluded=own)
    assert post(reviewer, case, "approved").status_code == 403
    assert fresh(case).is_open


def test_every_look_at_a_picture_is_on_record(case, reviewer, page):
    address = f"/desk/{case.ref}/page/{page.pk}/"
    for times in (1, 2):
        seen = reviewer.get(address)
        assert seen["Content-Type"] == "image/jpeg"
        assert seen["Cache-Control"] == "no-store"
        assert Event.objects.filter(kind="upload.viewed", subject=case.matter).count() == times


def test_a_picture_that_is_not_of_the_case_does_not_exist(case, reviewer):
    assert reviewer.get(f"/desk/{case.ref}/page/{uuid.uuid4()}/").status_code == 404
    assert reviewer.get("/desk/NONESUCH/").status_code == 404


def test_an_applicant_is_no_reviewer(case, provider):
    assert sign_in(provider, account()).get("/desk/").status_code == 403


def grow_old(browser, *, hours, minutes=0):
    session = browser.session
    session["cloud_proved"] = int((now() - dt.timedelta(hours=hours, minutes=minutes)).timestamp())
    session.save()


def test_a_reviewer_proves_who_they_are_once_a_day_before_the_case_is_shown(case, reviewer):
    grow_old(reviewer, hours=8, minutes=1)
    assert reviewer.get(f"/desk/{case.ref}/")["Location"].startswith("/signin/?")


def test_a_decision_that_was_being_typed_is_not_lost_and_one_of_yesterday_is_not_taken(case, reviewer):
    grow_old(reviewer, hours=9, minutes=1)
    assert post(reviewer, case, "returned", reasons=["IMG_BLUR"])["Location"].startswith("/signin/?")
    assert fresh(case).is_open
    grow_old(reviewer, hours=8, minutes=30)
    post(reviewer, case, "returned", reasons=["IMG_BLUR"])
    assert fresh(case).status == Status.RETURNED
