"""A picture of the certificate fills the form: what is sure and nothing else, and the picture does not stay."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from tests.cloud import reader
from tests.cloud.filling import ADDRESS, CONTACT, ELEMENTS, contact, details, fill
from tests.cloud.registry import INSTITUTION, NAME, OPEN, REPRESENTATIVE, SILENT
from tests.jobs import waiting, work, work_all
from tests.journey import file
from tests.practice import clips

from chopmark.audit.models import Event
from chopmark.cloud.accounts.actions import register_root
from chopmark.cloud.realname import certificate_pages, filing
from chopmark.cloud.realname.models import Filing, RealName
from chopmark.cloud.realname.tasks import drop_certificates
from chopmark.evidence import certificates
from chopmark.evidence.models import Check, Upload
from chopmark.kit import engines
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed, NotReady
from chopmark.notify import limits
from chopmark.web import words

TYPED = ELEMENTS
JOB = "cloud.read_certificate"


@pytest.fixture
def reads(settings):
    def go(how):
        settings.ENGINE_SETTINGS = {**settings.ENGINE_SETTINGS, reader.PATH: {"how": how}}
        engines.engine.cache_clear()

    settings.ENGINES = {**settings.ENGINES, "licence": reader.PATH, "ocr": "tests.cloud.reader.NoEyes"}
    go("sure")
    return go


@pytest.fixture
def page(root, signed_in, reads):
    return signed_in(root)


def picture():
    return file(clips.moving(1)[0])


def show(page, **typed):
    return page.post("/realname/", {**typed, "picture": picture()})


def filled(page):
    return page.get("/realname/").context["form"].initial


def text_of(page):
    return page.get("/realname/").content.decode()


def are_gone():
    return not any(default_storage.exists(upload.file) for upload in Upload.objects.all())


def test_what_was_read_for_certain_fills_the_form_and_the_registry_decides(page):
    assert show(page).headers["Location"] == "/realname/"
    work(JOB)
    assert filled(page) == {**TYPED, "address": reader.ADDRESS, "certificate": "licence"}
    assert page.get("/realname/reading/").headers["HX-Refresh"] == "true"


def test_what_the_reader_was_not_sure_of_is_told_and_not_filled_in(page, reads):
    reads("unsure")
    show(page)
    work(JOB)
    assert (filled(page)["name"], filled(page)["legal_representative"]) == (NAME, "")
    assert words.text("cloud.realname.picture.perhaps", value=REPRESENTATIVE) in text_of(page)


def test_the_engine_and_its_version_stay_with_the_case_and_stand_on_the_page(page, root):
    show(page)
    work(JOB)
    assert filing.reading_of(filing.open_of(root)).engine == reader.ENGINE
    assert Event.objects.get(kind="licence.read").facts["engine"] == reader.ENGINE
    assert reader.ENGINE in text_of(page)


@pytest.mark.parametrize("how", ["sure", "blank", "killed", "broken"])
def test_the_picture_is_gone_once_it_was_read_or_not(page, reads, how):
    reads(how)
    show(page)
    assert not are_gone()
    work(JOB)
    assert are_gone()
    assert Upload.objects.get().dropped_at is not None


@pytest.mark.parametrize(
    ("how", "said"),
    [("blank", "company.unreadable"), ("killed", "company.unreadable"), ("broken", "cloud.realname.picture.given_up")],
)
def test_what_cannot_be_read_is_said_and_typed_instead(page, reads, how, said):
    reads(how)
    show(page)
    work(JOB)
    assert words.text(said) in text_of(page)
    fill(page)
    assert RealName.objects.get().uscc == OPEN


def test_a_silent_reader_is_asked_again_and_then_given_up(page, reads):
    reads("silent")
    show(page)
    assert work_all(JOB) == ["todo"] * certificates.ATTEMPTS + ["succeeded"]
    assert words.text("cloud.realname.picture.given_up") in text_of(page)
    assert are_gone()


def test_a_reader_that_answers_the_second_time_fills_the_form(page, reads):
    reads("silent")
    show(page)
    work(JOB)
    reads("sure")
    work(JOB)
    assert filled(page)["name"] == NAME


def test_a_worker_that_dies_each_time_ends_in_typing(page, root):
    show(page)
    waiting(JOB).update(attempts=certificates.ATTEMPTS + 1)
    work(JOB)
    assert filing.reading_of(filing.open_of(root)).verdict == filing.GIVEN_UP
    assert are_gone()


def test_a_worker_that_died_after_its_answer_was_written_drops_the_picture_the_next_time(page):
    show(page)
    upload = Upload.objects.get()
    certificates.end(str(Check.objects.get().pk), certificates.READ, engine="eye", fields={}, warnings=[])
    assert default_storage.exists(upload.file)
    work(JOB)
    assert are_gone()


def test_what_was_typed_before_the_picture_came_is_still_there(page, reads):
    reads("unsure")
    show(page, legal_representative="周兰", name="写了一半")
    work(JOB)
    assert filled(page)["legal_representative"] == "周兰"
    assert filled(page)["name"] == NAME


def test_a_file_that_is_no_picture_is_refused_and_loses_nothing(page):
    told = page.post("/realname/", {**TYPED, "picture": ContentFile(b"no picture", name="a.jpg")})
    assert told.status_code == 422
    assert words.text("file.FILE_TYPE.title") in told.content.decode()
    assert told.context["form"].initial["legal_representative"] == REPRESENTATIVE
    assert not waiting(JOB).exists()


def test_a_registry_that_is_silent_loses_nothing(page):
    fill(page, uscc=SILENT)
    assert filled(page)["uscc"] == SILENT


def test_the_form_waits_while_the_picture_is_read_and_typing_is_a_press_away(page):
    show(page)
    assert page.get("/realname/reading/").status_code == 204
    assert 'name="uscc"' not in text_of(page)
    page.post("/realname/typing/")
    assert 'name="uscc"' in text_of(page)


def test_a_reading_that_comes_after_typing_was_chosen_fills_nothing(page, root):
    show(page)
    check = Check.objects.get()
    page.post("/realname/typing/")
    filing._keep(check)  # it was in the reader's hands meanwhile
    assert filled(page)["name"] == ""


def test_a_picture_that_is_gone_before_it_was_read_is_given_up(page):
    show(page)
    default_storage.delete(Upload.objects.get().file)
    assert work(JOB) == ["succeeded"]
    assert words.text("cloud.realname.picture.given_up") in text_of(page)


def test_typing_instead_after_a_reading_sets_that_aside_too(page):
    show(page)
    work(JOB)
    page.post("/realname/typing/")
    assert page.get("/realname/").context["readings"] == {}


def test_a_reading_that_ended_is_not_given_up_afterwards(page):
    show(page)
    work(JOB)
    filing.give_up(str(Check.objects.get().pk))
    assert Check.objects.get().verdict == certificates.READ


def test_whoever_is_verified_shows_nothing_for_thirty_days(page, root):
    fill(page)
    show(page)
    assert filing.open_of(root) is None


def test_a_picture_set_aside_is_deleted(page, django_capture_on_commit_callbacks):
    show(page)
    with django_capture_on_commit_callbacks(execute=True):
        page.post("/realname/typing/")
    assert are_gone()


def test_a_second_picture_takes_the_place_of_the_first(page, django_capture_on_commit_callbacks):
    show(page)
    with django_capture_on_commit_callbacks(execute=True):
        show(page)
    assert Filing.objects.count() == 1
    work(JOB)
    assert [check.verdict for check in Check.objects.all()] == ["pending", certificates.READ]
    assert are_gone()


def test_a_picture_that_no_job_came_to_is_gone_after_an_hour(page, root):
    show(page)
    drop_certificates(timestamp=0)
    assert not are_gone()
    Upload.objects.update(created_at=now() - dt.timedelta(hours=1, minutes=1))
    drop_certificates(timestamp=0)
    assert are_gone()
    assert filing.reading_of(filing.open_of(root)).verdict == filing.GIVEN_UP


def test_a_code_that_differs_from_the_qr_and_a_wrong_check_character_are_said(page, reads):
    reads("odd")
    show(page)
    work(JOB)
    for warning in ("LIC_QR_MISMATCH", "LIC_USCC_CHECKSUM"):
        assert words.text(f"company.warning.{warning}") in text_of(page)


def test_a_verified_name_ends_its_filing_and_the_next_begins_empty(page, root, django_capture_on_commit_callbacks):
    show(page)
    with django_capture_on_commit_callbacks(execute=True):
        fill(page)
    assert filing.open_of(root) is None
    assert are_gone()


def test_after_twenty_pictures_an_hour_typing_is_left_and_nothing_typed_is_lost(page, root):
    for _ in range(20):
        limits.use(certificate_pages.PICTURES, of=root.uin)
    told = show(page, **TYPED)
    assert (told.status_code, "Retry-After" in told.headers) == (429, True)
    assert not Upload.objects.exists()
    assert filled(page)["name"] == NAME
    fill(page)
    assert RealName.objects.get().uscc == OPEN


def test_pictures_that_cannot_be_opened_count_as_well(page, root):
    page.post("/realname/", {"picture": ContentFile(b"no picture", name="a.jpg")})
    for _ in range(19):
        limits.use(certificate_pages.PICTURES, of=root.uin)
    assert show(page, **TYPED).status_code == 429


def test_a_sub_user_shows_nothing(sub_user, signed_in, reads):
    browser = signed_in(sub_user)
    browser.post("/realname/", {"picture": picture()})
    browser.post("/realname/typing/")
    assert not Filing.objects.exists()
    with pytest.raises(NotAllowed):
        filing.note(sub_user, TYPED)


def test_no_more_is_kept_of_what_was_typed_than_a_detail_has(page):
    show(page, name="长" * 5000)
    assert len(Filing.objects.get().name) == filing.LONGEST


def test_record_and_job_hold_no_name(page):
    show(page, **TYPED)
    args = str(list(waiting(JOB).values_list("args", flat=True)))
    work(JOB)
    told = args + str(list(Event.objects.values_list("subject", "facts")))
    assert not [value for value in TYPED.values() if value in told]


def test_the_certificate_follows_what_was_read(page, reads):
    reads("institution")
    show(page)
    work(JOB)
    assert filled(page)["certificate"] == "other"


@pytest.mark.parametrize(("uscc", "certificate"), [(OPEN, "other"), (INSTITUTION, "licence")])
def test_a_certificate_that_the_code_contradicts_is_said_at_its_field(page, uscc, certificate):
    told = details(page, uscc=uscc, certificate=certificate)
    assert set(told.context["form"].errors) == {"certificate"}


@pytest.mark.parametrize("address", ["", "深圳", "长" * 501])
def test_an_address_without_a_street_is_asked_for_again(page, address):
    assert set(details(page, address=address).context["form"].errors) == {"address"}


def test_the_pages_come_in_their_order_and_lead_to_the_open_one(page):
    assert page.get("/realname/proof/").headers["Location"] == "/realname/"
    assert details(page).headers["Location"] == "/realname/contact/"
    assert page.get("/realname/proof/?next=%2F").headers["Location"] == "/realname/contact/?next=%2F"
    assert contact(page).headers["Location"] == "/realname/proof/"
    assert page.get("/realname/proof/").status_code == 200


def test_no_address_skips_the_details(page, root):
    assert page.post("/realname/proof/").headers["Location"] == "/realname/"
    with pytest.raises(NotReady):
        filing.answer(root, "contact", {"contact_name": "欧阳小明"})


def test_whoever_got_a_name_meanwhile_is_led_to_it(page, root):
    details(page)
    contact(page)
    RealName.objects.create(account=root, kind="enterprise", name=NAME, uscc=OPEN)
    assert page.get("/realname/proof/").headers["Location"] == "/realname/"


def test_typing_instead_leads_on_to_the_same_place(page):
    show(page)
    assert page.post("/realname/typing/", {"next": "/users/"}).headers["Location"] == "/realname/?next=%2Fusers%2F"
    assert page.post("/realname/typing/", {"next": "/realname/"}).headers["Location"] == "/realname/"


def test_a_new_picture_asks_for_the_details_again_and_keeps_the_contact(page):
    details(page)
    contact(page)
    show(page)
    work(JOB)
    assert page.get("/realname/proof/").headers["Location"] == "/realname/"
    details(page)
    assert page.get("/realname/proof/").status_code == 200


@pytest.mark.parametrize("change", [{"mobile": "1234"}, {"contact_name": "1"}, {"mobile": ""}, {"contact_name": ""}])
def test_a_contact_who_cannot_be_reached_is_asked_for_again(page, change):
    details(page)
    assert len(contact(page, **change).context["form"].errors) == 1


def test_the_contact_is_masked_on_every_page_and_kept_where_a_field_is_left_empty(page):
    fill(page, legal_representative="周兰")
    for address in ("/realname/contact/", "/realname/proof/"):
        told = page.get(address).content.decode()
        assert "137****7001" in told
        assert not [value for value in CONTACT.values() if value in told]
    contact(page, contact_name="", mobile="13700137002")
    row = Filing.objects.get()
    assert (row.contact_name, row.contact_mobile) == ("欧阳小明", "13700137002")


def test_the_contact_stays_with_the_verified_name_masked(page):
    fill(page)
    told = text_of(page)
    assert "欧*明" in told
    assert CONTACT["contact_name"] not in told


def test_the_sum_begins_with_what_the_filing_says(page):
    details(page)
    assert page.get("/realname/transfer/").context["form"].initial == ELEMENTS


def test_what_a_filing_says_of_people_is_encrypted_and_in_no_event(page):
    fill(page)
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_name, contact_mobile, address, name FROM realname_filing")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    events = str(list(Event.objects.values_list("kind", "subject", "facts")))
    for value in (*CONTACT.values(), ADDRESS, NAME):
        assert value.encode() not in stored
        assert value not in events


def test_another_accounts_filing_is_not_seen(page, reads):
    details(page)
    other = register_root(mobile="13800138018", password="another calm river")
    assert filing.open_of(other) is None
