"""The business licence method: by phone, from the first page to the workspace, and nobody else's application."""

import pytest
from django.test import Client

from chopmark.audit.models import Event
from chopmark.onboarding.models import Application
from chopmark.onboarding.states import Status
from chopmark.people.models import Person
from chopmark.web import words
from tests.jobs import work_all
from tests.journey import (
    DEMO,
    EMPLOYEE,
    HEAD,
    PhoneApplicant,
    a_minute_later,
    account,
    file,
    sign_in,
    sign_in_by_phone,
)  # fmt: skip
from tests.practice import clips


@pytest.fixture
def by_phone(practice_world):
    """The legal representative of the demo organisation, without a cloud account."""
    return PhoneApplicant()


def test_the_first_question_is_the_organisation_and_no_record_is_confirmed(by_phone):
    assert by_phone.begin().stands_at() == "company"
    row = by_phone.row
    assert (row.method, row.cloud_uin, row.cloud_name) == ("licence", "", "")
    assert [e.facts for e in Event.objects.filter(kind="application.started")] == [{"method": "licence"}]


def test_a_second_press_finds_the_first_application(by_phone):
    first = by_phone.begin().ref
    assert by_phone.begin().ref == first


def test_an_account_of_the_cloud_has_the_cloud_method(provider, practice_world):
    browser = sign_in(provider, account())
    assert browser.get("/begin/licence/")["Location"] == "/begin/"
    assert not Application.objects.exists()


def test_the_method_page_leads_to_both(client, db):
    page = client.get("/start/").content.decode()
    assert 'href="/begin/"' in page
    assert 'href="/signin/phone/?next=/begin/licence/"' in page


def test_the_progress_bar_names_the_phone(by_phone):
    page = by_phone.begin().get("company/").content.decode()
    assert words.text("shell.steps.phone") in page
    assert words.text("shell.steps.cloud") not in page


def test_without_a_picture_nothing_is_taken_and_the_error_leads_to_the_upload(by_phone):
    by_phone.begin()
    answer = super(PhoneApplicant, by_phone).company()
    assert answer.status_code == 422
    assert '<a href="#picture">' in answer.content.decode()
    assert 'id="picture"' in answer.content.decode()
    assert not Event.objects.filter(kind="registry.checked").exists()
    assert by_phone.row.company_answered_at is None


def test_a_picture_that_is_still_being_read_is_waited_for(by_phone):
    by_phone.begin().post("company/upload/", picture=file(clips.moving(1)[0]))
    assert super(PhoneApplicant, by_phone).company().status_code == 422
    assert by_phone.row.company_answered_at is None


def test_the_name_is_filled_in_from_the_picture_and_may_be_changed(by_phone):
    page = by_phone.begin().give_licence(name=DEMO.name).get("company/")
    field = page.context["form"]["name"]
    assert field.value() == DEMO.name
    assert not field.field.widget.attrs.get("readonly")
    assert by_phone.company().status_code == 302
    assert by_phone.row.name == DEMO.name


@pytest.mark.parametrize("read", [{"name": "深圳市别家工艺有限公司"}, {"uscc": "91310115MA1K35BK6T"}])
def test_a_picture_of_another_organisation_is_not_taken(by_phone, read):
    answer = by_phone.begin().give_licence(**read).company()
    assert answer.status_code == 422
    assert next(iter(read)) in answer.context["form"].errors


def test_taking_the_picture_away_takes_the_answer_with_it_and_loses_nothing_else(by_phone):
    by_phone.to("face_consent")
    by_phone.post("company/remove/")
    assert by_phone.stands_at() == "company"
    assert by_phone.company().status_code == 302
    assert by_phone.stands_at() == "face_consent"


def test_the_legal_representative_gets_to_the_workspace_by_phone(by_phone):
    by_phone.to("face_consent")
    by_phone.answer("face_consent", agree="on")
    by_phone.show(*by_phone.open_camera())
    work_all()
    assert by_phone.row.status == Status.APPROVED
    by_phone.activate()
    assert by_phone.get("status/").status_code == 200
    place = by_phone.browser.get("/workspace/")
    assert place.status_code == 302
    assert by_phone.browser.get(place["Location"]).context["opened"]


def test_an_employee_hands_in_a_letter(practice_world, reviewer):
    employee = PhoneApplicant(person=EMPLOYEE).to("letter")
    assert employee.hand_in().status_code == 302
    assert employee.row.status == Status.IN_REVIEW


def test_somebody_elses_application_does_not_exist_for_a_phone_entry(by_phone, applicant):
    applicant.begin()
    by_phone.begin()
    for rest in ("", "company/", "status/", "withdraw/"):
        assert by_phone.browser.get(applicant.address(rest)).status_code == 404
        assert applicant.browser.get(by_phone.address(rest)).status_code == 404


def test_an_application_of_a_cloud_account_leads_a_phone_entry_to_the_cloud(by_phone):
    by_phone.begin()
    Application.objects.update(method="cloud")
    answer = by_phone.get()
    assert answer.status_code == 302
    assert answer["Location"].startswith("/signin/?next=%2Fa%2F")
    assert by_phone.browser.get("/begin/")["Location"] == "/signin/?next=%2Fbegin%2F"


def test_the_page_without_a_name_yet_has_words_for_it(by_phone):
    by_phone.begin()
    assert words.text("onboarding.unnamed") in by_phone.browser.get("/applications/").content.decode()


def test_a_person_who_was_found_by_their_mobile_keeps_their_identity(by_phone):
    by_phone.to("face_consent")
    person = Person.objects.get()
    assert (person.name, person.mobile) == (HEAD.name, HEAD.mobile)
    a_minute_later()
    again = sign_in_by_phone(HEAD.mobile, browser=Client())
    assert again.get("/begin/licence/")["Location"] == f"/a/{by_phone.ref}/"
