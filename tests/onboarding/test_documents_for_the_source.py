"""Photographs of a document where the identity source knows nobody: asked for then, and only then."""

import pytest

from chopmark.onboarding.documents.models import DocumentCheck, Purpose
from chopmark.onboarding.documents.states import Status as Stage
from chopmark.onboarding.inviting import links, revoking
from chopmark.onboarding.models import Invitation
from chopmark.onboarding.states import Status
from chopmark.organisations.models import Membership, Organisation
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.states import Status as CaseStatus
from chopmark.web import words
from tests.jobs import work_all
from tests.journey import EMPLOYEE, HEAD, a_minute_later, last_code, texts_to
from tests.onboarding.phones import Phone
from tests.onboarding.reviewers import decide, decide_document
from tests.onboarding.shown import ID, UNKNOWN, status_of, the_check, to_letter


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
