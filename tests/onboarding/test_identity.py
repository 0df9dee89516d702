"""Who the applicant is: consent first, the numbers of documents, the code on the mobile, the source's answer."""

import pytest

from chopmark.audit.models import Event
from chopmark.evidence.models import Check
from chopmark.notify.models import Code, Message
from chopmark.people.consents import VERSIONS
from chopmark.people.models import Consent, Person
from chopmark.practice import companies, residents
from chopmark.web import words
from tests.journey import EMPLOYEE, HEAD, a_minute_later, last_code, texts_to


@pytest.fixture
def at_identity(applicant):
    return applicant.to("identity")


@pytest.fixture
def at_contact(applicant):
    return applicant.to("contact")


def errors_of(answer):
    assert answer.status_code == 422
    return answer.context["form"].errors


def wrong_code(applicant):
    right = last_code(applicant.row.mobile)
    return f"{(int(right) + 1) % 1_000_000:06}"


# --- consents


def test_no_number_is_asked_for_before_the_consent(applicant):
    applicant.to("consent")
    assert applicant.get("identity/").status_code == 302
    assert applicant.identity().status_code == 302
    assert applicant.row.id_number is None
    assert not Message.objects.exists()


def test_an_empty_box_is_no_consent(applicant):
    applicant.to("consent")
    assert errors_of(applicant.answer("consent")) == {"source": [words.text("consent.required")]}
    assert not Consent.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_consent_names_its_text_version_and_language(applicant, language):
    applicant.to("consent")
    applicant.browser.cookies["chopmark_language"] = language
    applicant.answer("consent", source="on")
    held = Consent.objects.get(person=applicant.row.owner)
    assert (held.text, held.version, held.language, held.given) == ("identity", VERSIONS["identity"], language, True)
    assert held.matter == applicant.row.matter
    event = Event.objects.get(kind="consent.given")
    assert event.facts == {"text": "identity", "version": VERSIONS["identity"], "language": language}


def test_refusing_the_identity_check_is_recorded_and_goes_nowhere(applicant):
    applicant.to("consent")
    assert applicant.answer("consent", no="1")["Location"] == applicant.address("status/")
    assert applicant.stands_at() == "consent"
    assert not Consent.stands(applicant.row.owner, "identity", applicant.row.matter)
    assert Event.objects.filter(kind="consent.refused").count() == 1


def test_the_consent_to_a_face_is_another_one(applicant):
    applicant.to("face_consent")
    assert not Consent.stands(applicant.row.owner, "face", applicant.row.matter)
    applicant.answer("face_consent", agree="on")
    assert Consent.stands(applicant.row.owner, "face", applicant.row.matter)


def test_refusing_to_show_a_face_is_recorded(applicant):
    applicant.to("face_consent").answer("face_consent", no="letter")
    assert [c.given for c in Consent.objects.filter(text="face")] == [False]


# --- the form


FORM_ERRORS = [
    ({"applicant_name": ""}, "applicant_name"),
    ({"applicant_name": "丁"}, "applicant_name"),
    ({"applicant_name": "丁一2"}, "applicant_name"),
    ({"id_number": ""}, "id_number"),
    ({"id_number": "44030019850615002"}, "id_number"),
    ({"id_number": "440300198506150029"}, "id_number"),
    ({"id_number": "440300198513150028"}, "id_number"),
    ({"id_number": "H88000017"}, "id_number"),
    ({"id_number": "810000199101010016"}, "id_number"),
    ({"id_kind": "passport"}, "id_kind"),
    ({"id_kind": ""}, "id_kind"),
    ({"id_kind": "hkmo"}, "id_number"),
    ({"id_kind": "residence"}, "id_number"),
    ({"mobile": ""}, "mobile"),
    ({"mobile": "1380000001"}, "mobile"),
    ({"mobile": "12800000018"}, "mobile"),
    ({"mobile": "+852 5123 4567"}, "mobile"),
]


@pytest.mark.parametrize(("typed", "field"), FORM_ERRORS, ids=[str(t) for t, _ in FORM_ERRORS])
def test_a_field_that_does_not_fit_says_so_and_no_code_goes_out(at_identity, typed, field):
    answer = at_identity.identity(**typed)
    assert list(errors_of(answer)) == [field]
    for name, value in typed.items():
        assert answer.context["form"][name].value() == value
    assert not Message.objects.exists()
    assert at_identity.row.identity_answered_at is None


@pytest.mark.parametrize(
    "typed",
    [
        {"mobile": "+86 138 0000 0018"},
        {"mobile": "86-138-0000-0018"},
        {"mobile": "１３８００００００１８"},
        {"id_number": "440300 19850615 0028"},
        {"applicant_name": " 丁 一川"},
    ],
    ids=str,
)
def test_ways_of_writing_do_not_matter(at_identity, typed):
    assert at_identity.identity(**typed).status_code == 302
    assert at_identity.row.mobile == HEAD.mobile
    assert at_identity.contact().status_code == 302
    assert at_identity.row.identity_checked_at


def test_somebody_under_age_is_refused_before_anything_is_sent(at_identity):
    answer = at_identity.identity(residents.BY_STORY["minor"])
    assert answer.status_code == 409
    assert answer.context["kind"] == "under_age"
    assert not Message.objects.exists()
    assert at_identity.row.identity_answered_at is None


@pytest.mark.parametrize("story", ["residence"])
def test_a_residence_permit_is_a_document_too(at_identity, story):
    at_identity.identity(residents.BY_STORY[story])
    assert at_identity.contact().status_code == 302
    assert at_identity.row.role == "staff"


def test_a_travel_permit_is_a_document_too(applicant_of):
    entry = companies.BY_STORY["permit"]
    applicant = applicant_of(company=entry, person=residents.head(entry.seed)).to("face")
    assert applicant.row.role == "rep"


# --- the code


def test_the_right_code_confirms_and_writes_the_person_down(at_contact):
    assert at_contact.contact().status_code == 302
    person = at_contact.row.owner
    assert (person.name, person.id_number, person.mobile) == (HEAD.name, HEAD.number, HEAD.mobile)
    assert person.identity_checked_at == at_contact.row.identity_checked_at


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "123 456"])
def test_what_is_not_six_digits_costs_no_try(at_contact, typed):
    assert "code" in errors_of(at_contact.answer("contact", code=typed))
    assert Code.objects.get().tries_left == 5


def test_digits_in_full_width_are_digits(at_contact):
    wide = last_code(at_contact.row.mobile).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert at_contact.answer("contact", code=wide).status_code == 302
    assert at_contact.row.identity_checked_at


def test_a_wrong_code_says_how_many_tries_are_left(at_contact):
    said = errors_of(at_contact.answer("contact", code=wrong_code(at_contact)))
    assert said == {"code": [words.text("onboarding.contact.code.wrong", left=4)]}
    assert at_contact.row.identity_checked_at is None
    assert not Check.objects.filter(kind="identity").exists()


def test_after_five_wrong_codes_the_right_one_does_not_work(at_contact):
    for _ in range(5):
        at_contact.answer("contact", code=wrong_code(at_contact))
    assert "code" in errors_of(at_contact.contact())
    assert at_contact.row.identity_checked_at is None


def test_asking_again_too_soon_sends_no_second_message(at_contact):
    assert at_contact.post("contact/again/").status_code == 302
    assert len(texts_to(HEAD.mobile)) == 1


def test_a_code_of_one_application_does_not_confirm_another(at_contact, applicant_of):
    code = last_code(HEAD.mobile)
    a_minute_later()
    other = applicant_of(sub="100000000018").to("contact")
    assert errors_of(other.answer("contact", code=code))
    assert other.row.identity_checked_at is None


def test_asking_for_a_code_before_a_mobile_is_known_sends_nothing(applicant):
    applicant.begin()
    assert applicant.post("contact/again/").status_code in (302, 409)
    assert not Message.objects.exists()


def test_asking_for_a_code_after_the_end_sends_nothing(at_contact):
    at_contact.post("withdraw/")
    Code.objects.all().delete()
    Message.objects.all().delete()
    assert at_contact.post("contact/again/").status_code in (302, 409)
    assert not Message.objects.exists()


# --- the source's answer


def test_a_name_that_is_not_of_the_number_is_refused_and_nothing_is_written_down(at_identity):
    at_identity.identity(applicant_name="丁一舟")
    answer = at_identity.contact()
    assert answer.status_code == 409
    assert answer.context["kind"] == "identity_nomatch"
    assert at_identity.row.identity_checked_at is None
    assert at_identity.row.owner.id_number is None


def test_a_mobile_of_somebody_else_is_no_match(at_identity):
    at_identity.identity(mobile=EMPLOYEE.mobile)
    assert at_identity.contact().context["kind"] == "identity_nomatch"


def test_with_the_source_down_the_answers_stay(at_identity):
    at_identity.identity(residents.BY_STORY["identity_down"])
    answer = at_identity.contact()
    assert errors_of(answer) == {"__all__": [words.text("onboarding.identity.source_down")]}
    assert at_identity.row.id_number == residents.BY_STORY["identity_down"].number
    assert at_identity.stands_at() == "contact"


def test_an_identity_that_has_another_account_is_refused(at_contact, applicant_of):
    at_contact.contact()
    a_minute_later()
    other = applicant_of(sub="100000000018").to("contact")
    answer = other.contact()
    assert answer.context["kind"] == "mobile_bound"
    assert Person.objects.filter(identity_checked_at__isnull=False).count() == 1


def test_a_number_typed_in_lower_case_is_the_same_identity(applicant_of):
    entry = next(e for e, _ in residents.roster() if e.number.endswith("X"))
    first = applicant_of(person=entry).to("contact")
    first.contact()
    a_minute_later()
    other = applicant_of(sub="100000000018").to("identity")
    other.identity(entry, id_number=entry.number.lower())
    assert other.contact().context["kind"] == "mobile_bound"


# --- the role


def test_a_namesake_of_the_representative_never_gets_the_face_road(applicant_of):
    entry = companies.BY_STORY["namesake"]
    applicant = applicant_of(company=entry, person=residents.BY_STORY["namesake"]).to("route")
    answer = applicant.answer("route", role="rep")
    assert answer.status_code == 409
    assert answer.context["kind"] == "namesake"
    assert applicant.row.role == ""
    applicant.answer("route", role="staff")
    assert applicant.stands_at() == "choose"


def test_the_real_head_is_not_believed_by_name_alone_either(applicant_of):
    entry = companies.BY_STORY["namesake"]
    applicant = applicant_of(company=entry, person=residents.head(entry.seed)).to("route")
    assert applicant.answer("route", role="rep").context["kind"] == "namesake"


def test_an_employee_cannot_say_that_they_are_the_representative(employee):
    employee.to("letter")
    assert employee.row.role == "staff"
    employee.answer("route", role="rep")
    assert employee.row.role == "staff"
    assert employee.stands_at() == "letter"


@pytest.mark.parametrize("role", ["", "owner", "REP"])
def test_a_role_that_is_none_is_refused(applicant_of, role):
    entry = companies.BY_STORY["namesake"]
    applicant = applicant_of(company=entry, person=residents.BY_STORY["namesake"]).to("route")
    assert "role" in errors_of(applicant.answer("route", role=role))
