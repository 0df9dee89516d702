"""The stamped letter is looked at before a person does: by the real reader, on the page and at the desk."""

import dataclasses
import secrets

import pytest
from django.db import connection
from django.utils import translation

from chopmark.audit.models import Event
from chopmark.drawing.letters import Family, chinese_letter, example
from chopmark.drawing.letters.data import Kind
from chopmark.drawing.letters.parties import value_places
from chopmark.drawing.returned.kinds import Defect
from chopmark.drawing.stamped import stamped
from chopmark.evidence.models import Check, Upload
from chopmark.kit import clock
from chopmark.onboarding import papers
from chopmark.onboarding.letters import machine, showing
from chopmark.onboarding.states import Status
from chopmark.review.models import Case
from chopmark.web import words
from tests.jobs import waiting, work_all
from tests.journey import EMPLOYEE, file, texts_to
from tests.onboarding.reviewers import decide


@pytest.fixture
def with_number(employee):
    employee.to("letter").get("letter/sheet/letter/")
    return employee


def sheet_of(applicant, defect=None):
    """What the applicant photographs of the letter that was handed out to them."""
    data = papers.letter_data(applicant.row)
    photo = stamped(chinese_letter(data, marks=papers.marks()), data, signed_on=clock.today(), seed=7, defect=defect)
    return photo.jpeg


def looked_at(applicant, defect=None):
    applicant.upload_letter(sheet_of(applicant, defect))
    work_all("read_letter")
    return showing.shown(applicant.row.matter)


def page_of(applicant):
    return applicant.get("letter/").content.decode()


def test_a_good_letter_is_said_to_be_good_and_by_whom(with_number):
    shown = looked_at(with_number)
    assert (shown.state, shown.points) == ("clear", ())
    assert shown.check.engine.startswith("letter ")
    assert "rapidocr" in shown.check.engine
    page = page_of(with_number)
    assert words.html("onboarding.letter.check.good") in page
    assert words.html("letter.looked.title") in page  # one press tells what it was compared with


def test_of_a_good_letter_everything_that_was_compared_is_shown_from_its_own_crop(with_number):
    shown = looked_at(with_number)
    told = {one.name: one for one in shown.compared}
    assert {"admin_mobile", "organization_name", "date", "seal", "code", "signature_agent"} <= set(told)
    assert all(one.passed for one in shown.compared)
    letter = papers.letter_data(with_number.row)
    assert told["seal"].read == told["seal"].expected == letter.organization_name
    assert (shown.lines.count > 20, shown.lines.differing) == (True, 0)
    page = page_of(with_number)
    assert f'viewBox="{told["seal"].crop}"' in page
    left, top, wide, tall = map(int, told["seal"].crop.split())
    assert min(left, top) >= 0
    assert left + wide <= told["seal"].upload.width
    assert top + tall <= told["seal"].upload.height


@pytest.mark.parametrize("kind", list(Kind))
def test_every_value_of_every_letter_has_a_name_on_the_page(kind):
    """A letter of change has two more; without a name the whole page would fail."""
    letter = dataclasses.replace(example(Family.ENTERPRISE, operator=""), kind=kind)
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert all(words.text(f"letter.looked.{name}") for name in value_places(letter))


def test_what_was_compared_is_kept_encrypted(with_number):
    looked_at(with_number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT details FROM evidence_check WHERE kind = 'letter'")
        (kept,) = cursor.fetchone()
    assert papers.letter_data(with_number.row).admin_mobile not in str(kept)


def test_a_wrong_phone_is_named_and_boxed_before_anybody_hands_it_in(with_number):
    shown = looked_at(with_number, Defect.WRONG_PHONE)
    (point,) = shown.points
    assert (shown.state, point.code, point.is_sure) == ("return", "POA_ADMIN_PHONE_MISMATCH", True)
    page = page_of(with_number)
    x, y, width, height = point.box
    assert f'<rect class="box" x="{x}" y="{y}" width="{width}" height="{height}"' in page
    assert words.html("reason.POA_ADMIN_PHONE_MISMATCH.saw") in page
    assert words.html("reason.POA_ADMIN_PHONE_MISMATCH.do") in page
    assert with_number.row.status == Status.DRAFT


def test_a_mended_letter_takes_the_place_of_the_one_found_wanting(with_number):
    looked_at(with_number, Defect.DATE_EMPTY)
    assert 'name="anew"' in page_of(with_number)
    with_number.post("letter/upload/", anew="1", pages=file(sheet_of(with_number)))
    work_all("read_letter")
    assert showing.shown(with_number.row.matter).state == "clear"
    assert Upload.objects.filter(purpose="letter", superseded_at=None).count() == 1
    assert Check.objects.filter(kind="letter", superseded_at=None).count() == 1


def test_too_many_mended_pages_lose_nothing(with_number):
    looked_at(with_number, Defect.DATE_EMPTY)
    sheet = sheet_of(with_number)
    given = [file(sheet) for _ in range(11)]
    answer = with_number.browser.post(with_number.address("letter/upload/"), {"anew": "1", "pages": given})
    assert answer.status_code == 422
    assert showing.shown(with_number.row.matter).state == "return"


def test_another_page_has_all_of_them_looked_at_again(with_number):
    looked_at(with_number)
    with_number.upload_letter()
    assert showing.shown(with_number.row.matter).state == "pending"
    work_all("read_letter")
    assert showing.shown(with_number.row.matter).state == "clear"


def test_what_was_uploaded_before_the_letter_is_compared_once_there_is_one(employee):
    employee.to("letter").upload_letter()
    assert showing.shown(employee.row.matter).state == "none"
    assert not waiting("read_letter").exists()
    employee.get("letter/sheet/letter/")
    assert showing.shown(employee.row.matter).state == "pending"


def test_pages_taken_back_while_the_job_waits_are_not_judged(with_number):
    with_number.upload_letter(sheet_of(with_number))
    with_number.post("letter/clear/")
    work_all("read_letter")
    check = Check.objects.get(kind="letter")
    assert check.is_pending
    assert showing.shown(with_number.row.matter).state == "none"


def test_a_picture_that_kills_the_reader_can_still_be_handed_in(with_number, settings, tmp_path):
    path = "tests.kit.apart_engines.killed_by_a_letter"
    settings.ENGINES = {**settings.ENGINES, "letter": path}
    settings.ENGINE_SETTINGS = {**settings.ENGINE_SETTINGS, path: {"folder": str(tmp_path)}}
    assert looked_at(with_number).state == "unreadable"
    assert len(list(tmp_path.iterdir())) == 2
    page = page_of(with_number)
    assert words.html("letter.check.failed") in page
    with_number.post("letter/submit/")
    assert with_number.row.status == Status.IN_REVIEW


def test_the_page_comes_anew_when_the_check_has_ended(with_number):
    with_number.upload_letter(sheet_of(with_number))
    assert with_number.get("letter/reading/").status_code == 204
    assert "data-poll" in page_of(with_number)
    work_all("read_letter")
    assert with_number.get("letter/reading/")["HX-Refresh"] == "true"
    assert "data-poll" not in page_of(with_number)


def test_the_reviewer_sees_what_the_machine_found_with_advice_and_who_it_was(with_number, reviewer):
    shown = looked_at(with_number, Defect.WRONG_PHONE)
    with_number.post("letter/submit/")
    page = reviewer.get(f"/desk/{Case.objects.get().ref}/").content.decode()
    assert words.html("reason.POA_ADMIN_PHONE_MISMATCH.staff") in page
    assert 'class="box"' in page
    assert shown.check.engine in page


def test_the_record_says_codes_and_never_what_was_read(with_number):
    looked_at(with_number, Defect.WRONG_PHONE)
    facts = Event.objects.get(kind="letter.checked").facts
    assert facts["reasons"] == ["POA_ADMIN_PHONE_MISMATCH"]
    assert EMPLOYEE.mobile not in str(facts)


def test_a_number_of_a_document_is_shown_to_nobody_whole(with_number, reviewer):
    looked_at(with_number, Defect.WRONG_ID)
    applicants = page_of(with_number)
    with_number.post("letter/submit/")
    for page in (applicants, reviewer.get(f"/desk/{Case.objects.get().ref}/").content.decode()):
        assert words.html("reason.POA_ADMIN_ID_MISMATCH.short") in page
        assert with_number.row.id_number not in page


@pytest.fixture
def decides(settings, monkeypatch):
    """The operator lets clear letters of enterprises decide, and none is sampled."""
    settings.MACHINE_APPROVES = frozenset({"enterprise"})
    monkeypatch.setattr(secrets, "randbelow", lambda _: 1)


def test_a_clear_letter_goes_to_a_person_unless_the_operator_said_otherwise(with_number):
    looked_at(with_number)
    with_number.post("letter/submit/")
    assert with_number.row.status == Status.IN_REVIEW
    assert Case.objects.get().is_open


def test_where_the_operator_said_so_a_clear_letter_decides(with_number, decides):
    looked_at(with_number)
    with_number.post("letter/submit/")
    assert with_number.row.status == Status.APPROVED
    assert not Case.objects.exists()
    assert Event.objects.filter(kind="letter.approved_by_machine", subject=with_number.row.matter).exists()
    assert [text.template for text in texts_to(EMPLOYEE.mobile)][-1] == "result.approved"


def test_one_clear_letter_in_ten_goes_to_a_person_all_the_same(with_number, decides, monkeypatch):
    looked_at(with_number)
    verdicts = [machine.approves(with_number.row)]
    for lot in range(machine.SAMPLED):
        monkeypatch.setattr(secrets, "randbelow", lambda _, lot=lot: lot)
        verdicts.append(machine.approves(with_number.row))
    assert verdicts.count(False) == 1


@pytest.mark.parametrize("defect", [Defect.WRONG_PHONE, Defect.WRONG_SEAL_NAME])
def test_a_letter_with_a_point_never_decides(with_number, decides, defect):
    looked_at(with_number, defect)
    with_number.post("letter/submit/")
    assert with_number.row.status == Status.IN_REVIEW


def test_a_letter_not_yet_checked_never_decides(with_number, decides):
    with_number.upload_letter(sheet_of(with_number))
    with_number.post("letter/submit/")
    assert with_number.row.status == Status.IN_REVIEW


def test_other_types_of_entity_stay_with_a_person(with_number, decides, settings):
    settings.MACHINE_APPROVES = frozenset({"sole_trader"})
    looked_at(with_number)
    with_number.post("letter/submit/")
    assert with_number.row.status == Status.IN_REVIEW


def test_a_returned_letter_is_checked_afresh(with_number, reviewer):
    looked_at(with_number, Defect.WRONG_PHONE)
    with_number.post("letter/submit/")
    decide(reviewer, with_number.row, "returned", reasons=["POA_ADMIN_PHONE_MISMATCH"])
    assert showing.shown(with_number.row.matter).state == "none"
    assert looked_at(with_number).state == "clear"
