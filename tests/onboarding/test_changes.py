"""Going back: what a changed answer forgets, and that an unchanged one forgets nothing."""

import pytest

from chopmark.audit.models import Event
from chopmark.evidence.models import Upload
from chopmark.onboarding.models import Application
from chopmark.onboarding.states import Status
from chopmark.practice import companies, invent
from chopmark.review.models import Case
from tests.journey import DEMO, EMPLOYEE, HEAD, a_minute_later, file, texts_to
from tests.onboarding.reviewers import decide
from tests.practice import clips

PAGE = clips.moving(1)[0]


def fields_of(row):
    volatile = {"revision", "moved_at", "id_number_index"}
    return {
        f.attname: getattr(row, f.attname)
        for f in Application._meta.concrete_fields
        if f.attname not in volatile and not f.attname.endswith("_at")
    }


@pytest.fixture
def with_letter(employee):
    """An employee whose letter has a number and a page, not handed in."""
    employee.to("letter").get("letter/sheet/letter/")
    employee.upload_letter(PAGE)
    return employee


def test_an_unchanged_answer_loses_nothing(with_letter):
    before = fields_of(with_letter.row)
    a_minute_later()
    for again in (
        lambda: with_letter.answer("confirm"),
        with_letter.company,
        lambda: with_letter.answer("consent", source="on"),
        with_letter.identity,
    ):
        assert again().status_code == 302
    assert fields_of(with_letter.row) == before
    assert with_letter.stands_at() == "letter"
    assert Upload.objects.get(purpose="letter").superseded_at is None
    assert not Event.objects.filter(kind="application.superseded_evidence").exists()


def test_an_unchanged_identity_that_was_confirmed_sends_no_further_code(with_letter):
    sent = len(texts_to(EMPLOYEE.mobile))
    assert with_letter.identity().status_code == 302
    assert with_letter.stands_at() == "letter"
    assert len(texts_to(EMPLOYEE.mobile)) == sent


def test_a_changed_address_voids_what_was_signed_for_the_old_one_and_keeps_the_identity(with_letter):
    with_letter.company(address=invent.address(DEMO.seed) + "二楼")
    row = with_letter.row
    assert row.identity_checked_at
    assert row.letter_number is None
    assert with_letter.stands_at() == "choose"
    assert Upload.objects.get(purpose="letter").superseded_at


def test_a_letter_that_was_returned_is_void_after_a_changed_company(with_letter, reviewer):
    with_letter.post("letter/submit/")
    decide(reviewer, with_letter.row, "returned", reasons=["IMG_BLUR"])
    with_letter.company(address=invent.address(DEMO.seed) + "二楼")
    assert with_letter.row.status == Status.DRAFT
    assert with_letter.row.letter_number is None
    assert Case.objects.count() == 1


def test_a_changed_company_asks_the_face_again(applicant):
    applicant.to("face")
    Application.objects.update(face_passed_at="2026-01-01T00:00:00Z")
    applicant.company(address=invent.address(DEMO.seed) + "二楼")
    assert applicant.row.face_passed_at is None
    assert applicant.row.role == "rep"
    assert applicant.stands_at() == "face"


def test_a_changed_identity_voids_role_code_and_letter_and_keeps_the_company(with_letter):
    with_letter.identity(HEAD)
    row = with_letter.row
    assert (row.identity_checked_at, row.role, row.letter_number) == (None, "", None)
    assert row.company_answered_at
    assert Upload.objects.get(purpose="letter").superseded_at
    with_letter.contact()
    assert with_letter.row.role == "rep"


def test_a_changed_mobile_has_to_be_confirmed_again(with_letter):
    with_letter.identity(mobile=HEAD.mobile)
    assert with_letter.row.identity_checked_at is None
    assert with_letter.stands_at() == "contact"


def test_a_refused_change_changes_nothing(with_letter):
    before = fields_of(with_letter.row)
    with_letter.company(legal_representative="周岚")
    with_letter.identity(id_number="1")
    with_letter.company(uscc=companies.BY_STORY["rare"].code)
    assert fields_of(with_letter.row) == before
    assert with_letter.stands_at() == "letter"


def test_going_over_from_the_letter_to_the_face_is_possible(applicant):
    applicant.to("face_consent").answer("face_consent", no="letter")
    assert applicant.stands_at() == "letter"
    applicant.answer("face_consent", agree="on")
    assert applicant.stands_at() == "face"
    assert applicant.row.road == ""


# --- windows and presses


def test_a_form_from_an_older_window_changes_nothing(applicant):
    applicant.to("identity")
    row = applicant.row
    old = row.revision - 1
    answer = applicant.company(revision=old, address=invent.address(DEMO.seed) + "二楼")
    assert answer["Location"] == applicant.address()
    assert applicant.row.address == row.address
    assert applicant.row.revision == row.revision


@pytest.mark.parametrize("revision", ["", "x", "-1", "999999999999999999999"])
def test_a_form_without_its_revision_changes_nothing(applicant, revision):
    applicant.to("company")
    assert applicant.company(revision=revision).status_code == 302
    assert applicant.row.company_answered_at is None


def test_pressing_twice_answers_once(applicant):
    applicant.to("company")
    revision = applicant.row.revision
    assert applicant.company(revision=revision).status_code == 302
    assert applicant.company(revision=revision).status_code == 302
    assert applicant.row.revision == revision + 1
    assert Event.objects.filter(kind="application.answered", facts__step="company").count() == 1


def test_refusing_the_face_in_an_older_window_changes_nothing(applicant):
    applicant.to("face_consent")
    revision = applicant.row.revision
    applicant.answer("face_consent", agree="on")
    applicant.answer("face_consent", no="letter", revision=revision)
    assert applicant.stands_at() == "face"


def test_skipping_ahead_leads_back_to_the_open_question(applicant):
    applicant.to("company")
    for key in ("consent", "identity", "contact", "route", "face_consent", "letter"):
        assert applicant.answer(key)["Location"] == applicant.address()
    assert applicant.get("face/").status_code == 409
    assert applicant.stands_at() == "company"


def test_a_question_that_is_none_leads_back(applicant):
    applicant.begin()
    assert applicant.get("nothing/")["Location"] == applicant.address()


def test_going_back_shows_what_was_answered(applicant):
    applicant.to("face")
    shown = applicant.get("identity/").content.decode()
    assert HEAD.number in shown
    assert DEMO.code in applicant.get("company/").content.decode()


def test_a_new_picture_sets_the_earlier_one_aside_and_deletes_nothing(applicant):
    applicant.to("company")
    for _ in range(2):
        applicant.post("company/upload/", picture=file(PAGE))
    first, second = Upload.objects.filter(purpose="licence")
    assert first.superseded_at
    assert first.dropped_at is None
    assert second.superseded_at is None
