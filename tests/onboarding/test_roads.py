"""Whole journeys without a browser: every road to the Enterprise Edition, and the ways off it."""

import pytest

from chopmark.audit.models import Event
from chopmark.evidence.models import Upload
from chopmark.kit import files
from chopmark.onboarding.states import Status
from chopmark.organisations.models import Organisation
from chopmark.practice import companies, residents
from chopmark.review.models import Case
from chopmark.review.states import Status as CaseStatus
from tests.jobs import work_all
from tests.journey import EMPLOYEE, sign_in, texts_to
from tests.onboarding.reviewers import decide


def organisation_of(row):
    return Organisation.objects.get(uscc=row.uscc)


def by_face(applicant):
    applicant.to("face")
    applicant.show(*applicant.open_camera())
    work_all()
    return applicant


def test_a_legal_representative_opens_the_organisation_with_their_own_face(applicant):
    by_face(applicant)
    assert applicant.row.status == Status.APPROVED
    assert not organisation_of(applicant.row).may("seal")
    applicant.activate()
    organisation = organisation_of(applicant.row)
    assert organisation.may("seal")
    assert organisation.super_administrator.person == applicant.row.owner
    assert organisation.super_administrator.activated_at is not None


def test_the_activation_code_is_under_way_when_the_face_has_passed(applicant):
    by_face(applicant)
    assert len(texts_to(applicant.row.mobile, "code.activate")) == 1
    assert applicant.stands_at() == "activate"


def test_an_employee_becomes_super_administrator_by_an_approved_letter(employee, reviewer):
    employee.to("letter").hand_in()
    assert employee.row.status == Status.IN_REVIEW
    decide(reviewer, employee.row, CaseStatus.APPROVED)
    assert employee.row.status == Status.APPROVED
    employee.activate()
    assert organisation_of(employee.row).may("seal")
    assert organisation_of(employee.row).super_administrator.person.name == EMPLOYEE.name


def test_a_returned_letter_keeps_every_answer_and_can_be_approved_the_second_time(employee, reviewer):
    employee.to("letter").hand_in()
    number = employee.row.letter_number
    decide(reviewer, employee.row, CaseStatus.RETURNED, reasons=["POA_SEAL_MISSING", "IMG_BLUR"])
    assert employee.row.status == Status.RETURNED
    assert employee.stands_at() == "letter"
    shown = employee.get("letter/")
    assert shown.status_code == 200
    assert employee.row.letter_number == number
    assert not shown.context["pages"]
    employee.hand_in()
    decide(reviewer, employee.row, CaseStatus.APPROVED)
    employee.activate()
    assert organisation_of(employee.row).may("seal")
    assert Case.objects.filter(matter=employee.row.matter).count() == 2
    assert Upload.objects.filter(matter=employee.row.matter, purpose="letter", superseded_at__isnull=False).count() == 1


def test_a_refused_letter_ends_the_application_and_leaves_no_organisation(employee, reviewer):
    employee.to("letter").hand_in()
    decide(reviewer, employee.row, CaseStatus.REFUSED, reasons=["POA_SEAL_DIGITAL_PASTE"])
    assert employee.row.status == Status.REFUSED
    assert not Organisation.objects.exists()
    assert texts_to(EMPLOYEE.mobile, "result.refused")


def test_a_representative_who_would_rather_not_show_a_face_goes_on_with_the_letter(applicant, reviewer):
    applicant.to("face_consent")
    applicant.answer("face_consent", no="letter")
    assert applicant.stands_at() == "letter"
    applicant.hand_in()
    decide(reviewer, applicant.row, CaseStatus.APPROVED)
    applicant.activate()
    assert organisation_of(applicant.row).may("seal")


@pytest.mark.parametrize(
    "story", ["letter_only", "trader", "shopless", "branch", "partnership", "investor", "rare", "dot"]
)
def test_every_kind_of_organisation_reaches_its_authorisation(applicant_of, story):
    entry = companies.BY_STORY[story]
    applicant = applicant_of(company=entry, person=residents.head(entry.seed))
    applicant.to("letter" if story == "letter_only" else "face")


@pytest.mark.parametrize(
    "entry", [e for e in companies.ROSTER if e.story == "letter_only"], ids=lambda entry: entry.kind
)
def test_the_head_of_a_public_body_is_never_offered_the_face(applicant_of, entry):
    applicant = applicant_of(company=entry, person=residents.head(entry.seed)).to("letter")
    assert applicant.row.role == ""
    assert applicant.get("face/").status_code == 409
    assert applicant.get("face_consent/").status_code == 302
    assert applicant.answer("route", role="rep").status_code == 302
    assert applicant.row.role == ""


def test_activation_before_the_authorisation_opens_the_organisation_at_the_approval(employee, reviewer):
    employee.to("letter").hand_in()
    employee.activate()
    assert employee.row.activated_at
    assert employee.row.status == Status.IN_REVIEW
    assert not Organisation.objects.exists()
    decide(reviewer, employee.row, CaseStatus.APPROVED)
    assert organisation_of(employee.row).may("seal")


def test_activating_twice_changes_nothing(applicant):
    by_face(applicant).activate()
    opened_at = organisation_of(applicant.row).opened_at
    assert applicant.post("activate/", code="000000").status_code == 302
    assert organisation_of(applicant.row).opened_at == opened_at
    assert Event.objects.filter(kind="organisation.opened").count() == 1


def test_the_first_of_two_applications_wins_and_the_other_is_superseded(applicant, applicant_of, reviewer):
    second = applicant_of(person=EMPLOYEE, sub="100000000018")
    second.to("letter").hand_in()
    by_face(applicant)
    work_all("supersede_others")
    assert applicant.row.status == Status.APPROVED
    assert second.row.status == Status.SUPERSEDED
    assert Organisation.objects.filter(uscc=applicant.row.uscc).count() == 1
    assert Case.objects.get(matter=second.row.matter).status == CaseStatus.VOID


def test_a_superseded_applicant_is_shown_so_and_can_do_nothing_more(applicant, applicant_of):
    second = applicant_of(person=EMPLOYEE, sub="100000000018").to("letter")
    by_face(applicant)
    work_all("supersede_others")
    assert second.get("status/").status_code == 200
    assert second.stands_at() == "status"
    before = second.row.revision
    second.answer("confirm")
    assert second.post("letter/submit/").status_code == 302
    assert second.post("activate/", send="1").status_code == 302
    assert second.row.revision == before
    assert second.row.status == Status.SUPERSEDED


def test_withdrawing_ends_the_application_and_deletes_its_pictures(
    employee, django_capture_on_commit_callbacks, reviewer
):
    employee.to("letter").hand_in()
    kept = list(Upload.objects.filter(matter=employee.row.matter))
    assert kept
    with django_capture_on_commit_callbacks(execute=True):
        employee.post("withdraw/")
    assert employee.row.status == Status.WITHDRAWN
    assert Case.objects.get(matter=employee.row.matter).status == CaseStatus.VOID
    for upload in kept:
        with pytest.raises(FileNotFoundError):
            files.get(upload.file)
    assert employee.get(f"picture/{kept[0].pk}/").status_code == 404


def test_withdrawing_asks_first(employee):
    employee.to("company")
    assert employee.get("withdraw/").status_code == 200
    assert employee.row.status == Status.DRAFT


def test_after_withdrawing_the_account_starts_a_new_application(applicant):
    applicant.to("identity")
    first = applicant.ref
    applicant.post("withdraw/")
    applicant.begin()
    assert applicant.ref != first
    assert applicant.stands_at() == "confirm"


def test_beginning_twice_finds_the_same_application(applicant):
    first = applicant.begin().ref
    assert applicant.begin().ref == first


def test_the_application_is_found_again_at_another_browser(applicant, provider):
    applicant.to("contact")
    left = applicant.ref
    applicant.browser = sign_in(provider, {**provider.claims})
    applicant.begin()
    assert applicant.ref == left
    assert applicant.stands_at() == "contact"


def test_a_cloud_record_that_was_renamed_asks_the_organisation_anew(applicant, provider):
    applicant.to("identity")
    provider.change(applicant.sub, real_name={"type": "enterprise", "name": "深圳市另一家有限公司", "uscc": None})
    assert applicant.stands_at() == "confirm"
    applicant.answer("confirm")
    assert applicant.stands_at() == "company"
    assert applicant.company().status_code == 422
