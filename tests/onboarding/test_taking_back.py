"""Taking a letter back out of the review: nothing is lost, and the stale number cannot be approved (domain 9, case 22)."""

import pytest

from chopmark.onboarding.states import Status
from chopmark.practice.models import Resident
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.web import words
from tests.journey import EMPLOYEE, a_minute_later


@pytest.fixture
def in_review(employee):
    employee.to("letter").hand_in()
    assert employee.row.status == Status.IN_REVIEW
    return employee


def test_the_status_page_offers_it_and_it_is_asked_once(in_review):
    assert in_review.address("letter/back/") in in_review.get("status/").content.decode()
    assert in_review.get("letter/back/").status_code == 200
    assert in_review.row.status == Status.IN_REVIEW


def test_the_case_is_void_and_pages_and_number_stay(in_review):
    number = in_review.row.letter_number
    in_review.post("letter/back/")
    row = in_review.row
    assert (row.status, row.letter_number) == (Status.DRAFT, number)
    assert Case.objects.get().status == "void"
    assert len(in_review.get("letter/").context["pages"]) == 1
    in_review.post("letter/submit/")
    assert in_review.row.status == Status.IN_REVIEW
    assert Case.objects.filter(status="open").count() == 1


def test_a_second_press_changes_nothing(in_review):
    in_review.post("letter/back/")
    in_review.post("letter/back/")
    assert in_review.row.status == Status.DRAFT


def test_a_decision_that_was_first_stands(in_review, reviewer):
    case = Case.objects.get()
    reviewer.get(f"/desk/{case.ref}/")
    assert reviewer.post(f"/desk/{case.ref}/", {"decision": "approved"}).status_code == 302
    in_review.post("letter/back/")
    assert in_review.row.status == Status.APPROVED


def test_a_letter_that_was_taken_back_cannot_be_approved(in_review, reviewer):
    case = Case.objects.get()
    reviewer.get(f"/desk/{case.ref}/")
    in_review.post("letter/back/")
    reviewer.post(f"/desk/{case.ref}/", {"decision": "approved"})
    assert in_review.row.status == Status.DRAFT
    assert not desk.is_open("onboarding.letter", in_review.row.matter)


def test_a_changed_mobile_sets_the_letter_aside_and_the_page_says_so(in_review):
    in_review.post("letter/back/")
    old = in_review.row.letter_number
    a_minute_later()
    mobile = "13811112222"
    resident = next(known for known in Resident.objects.all() if known.mobile == EMPLOYEE.mobile)
    resident.mobile = mobile
    resident.save()
    in_review.identity(EMPLOYEE, mobile=mobile)
    in_review.contact()
    in_review.to("letter")
    page = in_review.get("letter/")
    assert page.context["pages"] == []
    assert words.text("refusal.letter_phone_changed.title") in page.content.decode()
    in_review.get("letter/sheet/letter/")
    assert in_review.row.letter_number not in (None, old)
    assert words.text("refusal.letter_phone_changed.title") not in in_review.get("letter/").content.decode()


def test_nobody_takes_back_somebody_elses(in_review, applicant_of):
    stranger = applicant_of(sub="100000000018")
    assert stranger.browser.post(in_review.address("letter/back/")).status_code == 404
    assert in_review.row.status == Status.IN_REVIEW
