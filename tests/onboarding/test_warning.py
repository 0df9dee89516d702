"""The head on record hears that somebody else has handed in papers for their organisation, and can stop it."""

import pytest

from chopmark.people import identities
from chopmark.review.models import Case
from chopmark.web import words
from tests.jobs import work_all
from tests.journey import HEAD, sign_in_by_phone, texts_to
from tests.onboarding.reviewers import decide, decide_case


@pytest.fixture
def head(practice_world):
    """The head of the demo organisation is somebody here already, since they signed for another one."""
    return identities.arrive(name=HEAD.name, kind=str(HEAD.kind), number=HEAD.number, mobile=HEAD.mobile)


@pytest.fixture
def handed_in(employee):
    employee.to("letter").hand_in()
    work_all("warn_the_head")
    return employee


@pytest.fixture
def heads_browser(head):
    return sign_in_by_phone(HEAD.mobile)


def warned(browser, applicant, **pressed):
    at = f"/warned/{applicant.ref}/"
    return browser.post(at, pressed) if pressed else browser.get(at)


def test_a_head_who_is_known_here_is_told_once(head, handed_in):
    work_all("warn_the_head")
    text = texts_to(HEAD.mobile, "alert.started")
    assert len(text) == 1
    assert f"/warned/{handed_in.ref}/" in text[0].body


def test_a_head_whom_nobody_knows_here_is_sent_nothing(handed_in):
    assert texts_to(HEAD.mobile, "alert.started") == []


def test_a_head_who_asks_for_themselves_is_not_warned(applicant):
    applicant.to("face_consent")
    applicant.answer("face_consent", no="letter")
    applicant.to("letter").hand_in()
    work_all("warn_the_head")
    assert texts_to(HEAD.mobile, "alert.started") == []


def test_the_page_is_for_the_head_only_and_masks_the_applicant(head, handed_in, heads_browser):
    assert handed_in.browser.get(f"/warned/{handed_in.ref}/").status_code == 404
    page = warned(heads_browser, handed_in)
    assert page.status_code == 200
    assert handed_in.person.name not in page.content.decode()


def test_stopping_opens_one_case_and_the_reviewer_of_the_letter_sees_it(head, handed_in, heads_browser, reviewer):
    for _ in range(3):
        warned(heads_browser, handed_in, press="1")
    case = Case.objects.get(kind="onboarding.report")
    letter = Case.objects.get(kind="onboarding.letter")
    assert words.html("desk.head_reports") in reviewer.get(f"/desk/{letter.ref}/").content.decode()
    decide_case(reviewer, case, "refused", reasons=["REPORT_NOT_ASKED"])
    assert handed_in.row.status == "refused"
    assert Case.objects.get(pk=letter.pk).status == "void"
    assert words.html("warned.over") in warned(heads_browser, handed_in).content.decode()


def test_once_it_is_decided_there_is_nothing_to_stop(head, handed_in, heads_browser, reviewer):
    decide(reviewer, handed_in.row, "approved")
    warned(heads_browser, handed_in, press="1")
    assert not Case.objects.filter(kind="onboarding.report").exists()
