"""Registry inclusion review: what the registry does not confirm, a person may; and reminders for the newly registered."""

import datetime as dt

import pytest

from chopmark.audit.models import Event
from chopmark.kit.clock import now
from chopmark.onboarding import including
from chopmark.onboarding.models import Application, Purpose
from chopmark.organisations.models import Membership, Organisation
from chopmark.people.models import Person
from chopmark.practice import companies, residents
from chopmark.review.models import Case
from tests.journey import EMPLOYEE, file, texts_to
from tests.onboarding.reviewers import decide
from tests.practice import clips

NEW = companies.BY_STORY["new"]
CHANGED = companies.BY_STORY["changed"]
CLOSED = companies.BY_STORY["closed"]


@pytest.fixture
def unknown(applicant_of):
    """An employee of a company that the registry does not list yet, at the company page with a picture."""
    applicant = applicant_of(company=NEW, person=EMPLOYEE).to("company")
    applicant.post("company/upload/", picture=file(clips.moving(1)[0]))
    return applicant


def test_a_person_is_asked_only_when_the_applicant_presses_for_it(unknown):
    answer = unknown.company()
    assert answer.status_code == 422
    assert not Case.objects.exists()
    assert unknown.company(inclusion="1").status_code == 302
    assert Case.objects.get(kind="onboarding.inclusion").excluded == unknown.row.owner


def test_the_applicant_goes_on_meanwhile_but_nobody_authorises(unknown):
    unknown.company(inclusion="1")
    unknown.to("inclusion")
    assert unknown.row.identity_checked_at
    assert "1至3个工作日" in unknown.get("inclusion/").content.decode()
    assert unknown.get("choose/").status_code == 302
    assert unknown.stands_at() == "inclusion"


def test_included_goes_on_and_tells_by_text(unknown, reviewer):
    unknown.company(inclusion="1")
    unknown.to("inclusion")
    decide(reviewer, unknown.row, "approved")
    assert unknown.stands_at() == "choose"
    assert [m.template for m in texts_to(EMPLOYEE.mobile)][-1] == "registry.found"
    assert Event.objects.filter(kind="registry.included").count() == 1


def test_more_is_needed_asks_the_company_again_and_keeps_what_was_typed(unknown, reviewer):
    unknown.company(inclusion="1")
    unknown.to("inclusion")
    decide(reviewer, unknown.row, "returned", reasons=["IMG_BLUR"])
    assert unknown.stands_at() == "company"
    assert unknown.row.uscc == NEW.code
    assert unknown.row.identity_checked_at
    assert [m.template for m in texts_to(EMPLOYEE.mobile)][-1] == "registry.more"


def test_refused_ends_the_application(unknown, reviewer):
    unknown.company(inclusion="1")
    unknown.to("inclusion")
    decide(reviewer, unknown.row, "refused", reasons=["IMG_COPY"])
    assert unknown.row.status == "refused"


def test_without_a_picture_no_person_is_troubled(applicant_of):
    applicant = applicant_of(company=NEW, person=EMPLOYEE).to("company")
    assert applicant.company(inclusion="1").status_code == 422
    assert not Case.objects.exists()


def test_a_company_that_the_registry_confirms_needs_no_person(employee):
    employee.to("company")
    assert employee.company(inclusion="1").status_code == 302
    assert not Case.objects.exists()
    assert employee.row.inclusion_asked_at is None


def test_a_second_press_opens_no_second_case(unknown):
    unknown.company(inclusion="1")
    unknown.company(inclusion="1", address="广东省深圳市南山区别处88号")
    assert Case.objects.filter(kind="onboarding.inclusion", status="open").count() == 1


def test_a_changed_company_is_confirmed_anew(unknown, reviewer):
    unknown.company(inclusion="1")
    unknown.to("inclusion")
    decide(reviewer, unknown.row, "approved")
    unknown.company(inclusion="1", address="广东省深圳市南山区别处88号")
    assert unknown.row.inclusion_passed_at is None
    assert unknown.stands_at() == "inclusion"


def test_the_former_head_is_not_believed_once_a_person_confirmed_the_new_one(applicant_of, reviewer):
    old_head, new_head = residents.head(CHANGED.seed), residents.BY_STORY["new_head"]
    applicant = applicant_of(company=CHANGED, person=old_head).to("company")
    applicant.post("company/upload/", picture=file(clips.moving(1)[0]))
    applicant.company(legal_representative=new_head.name, inclusion="1")
    applicant.to("inclusion")
    decide(reviewer, applicant.row, "approved")
    assert applicant.row.role != "rep"
    assert applicant.stands_at() == "choose"
    applicant.answer("choose", road="rep")
    asked = applicant.get("legal_rep/").context["form"].fields
    assert "number" in asked
    assert applicant.answer("legal_rep", mobile=new_head.mobile, number=new_head.number).status_code == 302


def test_a_closed_company_can_ask_a_person_from_its_refusal(applicant_of):
    applicant = applicant_of(company=CLOSED, person=EMPLOYEE).to("company")
    applicant.post("company/upload/", picture=file(clips.moving(1)[0]))
    refused = applicant.company()
    assert refused.context["kind"] == "registry_closed"
    assert 'name="inclusion"' in refused.content.decode()
    again = dict(refused.context["typed"])
    assert applicant.browser.post(applicant.address("company/"), {**again, "inclusion": "1"}).status_code == 302
    assert Case.objects.filter(kind="onboarding.inclusion").count() == 1


def test_a_reminder_goes_once_after_seven_business_days(unknown):
    unknown.post("company/remind/", later="1")
    unknown.post("company/remind/", later="1")
    row = unknown.row
    assert now() + dt.timedelta(days=8) < row.remind_at < now() + dt.timedelta(days=20)
    row.owner.mobile = EMPLOYEE.mobile
    row.owner.save()
    assert including.remind_due() == 0
    Application.objects.update(remind_at=now() - dt.timedelta(minutes=1))
    assert including.remind_due() == 1
    assert including.remind_due() == 0
    assert [m.template for m in texts_to(EMPLOYEE.mobile)] == ["registry.remind"]


def test_an_organisation_that_is_here_already_by_then_is_a_succession(unknown, reviewer):
    unknown.company(inclusion="1")
    unknown.to("inclusion")
    row = unknown.row
    here = Organisation.objects.create(uscc=row.uscc, name=row.name, entity_type=row.entity_type, status="open")
    held = here.memberships.create(person=Person.objects.arrive(), role=Membership.SUPER_ADMINISTRATOR)
    decide(reviewer, row, "approved")
    assert (unknown.row.purpose, unknown.row.succeeds) == (Purpose.CHANGE, held)
    assert unknown.stands_at() == "letter"  # on the word of a certificate, two people decide
