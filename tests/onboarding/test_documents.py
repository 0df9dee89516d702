"""Photographs of a document: without a face, without the identity source, and nobody's authority without a person."""

import datetime as dt
import io
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from chopmark.audit.models import Event
from chopmark.evidence.models import Check, Upload
from chopmark.kit import files
from chopmark.kit.errors import IllegalMove, NotAllowed, NotReady
from chopmark.onboarding import showing_files
from chopmark.onboarding.documents import actions as documents
from chopmark.onboarding.documents import capture, tasks
from chopmark.onboarding.documents.models import DocumentCheck, Purpose, Subject
from chopmark.onboarding.documents.states import Status as Stage
from chopmark.onboarding.inviting import links, revoking
from chopmark.onboarding.models import Invitation
from chopmark.onboarding.states import Status
from chopmark.organisations.models import Membership, Organisation
from chopmark.people.models import Consent, Person
from chopmark.practice import residents
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.states import Status as CaseStatus
from chopmark.web import words
from tests.evidence.test_pictures import JPEG
from tests.jobs import waiting, work_all
from tests.journey import EMPLOYEE, HEAD, a_minute_later, file, last_code, texts_to
from tests.onboarding.reviewers import decide, decide_case, decide_document
from tests.onboarding.test_legal_rep import Phone
from tests.onboarding.test_letter import BAD_FILES
from tests.practice import clips

ID = "documents/identity/"
UNKNOWN = residents.BY_STORY["identity_no"]


@pytest.fixture
def at_documents(applicant):
    """The representative who would rather not show a face."""
    applicant.to("face_consent").answer("face_consent", no="documents")
    assert applicant.stands_at() == "documents"
    return applicant


@pytest.fixture
def unknown(applicant_of):
    """An employee whom the identity source does not know, at the refusal that says so."""
    applicant = applicant_of(person=UNKNOWN, sub="100000000023").to("contact")
    assert applicant.contact().context["kind"] == "identity_nomatch"
    return applicant


def test_photographs_of_a_document_are_counted(at_documents):
    at_documents.documents("agree", agree="1")
    for _ in range(60):
        showing_files.count(at_documents.row.matter)
    assert at_documents.photograph("front").status_code == 429


def the_check(purpose=Purpose.FACE):
    return DocumentCheck.objects.get(purpose=purpose)


def to_letter(applicant):
    """An applicant whom nobody has confirmed yet says that they are an employee."""
    if applicant.stands_at() == "route":
        applicant.answer("route", role="staff")
    if applicant.stands_at() == "choose":
        applicant.answer("choose", road="letter")
    assert applicant.stands_at() == "letter"


def reading_of(side):
    return Check.objects.get(kind=f"card_{side}")


def status_of(case):
    return Case.objects.get(pk=case.pk).status


# --- the road of the representative


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


# --- in place of the identity source


def test_the_refusal_of_the_identity_source_leads_to_photographs(unknown):
    page = unknown.get(ID)
    assert page.status_code == 200
    assert words.html("consent.idphoto.title") in page.content.decode()


def test_an_unknown_applicant_goes_on_and_is_authorised_only_after_a_person_has_looked(unknown, reviewer):
    unknown.hand_in_documents(ID)
    to_letter(unknown)
    unknown.hand_in()
    decide(reviewer, unknown.row, "approved")
    assert not Organisation.objects.exists()
    assert unknown.row.status == Status.IN_REVIEW
    assert unknown.row.authorised_by == "letter"
    assert words.html("status.identity_waits.title") in unknown.get("status/").content.decode()
    decide_document(reviewer, the_check(Purpose.IDENTITY), "approved")
    assert unknown.row.status == Status.APPROVED
    assert unknown.row.owner.identity_checked_at
    assert unknown.row.owner.name == UNKNOWN.name
    assert texts_to(UNKNOWN.mobile, "result.approved")


def test_confirmed_first_the_applicant_is_authorised_by_the_letter_as_ever(unknown, reviewer):
    unknown.hand_in_documents(ID)
    decide_document(reviewer, the_check(Purpose.IDENTITY), "approved")
    assert texts_to(UNKNOWN.mobile, "documents.approved")
    to_letter(unknown)
    unknown.hand_in()
    decide(reviewer, unknown.row, "approved")
    assert unknown.row.status == Status.APPROVED


def test_nobody_activates_before_the_identity_is_confirmed(unknown):
    unknown.hand_in_documents(ID)
    assert unknown.post("activate/", send="1")["Location"] == unknown.address("status/")
    assert unknown.row.activated_at is None


def test_photographs_that_come_back_while_the_letter_is_at_the_desk_can_be_taken_again(unknown, reviewer):
    unknown.hand_in_documents(ID)
    to_letter(unknown)
    unknown.hand_in()
    decide_document(reviewer, the_check(Purpose.IDENTITY), "returned", reasons=["IMG_DARK"])
    assert unknown.row.status == Status.IN_REVIEW
    assert words.html("status.identity_waits.again") in unknown.get("status/").content.decode()
    unknown.hand_in_documents(ID)
    assert the_check(Purpose.IDENTITY).status == Stage.SUBMITTED
    decide(reviewer, unknown.row, "approved")
    decide_document(reviewer, the_check(Purpose.IDENTITY), "approved")
    assert unknown.row.status == Status.APPROVED


def test_a_refused_identity_ends_the_application_with_its_letter(unknown, reviewer):
    unknown.hand_in_documents(ID)
    to_letter(unknown)
    unknown.hand_in()
    decide_document(reviewer, the_check(Purpose.IDENTITY), "refused", reasons=["DOC_TAMPER_SUSPECTED"])
    assert unknown.row.status == Status.REFUSED
    assert set(Case.objects.values_list("status", flat=True)) == {"refused", "void"}


def test_a_changed_answer_forgets_the_photographs_and_the_question_is_open_again(unknown):
    unknown.hand_in_documents(ID)
    a_minute_later()
    unknown.identity(EMPLOYEE)
    assert unknown.row.identity_shown_at is None
    assert the_check(Purpose.IDENTITY).status == Stage.WITHDRAWN
    assert unknown.stands_at() == "contact"
    assert unknown.get(ID)["Location"] == unknown.address()


def test_an_identity_that_the_source_confirms_after_all_needs_no_person(unknown):
    unknown.hand_in_documents(ID)
    case = Case.objects.get()
    a_minute_later()
    unknown.identity(EMPLOYEE)
    unknown.contact()
    assert unknown.row.identity_checked_at
    assert status_of(case) == CaseStatus.VOID


@pytest.mark.parametrize("stage", ["identity", "contact"])
def test_photographs_are_no_way_around_the_code_and_the_source(employee, stage):
    employee.to(stage)
    assert employee.get(ID)["Location"] == employee.address()
    employee.hand_in_documents(ID)
    assert not DocumentCheck.objects.exists()


def test_somebody_whom_the_source_knows_is_not_asked_for_photographs(employee):
    employee.to("letter")
    assert employee.get(ID).status_code == 302


def test_the_record_does_not_tell_an_unconfirmed_stranger_whose_number_it_holds(applicant_of):
    """The number of the true representative, typed by somebody with another mobile."""
    stranger = applicant_of().to("identity")
    stranger.identity(mobile=UNKNOWN.mobile)
    stranger.answer("contact", code=last_code(UNKNOWN.mobile))
    stranger.hand_in_documents(ID)
    assert stranger.row.role == ""
    assert stranger.stands_at() == "route"
    assert stranger.answer("route", role="rep").context["kind"] == "identity_waits"
    to_letter(stranger)


def test_confirmed_by_a_person_the_representative_is_known_by_the_record(applicant_of, reviewer):
    owner = applicant_of().to("identity")
    owner.identity(mobile=UNKNOWN.mobile)
    owner.answer("contact", code=last_code(UNKNOWN.mobile))
    owner.hand_in_documents(ID)
    decide_document(reviewer, the_check(Purpose.IDENTITY), "approved")
    assert owner.stands_at() == "face_consent"


def test_an_identity_bound_to_another_account_meanwhile_is_not_confirmed(unknown, reviewer):
    unknown.hand_in_documents(ID)
    other = Person.objects.arrive()
    other.id_number, other.identity_checked_at = UNKNOWN.number, the_check(Purpose.IDENTITY).submitted_at
    other.save()
    case = Case.objects.get()
    shown = reviewer.get(f"/desk/{case.ref}/").content.decode()
    assert words.html("desk.documents.bound") in shown
    told = {"decision": "approved", "confirmed": list(desk.confirms_of(case))}
    assert reviewer.post(f"/desk/{case.ref}/", told).status_code == 409
    assert status_of(case) == CaseStatus.OPEN
    assert unknown.row.identity_checked_at is None


@pytest.fixture
def signed_for_unknown(unknown):
    """The legal representative has signed on their phone; the applicant is still only typed data."""
    unknown.hand_in_documents(ID)
    unknown.answer("route", role="staff")
    unknown.answer("choose", road="rep")
    unknown.answer("legal_rep", mobile=HEAD.mobile)
    phone = Phone(links.alias_of(Invitation.objects.get().pk))
    phone.to_sign().sign()
    work_all("sign_authorisation")
    return unknown, phone


def test_a_signature_of_the_representative_waits_too_and_then_takes_full_effect(signed_for_unknown, reviewer):
    unknown, _ = signed_for_unknown
    assert not Organisation.objects.exists()
    assert unknown.row.authorised_by == "legal_representative"
    assert words.html("status.identity_waits.title") in unknown.get("status/").content.decode()
    decide_document(reviewer, the_check(Purpose.IDENTITY), "approved")
    assert unknown.row.status == Status.APPROVED
    roles = set(Membership.objects.values_list("role", flat=True))
    assert roles == {"super_administrator", "legal_representative"}
    assert texts_to(UNKNOWN.mobile, "applicant.authorised")
    assert texts_to(HEAD.mobile, "rep.receipt")


def test_a_signature_that_was_revoked_while_it_waited_authorises_nobody(signed_for_unknown, reviewer):
    unknown, phone = signed_for_unknown
    revoking.revoke(phone.invitation)
    decide_document(reviewer, the_check(Purpose.IDENTITY), "approved")
    assert not Organisation.objects.exists()
    assert unknown.stands_at() == "legal_rep"


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


# --- attacks


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
