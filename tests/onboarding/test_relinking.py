"""Re-linking: the identity moves with a code to the old phone, never without, and never away from who needs it."""

import pytest
from django.test import Client

from chopmark.audit.models import Event
from chopmark.onboarding.models import Application
from chopmark.onboarding.states import Status
from chopmark.organisations.activation import verify_organisation
from chopmark.people.models import Person
from tests.journey import DEMO, EMPLOYEE, HEAD, a_minute_later, last_code, texts_to

OLD = "13600136000"


@pytest.fixture
def first(applicant_of):
    """An earlier account that has the employee's identity, with another mobile since."""
    applicant = applicant_of(person=EMPLOYEE).to("choose")
    person = applicant.row.owner
    person.mobile = OLD
    person.save()
    a_minute_later()
    return applicant


@pytest.fixture
def second(first, applicant_of):
    """Another account that has proved the same identity."""
    applicant = applicant_of(person=EMPLOYEE, sub="100000000018").to("contact")
    answer = applicant.contact()
    assert answer.context["kind"] == "mobile_bound"
    assert f'href="{applicant.address("relink/")}"' in answer.content.decode()
    return applicant


def relink(applicant):
    applicant.post("relink/", send="1")
    return applicant.post("relink/", code=last_code(OLD, "code.rebind"))


def test_the_page_shows_the_old_mobile_masked_and_sends_nothing_by_itself(second):
    page = second.get("relink/")
    assert "136****6000" in page.content.decode()
    assert OLD not in page.content.decode()
    assert texts_to(OLD) == []


def test_with_the_code_to_the_old_mobile_the_identity_moves_and_both_are_told(first, second):
    assert relink(second)["Location"] == second.address()
    assert second.stands_at() == "choose"
    old, new = first.row.owner, second.row.owner
    assert (old.identity_checked_at, old.name, old.id_number, old.mobile) == (None, None, None, OLD)
    assert (new.name, new.mobile, new.identity_checked_at) == (
        EMPLOYEE.name,
        EMPLOYEE.mobile,
        second.row.identity_checked_at,
    )
    assert [m.template for m in texts_to(OLD)] == ["code.rebind", "rebound.old"]
    assert "rebound.new" in [m.template for m in texts_to(EMPLOYEE.mobile)]
    assert Event.objects.filter(kind="person.identity_released", actor=f"people.person:{new.pk}").count() == 1


def test_nothing_is_merged_and_the_earlier_application_asks_for_the_identity_again(first, second):
    relink(second)
    assert first.stands_at() == "contact"
    assert Application.objects.filter(owner=first.row.owner).count() == 1
    assert first.row.applicant_name == EMPLOYEE.name


def test_a_wrong_code_moves_nothing(first, second):
    second.post("relink/", send="1")
    right = last_code(OLD, "code.rebind")
    assert second.post("relink/", code=f"{(int(right) + 1) % 1_000_000:06}").status_code == 422
    assert first.row.owner.identity_checked_at
    assert second.stands_at() == "contact"


def test_a_code_works_once_and_a_second_press_is_harmless(first, second):
    relink(second)
    again = second.post("relink/", code=last_code(OLD, "code.rebind"))
    assert again["Location"] == second.address()
    assert Event.objects.filter(kind="person.identity_released").count() == 1


def test_a_code_that_was_sent_to_the_new_mobile_moves_nothing(first, second):
    second.post("relink/", send="1")
    assert second.post("relink/", code=last_code(EMPLOYEE.mobile, "code.confirm")).status_code == 422
    assert first.row.owner.identity_checked_at


def test_who_has_not_proved_the_identity_sees_no_page(first, applicant_of):
    stranger = applicant_of(person=HEAD, sub="100000000019").to("identity")
    stranger.identity(EMPLOYEE, mobile=HEAD.mobile)
    stranger.contact()
    assert stranger.get("relink/")["Location"] == stranger.address()
    assert stranger.post("relink/", send="1")["Location"] == stranger.address()
    assert texts_to(OLD) == []


def test_another_identity_typed_after_the_proof_ends_it(second):
    a_minute_later()
    second.identity(HEAD)
    assert second.get("relink/")["Location"] == second.address()


def test_a_member_of_an_organisation_keeps_the_identity(first, second):
    verify_organisation(
        uscc=DEMO.code, name="x", entity_type="enterprise", administrator=first.row.owner, by="letter", actor=None
    )
    answer = second.post("relink/", send="1")
    assert answer.context["needed"]
    assert texts_to(OLD) == []


def test_a_letter_under_review_keeps_the_identity(first, second):
    first.answer("choose", road="letter")
    first.hand_in()
    assert first.row.status == Status.IN_REVIEW
    assert second.get("relink/").context["needed"]


def test_what_came_up_between_code_and_entry_still_keeps_it(first, second):
    second.post("relink/", send="1")
    first.answer("choose", road="letter")
    first.hand_in()
    second.post("relink/", code=last_code(OLD, "code.rebind"))
    assert first.row.owner.identity_checked_at
    assert Person.objects.filter(identity_checked_at__isnull=False).count() == 1


def test_nobody_relinks_for_somebody_else(second, first):
    assert first.browser.get(second.address("relink/")).status_code == 404
    assert Client().get(second.address("relink/")).status_code == 302
