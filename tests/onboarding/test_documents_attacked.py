"""Photographs of a document in wrong hands, handed in twice, unreadable, or of something else."""

import pytest
from django.db import IntegrityError, transaction

from chopmark.evidence.models import Check, Upload
from chopmark.kit.errors import IllegalMove
from chopmark.onboarding import showing_files
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents import tasks
from chopmark.onboarding.documents.models import DocumentCheck
from chopmark.onboarding.states import Status
from chopmark.practice import residents
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.web import words
from tests.evidence.test_pictures import JPEG
from tests.jobs import waiting
from tests.journey import EMPLOYEE, file
from tests.onboarding.reviewers import decide_case
from tests.onboarding.shown import ID, reading_of, the_check
from tests.onboarding.test_letter import BAD_FILES


def test_photographs_of_a_document_are_counted(at_documents):
    at_documents.documents("agree", agree="1")
    for _ in range(60):
        showing_files.count(at_documents.row.matter)
    assert at_documents.photograph("front").status_code == 429


def test_somebody_elses_document_does_not_exist(at_documents, applicant_of):
    at_documents.documents("agree", agree="1")
    at_documents.photograph("front")
    upload = Upload.objects.get()
    thief = applicant_of(sub="100000000019").begin()
    for address in (at_documents.address("documents/"), at_documents.address(f"documents/?picture={upload.pk}")):
        assert thief.browser.get(address).status_code == 404
    assert thief.browser.post(at_documents.address("documents/"), {"act": "submit"}).status_code == 404


def test_a_picture_of_another_check_is_not_shown_on_ones_own_page(at_documents, unknown):
    unknown.documents("agree", ID, agree="1")
    unknown.photograph("front", rest=ID)
    foreign = Upload.objects.get()
    at_documents.documents("agree", agree="1")
    assert at_documents.get("documents/", picture=str(foreign.pk)).status_code == 404
    assert at_documents.get("documents/", picture="1 or 1").status_code == 404


def test_handing_in_twice_opens_one_case(at_documents):
    at_documents.hand_in_documents()
    assert at_documents.documents("submit").status_code == 302
    assert Case.objects.count() == 1


def test_after_handing_in_no_picture_is_exchanged(at_documents):
    at_documents.hand_in_documents()
    before = list(Upload.objects.values_list("pk", "superseded_at"))
    at_documents.photograph("front")
    at_documents.documents("clear", side="back")
    assert list(Upload.objects.values_list("pk", "superseded_at")) == before
    for verb in (
        lambda: documents.clear(the_check(), side="front", actor=None),
        lambda: documents.submit(the_check(), actor=None),
    ):
        with pytest.raises(IllegalMove):
            verb()


def test_two_checks_of_one_purpose_cannot_be_under_way(at_documents):
    at_documents.documents("agree", agree="1")
    at_documents.documents("agree", agree="1")
    held = the_check()
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentCheck.objects.create(about=held.about, purpose=held.purpose, ref="X", title="X", id_kind="id_card")


def test_a_decision_is_heard_once(at_documents, reviewer):
    at_documents.hand_in_documents()
    case = Case.objects.get()
    decide_case(reviewer, case, "approved", confirmed=desk.confirms_of(case))
    again = reviewer.post(f"/desk/{case.ref}/", {"decision": "refused", "reasons": ["CALL_DENIED"]})
    assert again.status_code == 409
    assert at_documents.row.status == Status.APPROVED


@pytest.mark.parametrize("reason", BAD_FILES)
def test_a_file_that_cannot_be_used_says_why_and_keeps_the_other_side(at_documents, reason):
    at_documents.documents("agree", agree="1")
    at_documents.photograph("front", JPEG)
    answer = at_documents.photograph("back", BAD_FILES[reason])
    assert answer.status_code == 422
    assert words.html(f"file.{reason}.title", **at_documents.row.words) in answer.content.decode()
    assert Upload.objects.filter(superseded_at=None).get().purpose == "card_front"


def test_a_file_beyond_every_limit_is_called_too_large(at_documents, settings):
    at_documents.documents("agree", agree="1")
    answer = at_documents.photograph("front", JPEG + b"\0" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    assert words.html("file.FILE_TOO_LARGE.title", **at_documents.row.words) in answer.content.decode()


@pytest.mark.parametrize("act", ["photograph", "clear"])
def test_another_side_does_not_exist(at_documents, act):
    at_documents.documents("agree", agree="1")
    assert at_documents.documents(act, side="edge", picture=file(JPEG)).status_code == 404


def test_the_page_is_closed_to_who_did_not_choose_it(applicant, applicant_of):
    employee = applicant_of(person=EMPLOYEE, sub="100000000021")
    for somebody, place in ((applicant, "face"), (employee, "letter")):
        somebody.to(place)
        assert somebody.get("documents/").status_code == 302
        assert somebody.documents("agree", agree="1").status_code == 302
    assert not DocumentCheck.objects.exists()


def test_posting_to_the_step_itself_answers_nothing(at_documents):
    at_documents.answer("documents", documents_shown_at="2026-01-01")
    assert at_documents.row.documents_shown_at is None
    assert at_documents.stands_at() == "documents"


# --- the reading


def test_the_other_side_and_a_blur_are_said_while_the_page_stands(at_documents):
    at_documents.documents("agree", agree="1")
    at_documents.photograph("front")
    assert at_documents.get("documents/", side="front", v="reading").status_code == 204
    reading_of("front").end("read", engine="x", fields={}, findings=["DOC_WRONG_SIDE"])
    fresh = at_documents.get("documents/", side="front", v="reading").content.decode()
    assert words.html("reason.DOC_WRONG_SIDE.do") in fresh
    assert "hx-get" not in fresh


def test_a_replaced_picture_is_not_read(at_documents):
    at_documents.documents("agree", agree="1")
    at_documents.photograph("front")
    at_documents.photograph("front")
    first = Check.objects.filter(kind="card_front").order_by("created_at").first()
    tasks.read_card_picture(str(first.pk))
    first.refresh_from_db()
    assert first.is_pending
    assert waiting("read_card").count() == 2


def test_a_travel_permit_is_accepted_and_only_its_picture_is_judged(applicant_of):
    permit = next(entry for entry, _ in residents.roster() if entry.story == "permit")
    company = next(c for c in residents.companies.ROSTER if residents.head(c.seed).number == permit.number)
    holder = applicant_of(person=permit, company=company)
    holder.to("face_consent").answer("face_consent", no="documents")
    holder.documents("agree", agree="1")
    holder.photograph("front")
    reading_of("front").end("read", engine="x", fields={}, findings=["IMG_DARK", "DOC_WRONG_TYPE"])
    shown = holder.get("documents/", side="front").content.decode()
    assert words.html("reason.IMG_DARK.saw") in shown
    assert words.html("reason.DOC_WRONG_TYPE.short") not in shown
