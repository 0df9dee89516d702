"""Photographs of a document in place of a face: nobody's authority without a person."""

import datetime as dt
import io
import uuid

import pytest
from django.test import Client
from PIL import Image

from chopmark.audit.models import Event
from chopmark.evidence.models import Check, Upload
from chopmark.kit import files
from chopmark.kit.errors import NotAllowed, NotReady
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents import capture, tasks
from chopmark.onboarding.documents.models import DocumentCheck, Purpose, Subject
from chopmark.onboarding.documents.states import Status as Stage
from chopmark.onboarding.states import Status
from chopmark.organisations.models import Membership, Organisation
from chopmark.people.models import Consent, Person
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.states import Status as CaseStatus
from chopmark.web import words
from tests.evidence.test_pictures import JPEG
from tests.jobs import work_all
from tests.journey import EMPLOYEE, HEAD, a_minute_later, file, texts_to
from tests.onboarding.reviewers import decide_document
from tests.onboarding.shown import status_of, the_check
from tests.practice import clips


def test_photographs_make_the_representative_super_administrator_once_a_person_has_said_so(at_documents, reviewer):
    assert at_documents.hand_in_documents()["Location"] == at_documents.address("status/")
    assert at_documents.row.status == Status.IN_REVIEW
    assert not Organisation.objects.exists()
    decide_document(reviewer, the_check(), "approved")
    assert at_documents.row.status == Status.APPROVED
    at_documents.activate()
    assert Membership.objects.get().person == at_documents.row.owner
    assert Event.objects.get(kind="organisation.verified").facts == {"by": "documents"}


@pytest.mark.parametrize("page", ["face_consent/", "face/"])
def test_every_page_about_a_face_offers_both_other_ways_by_name(applicant, page):
    applicant.to(page.strip("/"))
    shown = applicant.get(page).content.decode()
    assert words.html("face.consent.documents") in shown
    assert words.html("face.consent.no") in shown


def test_somebody_whose_face_did_not_pass_is_offered_both_other_ways_at_once(applicant):
    applicant.to("face")
    token, nonce = applicant.open_camera()
    applicant.show(token, nonce, clips.still())
    work_all()
    shown = applicant.browser.get(f"/f/{token}/result/").content.decode()
    assert 'value="documents"' in shown
    assert words.html("face.otherwise_there") in Client().get(f"/f/{token}/result/").content.decode()
    assert applicant.answer("face_consent", no="documents").status_code == 302
    assert applicant.stands_at() == "documents"
    assert not Consent.stands(applicant.row.owner, "face", applicant.row.matter)


def test_nothing_is_photographed_before_the_separate_consent(at_documents):
    assert at_documents.photograph("front").status_code == 302
    assert at_documents.documents("agree").status_code == 422
    assert not Upload.objects.exists()
    assert not DocumentCheck.objects.exists()
    at_documents.documents("agree", agree="1")
    assert Consent.stands(at_documents.row.owner, "idphoto", at_documents.row.matter)


def test_only_both_sides_can_be_handed_in(at_documents):
    at_documents.documents("agree", agree="1")
    at_documents.photograph("front")
    assert at_documents.documents("submit").status_code == 422
    assert at_documents.row.status == Status.DRAFT
    assert not Case.objects.exists()


def test_the_decision_is_due_at_the_end_of_the_next_business_day(at_documents):
    at_documents.hand_in_documents()
    case = Case.objects.get()
    assert case.due_at == desk.due_after(case.opened_at, days=1)
    assert texts_to(HEAD.mobile, "documents.received")


def test_photographs_that_come_back_say_why_and_are_taken_again(at_documents, reviewer):
    at_documents.hand_in_documents()
    decide_document(reviewer, the_check(), "returned", reasons=["IMG_GLARE", "CALL_UNANSWERED"])
    assert at_documents.row.status == Status.RETURNED
    assert at_documents.stands_at() == "documents"
    shown = at_documents.get("documents/").content.decode()
    assert words.html("reason.CALL_UNANSWERED.do") in shown
    assert texts_to(HEAD.mobile, "documents.returned")
    at_documents.hand_in_documents()
    decide_document(reviewer, the_check(), "approved")
    assert at_documents.row.status == Status.APPROVED


def test_a_refusal_ends_the_application(at_documents, reviewer):
    at_documents.hand_in_documents()
    decide_document(reviewer, the_check(), "refused", reasons=["CALL_DENIED"])
    assert at_documents.row.status == Status.REFUSED
    assert the_check().status == Stage.REFUSED
    assert not Organisation.objects.exists()


def test_going_over_to_the_letter_takes_the_photographs_back(at_documents, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    at_documents.documents("agree", agree="1")
    at_documents.photograph("front")
    at_documents.answer("face_consent", no="letter")
    assert at_documents.stands_at() == "letter"
    assert the_check().status == Stage.WITHDRAWN
    assert at_documents.get("documents/").status_code == 302


def test_a_changed_identity_takes_the_photographs_back(at_documents):
    at_documents.documents("agree", agree="1")
    a_minute_later()
    at_documents.identity(EMPLOYEE)
    assert the_check().status == Stage.WITHDRAWN


def test_withdrawing_the_application_voids_the_case_and_nothing_can_be_decided(at_documents, reviewer):
    at_documents.hand_in_documents()
    case = Case.objects.get()
    at_documents.post("withdraw/")
    assert status_of(case) == CaseStatus.VOID
    assert reviewer.post(f"/desk/{case.ref}/", {"decision": "returned", "reasons": ["IMG_BLUR"]}).status_code == 409
    assert the_check().status == Stage.WITHDRAWN
    assert at_documents.row.status == Status.WITHDRAWN


# --- the desk


def test_approving_takes_every_confirmation_and_records_them(at_documents, reviewer):
    at_documents.hand_in_documents()
    case = Case.objects.get()
    for confirmed in ([], ["card_matches"], ["card_matches", "card_genuine"], ["card_matches", "card_genuine", "x"]):
        answer = reviewer.post(f"/desk/{case.ref}/", {"decision": "approved", "confirmed": confirmed})
        assert answer.status_code == 422
    assert at_documents.row.status == Status.IN_REVIEW
    ended = decide_document(reviewer, the_check(), "approved")
    assert ended.confirmed == ["card_matches", "card_genuine", "called_back_rep"]
    assert Event.objects.get(kind="case.decided").facts["confirmed"] == ended.confirmed


def test_the_desk_itself_refuses_an_approval_without_confirmations(at_documents, db):
    at_documents.hand_in_documents()
    with pytest.raises(NotReady):
        desk.decide(Case.objects.get(), CaseStatus.APPROVED, reviewer=Person.objects.arrive(), reasons=[], note="")


def test_the_applicant_cannot_decide_on_their_own_document(at_documents):
    at_documents.hand_in_documents()
    case = Case.objects.get()
    with pytest.raises(NotAllowed):
        desk.decide(
            case, CaseStatus.APPROVED, reviewer=at_documents.row.owner, reasons=[], note="",
            confirmed=list(desk.confirms_of(case)),
        )  # fmt: skip
    assert at_documents.row.status == Status.IN_REVIEW


def test_a_kind_offers_its_own_reasons_and_no_others(at_documents, reviewer):
    at_documents.hand_in_documents()
    case = Case.objects.get()
    answer = reviewer.post(f"/desk/{case.ref}/", {"decision": "returned", "reasons": ["POA_SEAL_MISSING"]})
    assert answer.status_code == 422
    assert words.html("reason.DOC_EXPIRED.short") in answer.content.decode()
    assert words.html("reason.POA_SEAL_MISSING.short") not in answer.content.decode()


def test_the_case_shows_what_was_declared_beside_what_was_read_and_marks_the_difference(at_documents, reviewer):
    at_documents.hand_in_documents()
    check = the_check()
    front = Check.objects.get(matter=check.matter, kind="card_front")
    read = {"value": "别人", "confidence": 0.99, "sure": True, "box": None}
    front.end(
        "read", engine="x", fields={"name": read, "number": {**read, "value": HEAD.number}}, findings=["IMG_GLARE"]
    )
    shown = reviewer.get(f"/desk/{Case.objects.get().ref}/").content.decode()
    assert shown.count('class="is-different"') == 1
    assert HEAD.name in shown
    assert "别人" in shown
    assert words.html("reason.IMG_GLARE.staff") in shown
    assert HEAD.mobile in shown


def test_looking_at_a_picture_is_on_record(at_documents, reviewer):
    at_documents.hand_in_documents()
    page = Upload.objects.get(purpose="card_front")
    assert reviewer.get(f"/desk/{Case.objects.get().ref}/page/{page.pk}/")["Content-Type"] == "image/jpeg"
    assert Event.objects.filter(kind="upload.viewed", facts__purpose="card_front").exists()


# --- what is kept


@pytest.mark.parametrize(
    ("decision", "reasons"), [("approved", ()), ("returned", ["IMG_BLUR"]), ("refused", ["CALL_DENIED"])]
)
def test_after_the_decision_pictures_and_readings_are_gone_and_the_verdict_stays(
    at_documents, reviewer, decision, reasons, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    at_documents.hand_in_documents()
    Check.objects.filter(kind="card_front").get().end("read", engine="x", fields={}, findings=[])
    with django_capture_on_commit_callbacks(execute=True):
        decide_document(reviewer, the_check(), decision, reasons=reasons)
    assert list(tmp_path.iterdir()) == []
    assert not Upload.objects.filter(dropped_at=None).exists()
    assert not Check.objects.filter(kind="card_front").exclude(details=None).exists()
    assert the_check().status == decision
    if decision != "returned":
        assert the_check().name is the_check().id_number is the_check().mobile is None


def test_what_a_crash_left_behind_is_deleted_by_the_next_sweep(at_documents, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    at_documents.documents("agree", agree="1")
    at_documents.photograph("front")
    Upload.objects.update(superseded_at=the_check().moved_at)
    tasks.drop_decided_documents(0)
    assert list(tmp_path.iterdir()) == []


def test_photographs_that_nobody_handed_in_are_given_up_after_a_week(at_documents, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    at_documents.documents("agree", agree="1")
    at_documents.photograph("front")
    tasks.drop_decided_documents(0)
    assert the_check().status == Stage.PENDING
    check = the_check()
    check.moved_at -= dt.timedelta(days=7, minutes=1)
    check.save()
    tasks.drop_decided_documents(0)
    assert the_check().status == Stage.WITHDRAWN
    assert list(tmp_path.iterdir()) == []
    assert at_documents.get("documents/").status_code == 200


def test_the_record_holds_no_name_and_no_number(at_documents, reviewer):
    at_documents.hand_in_documents()
    decide_document(reviewer, the_check(), "approved")
    facts = str(list(Event.objects.filter(kind__startswith="documents.").values_list("facts", flat=True)))
    for secret in (HEAD.name, HEAD.number, HEAD.mobile):
        assert secret not in facts


# --- for whoever has no account


def test_the_page_serves_a_subject_without_an_account(practice_world, rf, monkeypatch):
    subject = Subject(
        about=f"invitation:{uuid.uuid4()}", ref="ABCDEFGH", title="栗栖工艺", purpose=Purpose.REPRESENTATIVE, person=None,
        name=HEAD.name, id_kind="id_card", id_number=HEAD.number, mobile=HEAD.mobile,
    )  # fmt: skip
    handed_in = []
    page = capture.Page(
        subject=subject, template="onboarding/documents_capture.html", here="/l/x/", back="/l/", done="/l/done/",
        hand_in=lambda check: handed_in.append(documents.submit(check, actor=None)),
    )  # fmt: skip
    assert capture.respond(rf.get("/l/x/"), page).status_code == 200
    for told in ({"act": "agree", "agree": "1"}, *({"act": "photograph", "side": s, "picture": file(JPEG)} for s in ("front", "back"))):  # fmt: skip
        assert capture.respond(rf.post("/l/x/", told), page)["Location"] == "/l/x/"
    assert capture.respond(rf.post("/l/x/", {"act": "submit"}), page)["Location"] == "/l/done/"
    case = handed_in[0]
    assert desk.confirms_of(case)[-1] == "called_back_rep"
    heard = []
    monkeypatch.setitem(documents._DECIDED, Purpose.REPRESENTATIVE, lambda check, _: heard.append(check.name))
    desk.decide(
        case, CaseStatus.APPROVED, reviewer=Person.objects.arrive(), reasons=[], note="",
        confirmed=list(desk.confirms_of(case)),
    )  # fmt: skip
    assert heard == [HEAD.name]
    assert the_check(Purpose.REPRESENTATIVE).status == Stage.APPROVED


def test_a_stored_picture_is_a_clean_jpeg_that_is_sealed_at_rest(at_documents, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    at_documents.documents("agree", agree="1")
    at_documents.photograph("front", JPEG)
    stored = next(tmp_path.iterdir()).read_bytes()
    assert b"\xff\xd8\xff" not in stored[:64]
    with Image.open(io.BytesIO(files.get(Upload.objects.get().file))) as picture:
        assert picture.format == "JPEG"
