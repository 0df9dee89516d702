"""The letter: its sheets, its pages, handing it in, and what the decision does."""

import io
import re

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from chopmark.audit.models import Event
from chopmark.evidence.models import Upload
from chopmark.evidence.pictures import open_pages
from chopmark.onboarding import showing_files
from chopmark.onboarding.letters import pages
from chopmark.onboarding.states import Status
from chopmark.review.models import Case
from chopmark.review.reasons import LETTER
from chopmark.web import words
from tests.evidence.test_pictures import JPEG, action, changed_pdf, pdf, pdf_that_unfolds, photo, png_bomb, saved
from tests.journey import EMPLOYEE, file, texts_to
from tests.onboarding.reviewers import decide

SHORTEST_ADVICE = 4  # characters


@pytest.fixture
def at_letter(employee):
    return employee.to("letter")


def encrypted_pdf():
    writer = PdfWriter(io.BytesIO(pdf()))
    writer.encrypt("secret")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


BAD_FILES = {
    "FILE_TYPE": b"GIF89a" + b"0" * 500,
    "FILE_CORRUPT": b"\xff\xd8\xffrubbish",
    "FILE_TOO_LARGE": JPEG + b"\0" * (8 * 1024 * 1024),
    "FILE_ENCRYPTED": encrypted_pdf(),
    "FILE_ACTIVE": changed_pdf(
        lambda writer: writer.root_object.update({NameObject("/OpenAction"): action("/Launch")})
    ),
    "FILE_TOO_HARD": pdf_that_unfolds(megabytes=100),
    "PICTURE_TOO_SMALL": saved(photo(40, 40), "PNG"),
    "PICTURE_TOO_LARGE": png_bomb(30_000, 30_000),
}


def said_about(answer):
    """The summary at the top of the page."""
    assert answer.status_code == 422
    return answer.content.decode()


@pytest.mark.parametrize("reason", BAD_FILES)
def test_a_letter_page_that_cannot_be_used_says_why_and_keeps_the_others(at_letter, reason):
    at_letter.upload_letter(JPEG)
    answer = at_letter.upload_letter(BAD_FILES[reason])
    assert words.html(f"file.{reason}.title", **at_letter.row.words) in said_about(answer)
    assert len(answer.context["pages"]) == 1


@pytest.mark.parametrize("reason", BAD_FILES)
def test_a_licence_that_cannot_be_used_says_why_and_keeps_the_earlier_one(applicant, reason):
    applicant.to("company").post("company/upload/", picture=file(JPEG))
    answer = applicant.post("company/upload/", picture=file(BAD_FILES[reason]))
    assert words.html(f"file.{reason}.title", **applicant.row.words) in said_about(answer)
    assert Upload.objects.get(purpose="licence").superseded_at is None


def test_a_file_beyond_every_limit_is_called_too_large(applicant, settings):
    applicant.to("company")
    huge = JPEG + b"\0" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    answer = applicant.post("company/upload/", picture=file(huge))
    assert words.html("file.FILE_TOO_LARGE.title", **applicant.row.words) in said_about(answer)


def test_of_several_files_none_is_kept_when_one_cannot_be_used(at_letter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert at_letter.upload_letter(JPEG, BAD_FILES["FILE_CORRUPT"]).status_code == 422
    assert not Upload.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_more_than_ten_pages_are_refused_and_the_first_ten_stay(at_letter):
    at_letter.upload_letter(pdf(10))
    answer = at_letter.upload_letter(JPEG)
    assert words.html("file.FILE_PAGES.title", **at_letter.row.words) in said_about(answer)
    assert Upload.objects.filter(purpose="letter").count() == 10


def test_no_file_is_opened_after_the_pages_are_too_many(at_letter, monkeypatch):
    opened = []
    monkeypatch.setattr(pages, "open_pages", lambda data: opened.append(data) or open_pages(data))
    answer = at_letter.upload_letter(*[pdf(6)] * 12)
    assert words.html("file.FILE_PAGES.title", **at_letter.row.words) in said_about(answer)
    assert len(opened) == 2
    assert not Upload.objects.exists()


def test_sixty_files_an_hour_are_opened_for_one_person(at_letter, monkeypatch):
    monkeypatch.setattr(pages, "open_pages", lambda _: open_pages(JPEG))
    for _ in range(58):
        showing_files.count(str(at_letter.row.owner_id))
    at_letter.upload_letter(JPEG, JPEG)
    assert at_letter.upload_letter(JPEG).status_code == 429
    assert Upload.objects.count() == 2


def test_licences_count_among_the_files_of_a_person(applicant):
    applicant.to("company")
    for _ in range(60):
        showing_files.count(str(applicant.row.owner_id))
    assert applicant.post("company/upload/", picture=file(JPEG)).status_code == 429


def test_choosing_no_file_is_said(at_letter):
    assert at_letter.post("letter/upload/").status_code == 422


def test_pages_add_up_in_order_and_can_be_cleared(at_letter):
    at_letter.upload_letter(pdf(2))
    at_letter.upload_letter(JPEG)
    assert len(at_letter.get("letter/").context["pages"]) == 3
    at_letter.post("letter/clear/")
    assert len(at_letter.get("letter/").context["pages"]) == 0
    assert Upload.objects.filter(superseded_at__isnull=False).count() == 3


def test_the_filled_letter_names_organisation_and_applicant(at_letter):
    answer = at_letter.get("letter/sheet/letter/")
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    row = at_letter.row
    assert row.letter_number in text
    assert EMPLOYEE.name in text.replace("\n", "")


@pytest.mark.parametrize("sheet", ["letter", "rendering", "blank", "example"])
def test_every_sheet_is_a_pdf(at_letter, sheet):
    assert at_letter.get(f"letter/sheet/{sheet}/").content.startswith(b"%PDF-")


def test_another_sheet_does_not_exist(at_letter):
    assert at_letter.get("letter/sheet/other/").status_code == 404


def test_the_number_of_the_letter_stays_over_downloads(at_letter):
    at_letter.get("letter/sheet/letter/")
    number = at_letter.row.letter_number
    at_letter.get("letter/sheet/rendering/")
    assert at_letter.row.letter_number == number
    assert Event.objects.filter(kind="letter.issued").count() == 1


def test_a_letter_is_not_handed_in_without_pages_or_without_a_number(at_letter):
    at_letter.upload_letter()
    assert at_letter.post("letter/submit/").status_code == 422
    at_letter.post("letter/clear/")
    at_letter.get("letter/sheet/letter/")
    assert at_letter.post("letter/submit/").status_code == 422
    assert at_letter.row.status == Status.DRAFT


def test_handing_in_twice_opens_one_case(at_letter):
    at_letter.hand_in()
    assert at_letter.post("letter/submit/").status_code == 302
    assert Case.objects.count() == 1


def test_in_review_no_answer_can_be_changed(at_letter):
    at_letter.hand_in()
    before = at_letter.row.revision
    for key in ("confirm", "company", "identity", "contact"):
        assert at_letter.answer(key, source="on").status_code == 302
    pages = Upload.objects.filter(superseded_at=None).count()
    assert at_letter.upload_letter().status_code == 409
    assert at_letter.post("letter/clear/").status_code == 409
    assert at_letter.row.revision == before
    assert Upload.objects.filter(superseded_at=None).count() == pages


def test_the_applicant_hears_when_the_letter_came_and_when_it_was_decided(at_letter, reviewer):
    at_letter.hand_in()
    decide(reviewer, at_letter.row, "returned", reasons=["POA_SEAL_MISSING"])
    at_letter.hand_in()
    decide(reviewer, at_letter.row, "approved")
    told = [m.template for m in texts_to(EMPLOYEE.mobile) if not m.template.startswith("code.")]
    assert told == ["letter.received", "result.returned", "letter.received", "result.approved"]


def test_the_case_has_the_pages_and_bars_the_applicant(at_letter, reviewer):
    at_letter.hand_in()
    case = Case.objects.get()
    assert case.excluded == at_letter.row.owner
    page = Upload.objects.get(purpose="letter")
    seen = reviewer.get(f"/desk/{case.ref}/page/{page.pk}/")
    assert seen["Content-Type"] == "image/jpeg"


def test_a_page_of_another_application_is_not_shown_in_the_case(at_letter, applicant_of, reviewer):
    at_letter.hand_in()
    other = applicant_of(sub="100000000019").to("company")
    other.post("company/upload/", picture=file(JPEG))
    foreign = Upload.objects.get(purpose="licence")
    assert reviewer.get(f"/desk/{Case.objects.get().ref}/page/{foreign.pk}/").status_code == 404


@pytest.mark.parametrize("reason", LETTER)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_returned_reason_leaves_a_gap_where_a_finding_would_stand(at_letter, reviewer, reason, language, settings):
    at_letter.hand_in()
    decide(reviewer, at_letter.row, "returned", reasons=[reason])
    at_letter.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = at_letter.get("letter/").content.decode()
    said = re.search(r"<ol class=\"cm-findings\">.*?<p>(.*?)</p>", page, re.DOTALL).group(1)
    assert len(said.strip()) > SHORTEST_ADVICE
    assert not re.search(r"“”|\w [;,.]|\w  \w|^ ?处|请签名后|None|\{", said), said


@pytest.mark.parametrize(
    "reason", ["POA_TEMPLATE_ALTERED", "POA_ADMIN_PHONE_MISMATCH", "POA_DATE_INCOMPLETE", "IMG_BLUR"]
)
def test_what_a_reviewer_finds_is_said_with_what_to_do(at_letter, reviewer, reason):
    at_letter.hand_in()
    decide(reviewer, at_letter.row, "returned", reasons=[reason])
    page = at_letter.get("letter/").content.decode()
    assert words.html(f"reason.{reason}.short") in page
    assert words.html(f"reason.{reason}.do", **at_letter.row.words) in page


def test_the_reviewer_compares_the_letter_with_what_the_system_holds(at_letter, reviewer):
    """The mobile whole, since it is printed on the letter; the number of the document as far as it identifies."""
    at_letter.hand_in()
    page = reviewer.get(f"/desk/{Case.objects.get().ref}/").content.decode()
    row = at_letter.row
    for value in (row.name, row.legal_representative, row.applicant_name, row.mobile, row.letter_number):
        assert value in page
    assert row.id_number not in page


def test_every_sheet_of_an_application_is_one_template_by_its_number(at_letter):
    """Downloaded twice it is the same letter: number, version and fixed text stand in its QR code."""
    sheets = [PdfReader(io.BytesIO(at_letter.get("letter/sheet/letter/").content)) for _ in range(2)]
    first, second = ("".join(page.extract_text() for page in sheet.pages) for sheet in sheets)
    assert first == second
    assert at_letter.row.letter_number in first
    assert Event.objects.filter(kind="letter.issued", subject=at_letter.row.matter).count() == 1


@pytest.mark.parametrize("decision", ["returned", "refused"])
def test_returning_and_refusing_need_a_reason(at_letter, reviewer, decision):
    at_letter.hand_in()
    case = Case.objects.get()
    for reasons in ([], ["NO_SUCH_REASON"]):
        answer = reviewer.post(f"/desk/{case.ref}/", {"decision": decision, "reasons": reasons})
        assert answer.status_code == 422
        assert "reasons" in answer.context["form"].errors
    assert at_letter.row.status == Status.IN_REVIEW


@pytest.mark.parametrize("decision", ["", "void", "open", "paid"])
def test_a_decision_that_is_none_is_refused(at_letter, reviewer, decision):
    at_letter.hand_in()
    case = Case.objects.get()
    assert reviewer.post(f"/desk/{case.ref}/", {"decision": decision}).status_code == 422
    assert at_letter.row.status == Status.IN_REVIEW
