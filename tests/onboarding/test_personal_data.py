"""Whatever is encrypted stands nowhere in plain text: a walk over all columns, events, jobs, sessions and logs."""

import json

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models

from chopmark.evidence.models import Check
from chopmark.kit.fields import BlindIndexField, EncryptedTextField, personal_fields
from chopmark.notify.models import Message
from chopmark.practice.models import Company
from tests.jobs import waiting, work_all
from tests.journey import DEMO, EMPLOYEE, HEAD, account, sign_in
from tests.onboarding.reviewers import decide

# Not personal: what a public register prints of an organisation (domain 1.3) and what the applicant types of it.
PUBLIC = {DEMO.code, DEMO.name}
SHORT = 2  # characters; shorter values are in every text


def encrypted_values():
    """Every value that some encrypted column holds, opened; structured ones taken apart."""
    found = set()
    for model in apps.get_models():
        names = [field.attname for field in personal_fields(model)]
        for row in model.objects.all() if names else ():
            for name in names:
                found |= set(_parts(getattr(row, name)))
    return {value for value in found if len(value) >= SHORT} - PUBLIC


def _parts(value):
    if value is None:
        return
    try:
        told = json.loads(value)
    except ValueError:
        told = value
    yield from _leaves(told) if isinstance(told, dict | list) else (str(value),)


def _leaves(told):
    values = told.values() if isinstance(told, dict) else told
    for value in values:
        if isinstance(value, dict | list):
            yield from _leaves(value)
        elif isinstance(value, str):
            yield value


def plain_text_of_the_database():
    """Table -> all its columns as text, without those that hold ciphertext or keyed digests."""
    sealed = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField | BlindIndexField)
    }
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            kept = [f'"{name}"::text' for name in columns if (table, name) not in sealed]
            cursor.execute(f"SELECT {', '.join(kept)} FROM {table}")
            found[table] = "\n".join(str(row) for row in cursor.fetchall())
    return found


def sessions():
    return json.dumps([s.get_decoded() for s in Session.objects.all()], ensure_ascii=False)


WITH_PERSONAL_DATA = [model for model in apps.get_models() if personal_fields(model)]
TABLES = ["audit_event", "procrastinate_jobs", "people_login", "django_session", "review_case"]
PERSONS = [HEAD.name, HEAD.number, HEAD.mobile, EMPLOYEE.name, EMPLOYEE.number, EMPLOYEE.mobile]


@pytest.fixture
def everything_happened(applicant, applicant_of, reviewer, django_capture_on_commit_callbacks):
    """A face that failed and one that passed, a letter returned with a note, a withdrawal."""
    applicant.to("face")
    employee = applicant_of(person=EMPLOYEE, sub="100000000018").to("letter")
    employee.hand_in()
    decide(reviewer, employee.row, "returned", reasons=["POA_ADMIN_NAME_MISMATCH"], note=f"{EMPLOYEE.name}的名字不清楚")
    applicant.show(*applicant.open_camera(), images=[])
    work_all()
    applicant.show(*applicant.open_camera())
    employee.hand_in()
    work_all()
    applicant.activate()
    work_all()
    with django_capture_on_commit_callbacks(execute=True):
        employee.post("withdraw/")
    return applicant


def test_the_walk_knows_what_to_look_for_and_where(everything_happened):
    found, texts = encrypted_values(), plain_text_of_the_database()
    assert set(PERSONS) <= found
    assert any(EMPLOYEE.name in value and "不清楚" in value for value in found)
    assert all(texts[table] for table in TABLES)
    assert Check.objects.filter(details__isnull=False).exists()


def test_no_encrypted_value_stands_in_a_plain_column(everything_happened):
    wanted = {value for value in encrypted_values() if _is_telling(value)} | set(PERSONS)
    texts = {table: _without_registered_names(text) for table, text in plain_text_of_the_database().items()}
    leaks = [(table, value) for table, text in texts.items() for value in wanted if value in text]
    assert leaks == []


def _without_registered_names(text):
    """A trader without a shop is registered under its operator's name, and the register is public."""
    for name in Company.objects.values_list("name", flat=True):
        text = text.replace(name, "")
    return text


def _is_telling(value):
    """Codes of verdicts and other short words stand everywhere; names, numbers and messages do not."""
    return not value.isascii() or sum(c.isdigit() for c in value) >= 6


def test_no_code_stands_in_a_plain_column_and_no_person_in_a_session(everything_happened):
    codes = [m.body for m in Message.objects.filter(template__startswith="code.")]
    text = "\n".join(plain_text_of_the_database().values())
    assert codes
    assert not any(body in text for body in codes)
    held = sessions()
    assert not [value for value in PERSONS if value in held]


def test_jobs_carry_keys_only(applicant):
    applicant.to("contact")
    for job in waiting():
        assert set(job.args) <= {"message_id", "check_id", "session_id"}


def test_what_is_logged_and_printed_names_nobody(applicant, reviewer, applicant_of, capfd, caplog):
    applicant.to("face")
    applicant.company(legal_representative="<丁一川>")
    applicant.identity(id_number="440300198506150029")
    applicant.show(*applicant.open_camera())
    work_all()
    applicant.activate()
    employee = applicant_of(person=EMPLOYEE, sub="100000000018").to("company")
    employee.company()
    out, err = capfd.readouterr()
    said = "\n".join([out, err, *(record.getMessage() for record in caplog.records)])
    assert said
    assert not [value for value in PERSONS if value in said]


def test_an_error_of_ours_says_no_value(applicant, capfd, provider):
    applicant.to("face")
    provider.is_down = True
    applicant.browser.raise_request_exception = False
    answer = applicant.identity()
    assert answer.status_code == 503
    out, err = capfd.readouterr()
    assert not [value for value in PERSONS if value in out + err + answer.content.decode()]


def test_a_personally_verified_name_is_not_kept_in_plain_text(practice_world, provider):
    sign_in(provider, account(real_name={"type": "personal", "name": HEAD.name}))
    assert not [table for table, text in plain_text_of_the_database().items() if HEAD.name in text]


def test_a_row_with_personal_data_shows_its_key_only(everything_happened):
    rows = [row for model in WITH_PERSONAL_DATA for row in model.objects.all()]
    shown = [
        (type(row).__name__, field.name)
        for row in rows
        for field in personal_fields(type(row))
        if (value := getattr(row, field.attname)) and value in f"{row} {row!r}"
    ]
    assert rows
    assert shown == []


@pytest.mark.parametrize("model", WITH_PERSONAL_DATA, ids=lambda m: m.__name__)
def test_a_row_with_personal_data_has_its_key_before_it_is_saved(model):
    key = model._meta.pk
    assert not isinstance(key, models.AutoField)
    assert key.has_default() or isinstance(key, models.CharField)
