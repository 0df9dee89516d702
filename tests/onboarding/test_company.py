"""The organisation: typed or read, compared with the cloud record, its code and the registry."""

import json

import pytest
from django.utils import timezone

from chopmark.audit.models import Event
from chopmark.evidence.models import Check, Upload
from chopmark.onboarding.states import Status
from chopmark.onboarding.steps.company import READ
from chopmark.organisations.activation import verify_organisation
from chopmark.people.models import Person
from chopmark.practice import companies, invent, residents
from chopmark.web import words
from tests.jobs import waiting
from tests.journey import DEMO, EMPLOYEE, HEAD, file
from tests.practice import clips


@pytest.fixture
def at_company(applicant):
    return applicant.to("company")


def assert_refused(answer, key, **facts):
    assert answer.status_code == 409
    assert answer.context["kind"] == key
    assert words.html(f"refusal.{key}.title", **answer.context["words"]) in answer.content.decode()


def errors_of(answer):
    assert answer.status_code == 422
    return answer.context["form"].errors


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"uscc": " 9144 0300 ma00te5t2d "}, DEMO.code),
        ({"uscc": "９１４４０３００ＭＡ００ＴＥ５Ｔ２Ｄ"}, DEMO.code),
        ({"name": " 深圳市栗栖湾工艺有限公司 "}, None),
        ({"legal_representative": " 丁 一川 "}, None),
        ({"address": f" {invent.address(DEMO.seed)} "}, None),
    ],
)
def test_widths_and_blanks_do_not_matter(at_company, typed, kept):
    assert at_company.company(**typed).status_code == 302
    row = at_company.row
    assert (row.uscc, row.name, row.legal_representative) == (kept or DEMO.code, DEMO.name, HEAD.name)
    assert row.address == invent.address(DEMO.seed)


def test_half_width_brackets_match_the_record_and_what_was_typed_is_kept(applicant_of, provider):
    entry = next(e for e in companies.ROSTER if "（" in e.registered_name("x"))
    applicant = applicant_of(company=entry, person=residents.head(entry.seed)).to("company")
    registered = entry.registered_name(residents.head(entry.seed).name)
    typed = registered.replace("（", "(").replace("）", ")")
    assert applicant.company(name=typed).status_code == 302
    assert applicant.row.name == registered
    assert applicant.row.name_as_typed == typed


FORM_ERRORS = [
    ({"uscc": DEMO.code[:-1]}, "uscc", "onboarding.company.uscc.length"),
    ({"uscc": DEMO.code[:-1] + "I"}, "uscc", "onboarding.company.uscc.chars"),
    ({"uscc": DEMO.code[:-1] + "A"}, "uscc", "onboarding.company.uscc.check"),
    ({"uscc": "440301103097413"}, "uscc", "onboarding.company.uscc.old"),
    ({"uscc": ""}, "uscc", None),
    ({"name": "深圳市 栗栖湾"}, "name", "onboarding.company.name.error"),
    ({"name": ""}, "name", None),
    ({"legal_representative": "丁1"}, "legal_representative", "onboarding.company.rep.error"),
    ({"legal_representative": "丁"}, "legal_representative", "onboarding.company.rep.error"),
    ({"legal_representative": ""}, "legal_representative", None),
    ({"address": "深圳"}, "address", "onboarding.company.address.error"),
    ({"address": ""}, "address", None),
    ({"entity_type": ""}, "entity_type", None),
    ({"entity_type": "bank"}, "entity_type", None),
]


@pytest.mark.parametrize(
    ("typed", "field", "key"), FORM_ERRORS, ids=[f"{next(iter(t))}-{k}" for t, _, k in FORM_ERRORS]
)
def test_a_field_that_does_not_fit_says_so_and_keeps_what_was_typed(at_company, typed, field, key):
    answer = at_company.company(**typed)
    said = errors_of(answer)[field]
    assert len(said) == 1
    if key:
        assert said[0] == words.text(key, n=17, **words.entity_words(typed.get("entity_type", "enterprise")))
    for name, value in typed.items():
        assert answer.context["form"][name].value() == value
    assert at_company.row.company_answered_at is None
    assert not Check.objects.filter(kind="registry").exists()


def test_a_name_that_is_not_the_cloud_record_is_refused_before_the_registry_is_asked(at_company):
    assert "name" in errors_of(at_company.company(name="深圳市别家工艺有限公司"))
    assert not Check.objects.filter(kind="registry").exists()


@pytest.mark.parametrize("chosen", ["government", "other", "sole_trader"])
def test_a_business_code_with_another_type_is_refused(at_company, chosen):
    assert "entity_type" in errors_of(at_company.company(entity_type=chosen))


@pytest.mark.parametrize("story", ["letter_only", "trader"])
def test_a_code_of_another_kind_is_not_accepted_as_an_enterprise(applicant_of, story):
    entry = companies.BY_STORY[story]
    applicant = applicant_of(company=entry).to("company")
    assert "entity_type" in errors_of(applicant.company(entity_type="enterprise"))


@pytest.mark.parametrize("wrong", [{"legal_representative": "周岚"}, {"uscc": companies.BY_STORY["rare"].code}])
def test_the_registry_does_not_say_which_element_is_wrong(at_company, wrong):
    said = errors_of(at_company.company(**wrong))
    assert list(said) == ["__all__"]
    assert said["__all__"] == [
        words.text("onboarding.company.nomatch.text", **words.entity_words("enterprise")),
    ]
    assert at_company.row.company_answered_at is None


def test_a_company_too_new_for_the_registry_is_told_the_same_and_keeps_the_draft(applicant_of):
    applicant = applicant_of(company=companies.BY_STORY["new"]).to("company")
    assert "__all__" in errors_of(applicant.company())
    assert Check.objects.get(kind="registry").verdict == "not_found"
    assert applicant.row.status == Status.DRAFT


@pytest.mark.parametrize("entry", [e for e in companies.ROSTER if e.story == "closed"], ids=lambda e: e.status)
def test_a_closed_company_is_refused_with_its_status(applicant_of, entry):
    applicant = applicant_of(company=entry).to("company")
    answer = applicant.company()
    assert_refused(answer, "registry_closed")
    assert words.text(f"registry.status.{entry.status}") in answer.content.decode()
    assert applicant.row.company_answered_at is None


def test_whether_a_company_is_closed_is_not_told_to_who_knows_only_its_code(applicant_of):
    entry = companies.BY_STORY["closed"]
    applicant = applicant_of(company=entry).to("company")
    assert "__all__" in errors_of(applicant.company(legal_representative="周岚"))


@pytest.fixture
def opened_elsewhere(practice_world):
    administrator = Person.objects.arrive()
    administrator.name = "欧阳小明"
    administrator.save()
    return verify_organisation(
        uscc=DEMO.code, name=DEMO.name, entity_type="enterprise", administrator=administrator, by="letter", actor=None
    )


def test_an_organisation_that_exists_is_refused_with_its_masked_administrator(at_company, opened_elsewhere):
    answer = at_company.company()
    assert_refused(answer, "org_exists")
    page = answer.content.decode()
    assert "欧*明" in page
    assert "欧阳小明" not in page


def test_that_an_organisation_exists_is_not_told_to_who_knows_only_its_code(at_company, opened_elsewhere):
    assert "__all__" in errors_of(at_company.company(legal_representative="周岚"))


def test_with_the_registry_down_nothing_is_lost_and_no_try_is_counted(applicant_of):
    applicant = applicant_of(company=companies.BY_STORY["registry_down"]).to("company")
    answer = applicant.company()
    assert "__all__" in errors_of(answer)
    assert answer.context["form"]["uscc"].value() == companies.BY_STORY["registry_down"].code
    assert applicant.row.status == Status.DRAFT
    assert not Check.objects.filter(kind="registry").exists()


def fail_often(applicant, times=10):
    for _ in range(times):
        assert applicant.company(legal_representative="周岚").status_code == 422


def test_the_eleventh_registry_check_of_a_day_is_refused_and_accepts_nothing(at_company):
    fail_often(at_company)
    assert_refused(at_company.company(legal_representative="周岚"), "too_many")
    assert_refused(at_company.company(), "too_many")
    assert at_company.row.company_answered_at is None


def test_starting_over_does_not_refill_the_registry_checks(at_company):
    fail_often(at_company)
    at_company.post("withdraw/")
    at_company.begin().to("company")
    assert_refused(at_company.company(), "too_many")


def test_the_next_day_the_registry_may_be_asked_again(at_company):
    fail_often(at_company)
    Check.objects.filter(kind="registry").update(created_at=timezone.now() - timezone.timedelta(days=1))
    assert at_company.company().status_code == 302


# --- the licence


def test_a_licence_is_read_by_a_job_deferred_with_its_upload(at_company):
    answer = at_company.post("company/upload/", picture=file(clips.moving(1)[0]))
    assert answer.status_code == 302
    assert [job.task_name for job in waiting("read_licence")] == ["chopmark.read_licence"]
    assert at_company.get("company/reading/").status_code == 204
    assert Upload.objects.get(purpose="licence").matter == at_company.row.matter


def read_as(applicant, *, sure=True, **values):
    """A reading as the worker writes it down, of these fields."""
    applicant.post("company/upload/", picture=file(clips.moving(1)[0]))
    check = Check.objects.get(kind="licence", superseded_at=None)
    fields = {
        name: {"value": value, "sure": sure, "confidence": 0.99 if sure else 0.9, "box": None}
        for name, value in values.items()
    }
    check.end(
        "read",
        engine="eye",
        fields=fields,
        warnings=[],
        view={"upload": str(check.upload_id), "width": 320, "height": 240},
    )


def test_an_unsure_reading_has_to_be_confirmed_or_changed(at_company):
    read_as(at_company, sure=False, legal_representative=HEAD.name)
    said = errors_of(at_company.company())
    assert said == {"legal_representative": [words.text("onboarding.company.filled.unsure")]}
    assert at_company.company(right_legal_representative="on").status_code == 302


def test_an_unsure_reading_that_was_changed_needs_no_confirmation(at_company):
    read_as(at_company, sure=False, legal_representative="丁一州")
    assert at_company.company().status_code == 302


def test_each_unsure_field_is_asked_for(at_company):
    told = {
        "entity_type": "enterprise", "uscc": DEMO.code, "legal_representative": HEAD.name,
        "address": invent.address(DEMO.seed),
    }  # fmt: skip
    assert set(told) == set(READ)
    read_as(at_company, sure=False, **told)
    for name in READ:
        confirmed = {f"right_{other}": "on" for other in READ if other != name}
        assert name in errors_of(at_company.company(**confirmed))


def test_a_licence_of_another_organisation_is_refused_though_the_typed_name_fits(at_company):
    read_as(at_company, name="深圳市别家工艺有限公司")
    assert "name" in errors_of(at_company.company())


def test_typing_instead_sets_the_picture_and_its_reading_aside(at_company):
    read_as(at_company, name="深圳市别家工艺有限公司")
    assert at_company.post("company/remove/").status_code == 302
    assert at_company.company().status_code == 302
    assert Upload.objects.get(purpose="licence").superseded_at
    assert Check.objects.get(kind="licence").superseded_at


def test_what_was_read_stands_in_no_event_and_in_no_plain_column(at_company):
    read_as(at_company, legal_representative=HEAD.name)
    assert HEAD.name not in json.dumps([e.facts for e in Event.objects.all()], ensure_ascii=False)
    held = Check.objects.filter(kind="licence").values_list("details", flat=True)[0]
    assert HEAD.name.encode() not in bytes(held)


def test_the_registry_check_is_on_record_with_its_verdict_only(at_company):
    at_company.company()
    event = Event.objects.get(kind="registry.checked")
    assert event.facts == {"engine": "PracticeRegistry", "version": "1", "verdict": "match"}


def test_an_employee_and_a_representative_see_the_same_company_page(applicant_of):
    first, second = applicant_of(), applicant_of(person=EMPLOYEE, sub="100000000018")
    for one in (first, second):
        assert one.to("company").get("company/").status_code == 200
