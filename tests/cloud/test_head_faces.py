"""The legal representative's face: whose it has to be, what it takes, what follows, and what changes nothing."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import set_urlconf
from tests.cloud.bank import Counter
from tests.cloud.conftest import Browser
from tests.cloud.filling import ADDRESS, contact, details
from tests.cloud.registry import HEAD_NUMBER, INSTITUTION, NAME, NAMESAKE, OPEN, REPRESENTATIVE
from tests.jobs import waiting, work, work_all
from tests.journey import file
from tests.practice import clips

from chopmark.audit.models import Event
from chopmark.camera import judging, sessions
from chopmark.cloud.accounts.actions import create_sub_user, register_root
from chopmark.cloud.realname import head_cases, heads
from chopmark.cloud.realname.actions import ACCOUNTS, TRIES_A_DAY, Answer, verify_enterprise
from chopmark.cloud.realname.models import Filing, HeadCamera, Proof, RealName
from chopmark.cloud.realname.tasks import drop_stale_heads
from chopmark.evidence.engines.base import Payment
from chopmark.evidence.judge import FaceVerdict
from chopmark.evidence.models import Upload
from chopmark.kit import engines
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed, NotReady
from chopmark.notify.models import Message
from chopmark.people.models import Login, Person
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.states import Status
from chopmark.web import words

PASSED = judging.Judged("passed", (), "an eye")
UNSURE = judging.Judged("review", ("FACE_UNSURE",), "an eye", clips.moving(1)[0], clips.moving(2)[1])


@pytest.fixture(autouse=True)
def _sources(settings, _cloud):
    settings.ENGINES = {
        **settings.ENGINES,
        "identity": "tests.cloud.registry.Namesakes", "portraits": "tests.cloud.registry.AnyPortrait",
    }  # fmt: skip
    engines.engine.cache_clear()


@pytest.fixture
def says(monkeypatch):
    """What the machine is to find, whatever is shown."""

    def go(found):
        monkeypatch.setattr(judging, "judged", lambda _: found)

    return go


@pytest.fixture
def page(root, signed_in):
    """A root whose details and contact are answered."""
    browser = signed_in(root)
    details(browser)
    contact(browser)
    return browser


def say_number(page, number=HEAD_NUMBER):
    return page.post("/realname/face/", {"number": number, "next": ""})


def link(page, number=HEAD_NUMBER):
    assert say_number(page, number).headers["Location"] == "/realname/face/phone/"
    return page.get("/realname/face/phone/").context["token"]


def agree(token, phone):
    return phone.post(f"/face/{token}/", {"agree": "1"})


def show(token, phone, **changes):
    """What a phone sends after its owner agreed."""
    nonce = agree(token, phone).context["nonce"]
    frames = [file(image, f"{n}.jpg") for n, image in enumerate(clips.moving(3))]
    return phone.post(f"/face/{token}/frames/", {"nonce": nonce, "frame": frames, **changes})


def shown(page, phone=None):
    """The whole way up to the verdict."""
    show(link(page), phone or Browser())
    work("cloud.judge_head")
    return HeadCamera.objects.latest("created_at")


def nobody_is_verified():
    return not RealName.objects.exists()


def refusal(answer):
    return answer.content.decode()


def test_a_face_that_does_what_is_asked_proves_the_name(page, root):
    token, phone = link(page), Browser()
    nonce = agree(token, phone).context["nonce"]
    session = HeadCamera.objects.get()
    frames = [file(image, f"{n}.jpg") for n, image in enumerate(clips.of(session))]
    assert phone.post(f"/face/{token}/frames/", {"nonce": nonce, "frame": frames}).json() == {
        "next": f"/face/{token}/result/"
    }
    work_all("cloud.judge_head")
    held = RealName.objects.get()
    assert (held.account, held.proof, held.name, held.uscc) == (root, Proof.FACE, NAME, OPEN)
    assert words.text("face.result.passed") in phone.get(f"/face/{token}/result/").content.decode()
    assert words.text("cloud.realname.proved_by.face") in page.get("/realname/").content.decode()
    assert Event.objects.get(kind="face.judged").facts["engine"].startswith("dlib")


def test_the_page_at_the_desk_moves_on_by_itself(page, says):
    says(PASSED)
    token, phone = link(page), Browser()
    assert page.get("/realname/face/live/?v=waiting").status_code == 204
    show(token, phone)
    assert page.get("/realname/face/live/?v=waiting").status_code == 200
    work("cloud.judge_head")
    onward = page.get("/realname/face/live/?v=judging&next=http%3A%2F%2Fevil.example%2F", HTTP_HX_REQUEST="true")
    assert onward.headers["HX-Redirect"] == "/realname/"


def test_a_namesake_is_not_the_head_although_the_police_know_them(page, says):
    says(PASSED)
    answer = say_number(page, NAMESAKE)
    assert words.text("cloud.realname.head_differs") in refusal(answer)
    assert page.get("/realname/face/phone/").headers["Location"] == "/realname/face/"
    assert not HeadCamera.objects.exists()


def test_a_person_whom_the_police_do_not_know_is_told_the_same(page, settings):
    settings.ENGINES = {**settings.ENGINES, "identity": "tests.cloud.registry.KnowsNobody"}
    engines.engine.cache_clear()
    assert words.text("cloud.realname.head_differs") in refusal(say_number(page))


def test_where_the_registry_tells_no_heads_a_face_proves_nothing(page, settings):
    settings.ENGINES = {**settings.ENGINES, "registry": "tests.cloud.registry.TellsNoHeads"}
    engines.engine.cache_clear()
    assert words.text("cloud.realname.head_unknown") in refusal(say_number(page))
    assert not HeadCamera.objects.exists()


def test_wrong_numbers_are_counted_so_that_nobody_guesses(page, root):
    for _ in range(TRIES_A_DAY):
        say_number(page, NAMESAKE)
    assert words.text("cloud.realname.too_many", tries=TRIES_A_DAY) in refusal(say_number(page))
    assert filing_of(root).head_at is None


@pytest.mark.parametrize("number", ["", "12", "110101199003072819"])
def test_what_is_no_number_is_told_before_anybody_is_asked(page, number):
    assert say_number(page, number).status_code == 200
    assert not Event.objects.filter(kind="realname.refused").exists()


def test_an_institution_proves_itself_by_a_sum_only(root, signed_in):
    browser = signed_in(root)
    details(browser, uscc=INSTITUTION)
    contact(browser)
    assert words.text("cloud.head.transfer_only") in browser.get("/realname/proof/").content.decode()
    assert browser.get("/realname/face/").headers["Location"] == "/realname/proof/"
    with pytest.raises(NotReady):
        heads.name_head(root, number=HEAD_NUMBER)


def test_in_production_comparing_with_the_registry_alone_proves_nothing(page, settings):
    settings.REALNAME_BY_REGISTRY = False
    assert words.text("cloud.realname.by_registry") not in page.get("/realname/proof/").content.decode()
    page.post("/realname/proof/", {"next": ""})
    assert nobody_is_verified()


def test_nothing_is_taken_without_the_consent_of_whoever_is_before_the_camera(page, says):
    says(PASSED)
    token, phone = link(page), Browser()
    assert phone.post(f"/face/{token}/", {}).status_code == 422
    session = HeadCamera.objects.get()
    sessions.claim(session, device="mine")
    phone.cookies["chopmark_camera"] = "mine"
    frames = [file(clips.moving(1)[0], "0.jpg")]
    told = {"nonce": sessions.nonce_of(session), "frame": frames}
    assert phone.post(f"/face/{token}/frames/", told).status_code == 409
    assert not Upload.objects.exists()
    agree(token, phone)
    assert Event.objects.get(kind="consent.given").facts["text"] == "face"


def test_looking_at_the_link_claims_nothing_and_shows_no_name(page):
    token, phone = link(page), Browser()
    seen = phone.get(f"/face/{token}/").content.decode()
    assert HeadCamera.objects.get().claimed_by is None
    assert "周*" in seen
    for secret in (REPRESENTATIVE, HEAD_NUMBER):
        assert secret not in seen


@pytest.mark.parametrize("nonce", ["", "0" * 64])
def test_a_wrong_nonce_brings_nothing(page, says, nonce):
    says(PASSED)
    assert show(link(page), Browser(), nonce=nonce, passed="true").status_code == 409
    assert not waiting("cloud.judge_head").exists()


def test_another_device_is_sent_away(page):
    token = link(page)
    agree(token, Browser())
    assert agree(token, Browser()).status_code == 410


def test_a_fresh_link_ends_the_one_before(page):
    old = link(page)
    new = page.get("/realname/face/phone/").context["token"]
    assert Browser().get(f"/face/{old}/").status_code == 410
    assert Browser().get(f"/face/{new}/").status_code == 200


def test_a_late_link_says_so(page):
    token = link(page)
    HeadCamera.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    assert Browser().get(f"/face/{token}/").status_code == 410


def test_frames_sent_twice_are_judged_once(page, says):
    says(PASSED)
    token, phone = link(page), Browser()
    show(token, phone)
    show_again = phone.post(f"/face/{token}/frames/", {"nonce": sessions.nonce_of(HeadCamera.objects.get())})
    assert show_again.status_code == 200
    assert waiting("cloud.judge_head").count() == 1


def test_a_face_that_fails_leaves_another_try(page, says):
    says(judging.Judged("failed", ("FACE_NO_MATCH",), "an eye"))
    shown(page)
    assert nobody_is_verified()
    assert words.text("cloud.head.failed") in page.get("/realname/face/").content.decode()
    says(PASSED)
    shown(page)
    assert RealName.objects.get().proof == Proof.FACE


def test_the_frames_are_gone_with_the_verdict(page, says):
    says(PASSED)
    shown(page)
    assert Upload.objects.exists()
    assert not any(default_storage.exists(upload.file) for upload in Upload.objects.all())


def test_frames_that_nobody_waits_for_any_more_are_gone_as_well(page, says):
    says(PASSED)
    show(link(page), Browser())
    details(page, address=ADDRESS + "二楼")
    work("cloud.judge_head")
    assert nobody_is_verified()
    assert not any(default_storage.exists(upload.file) for upload in Upload.objects.all())


def test_frames_that_nobody_judged_are_gone_within_a_day(page):
    show(link(page), Browser())
    HeadCamera.objects.update(created_at=now() - dt.timedelta(hours=21))
    drop_stale_heads(0)
    assert not any(default_storage.exists(upload.file) for upload in Upload.objects.all())


def filing_of(account):
    return Filing.objects.filter(account=account).latest("created_at")


def test_details_that_change_meanwhile_end_the_camera(page, says):
    says(PASSED)
    token = link(page)
    details(page, address=ADDRESS + "二楼")
    assert Browser().get(f"/face/{token}/").status_code == 410
    assert page.get("/realname/face/phone/").headers["Location"] == "/realname/face/"


def test_a_verdict_for_details_of_before_verifies_nothing(page, root, says):
    says(PASSED)
    show(link(page), Browser())
    Filing.objects.update(head_at=now() + dt.timedelta(seconds=1))  # another head was named since
    work("cloud.judge_head")
    assert HeadCamera.objects.get().verdict == "passed"
    assert nobody_is_verified()


def test_the_number_is_gone_once_the_name_is_verified(page, root, says):
    says(PASSED)
    shown(page)
    assert filing_of(root).head_number is None


def test_a_name_verified_another_way_meanwhile_ends_the_camera(page, root):
    token = link(page)
    assert verify_enterprise(root, name=NAME, uscc=OPEN, legal_representative=REPRESENTATIVE) is Answer.VERIFIED
    assert Browser().get(f"/face/{token}/").status_code == 410


def test_ten_accounts_bear_a_name_and_the_eleventh_is_told(page, says):
    says(PASSED)
    for number in range(ACCOUNTS):
        other = register_root(
            mobile=f"1390000{number:04}", password="correct horse battery", uin=f"1000000001{number:02}"
        )
        verify_enterprise(other, name=NAME, uscc=OPEN, legal_representative=REPRESENTATIVE)
    session = shown(page)
    assert session.answer == Answer.FULL
    assert words.text("cloud.head.passed_but") in page.get("/realname/face/").content.decode()
    assert page.get("/realname/face/live/?v=judging").headers["Location"] == "/realname/face/"


def test_a_sub_user_opens_no_camera(root):
    sub = create_sub_user(root, name="zhou.lan", password="correct horse battery")
    with pytest.raises(NotAllowed):
        heads.open_camera(sub)


def test_a_sum_ordered_before_still_ends_what_the_face_began(page, settings, root, says):
    says(UNSURE)
    shown(page)
    Counter.paid, Counter.state, Counter.silent = {}, Payment.ARRIVED, False
    verify_enterprise(root, name=NAME, uscc=OPEN, legal_representative=REPRESENTATIVE)
    assert Case.objects.get(kind=head_cases.KIND).status == Status.VOID
    assert not Upload.objects.filter(dropped_at=None, superseded_at=None, purpose="face_shown").exists()


# --- a person decides


@pytest.fixture
def case(page, says, django_capture_on_commit_callbacks):
    says(UNSURE)
    shown(page)
    return Case.objects.get(kind=head_cases.KIND)


@pytest.fixture
def reviewer(db):
    return Person.objects.create()


def decide(case, status, *, reviewer, reasons=()):
    confirmed = list(desk.confirms_of(case)) if status is Status.APPROVED else []
    desk.decide(case, status, reviewer=reviewer, reasons=list(reasons), note="", confirmed=confirmed)


def test_an_unsure_machine_asks_a_person_and_offers_no_other_try(page, case):
    assert nobody_is_verified()
    waits = page.get("/realname/face/phone/")
    assert words.text("face.waits.title") in waits.content.decode()
    assert "token" not in waits.context


@pytest.fixture
def desk_addresses():
    """The addresses of the platform, on which the desk stands."""
    set_urlconf("chopmark.config.urls_platform")
    yield
    set_urlconf(None)


def test_the_desk_shows_both_pictures_whose_they_should_be_and_what_the_machine_said(case, desk_addresses):
    seen = render_to_string("realname/face_case.html", {"case": case})
    assert seen.count("<img") == 2
    facts = render_to_string("realname/face_facts.html", {"case": case})
    assert NAME in facts
    assert "周*" in facts
    assert REPRESENTATIVE not in facts
    assert words.text("desk.face.FACE_UNSURE") in facts


def test_a_yes_of_a_person_verifies_and_tells_the_contact(case, reviewer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        decide(case, Status.APPROVED, reviewer=reviewer)
    assert RealName.objects.get().proof == Proof.FACE
    assert Message.objects.latest("created_at").template == "realname.face.same"
    for purpose in ("face_shown", "face_record"):
        assert not default_storage.exists(Upload.objects.get(purpose=purpose).file)


@pytest.mark.parametrize("status", [Status.RETURNED, Status.REFUSED])
def test_a_no_says_why_and_leaves_every_way(page, case, reviewer, says, status):
    decide(case, status, reviewer=reviewer, reasons=["FACE_NOT_SEEN"])
    assert nobody_is_verified()
    assert Message.objects.latest("created_at").template == "realname.face.other"
    assert words.text("reason.FACE_NOT_SEEN.do") in page.get("/realname/face/").content.decode()
    says(PASSED)
    shown(page)
    assert RealName.objects.get().proof == Proof.FACE


def test_whoever_signs_in_by_the_account_decides_nothing_about_it(case, reviewer, root):
    sub = create_sub_user(root, name="zhou.lan", password="correct horse battery")
    for account in (root, sub):
        own = Person.objects.create()
        Login.objects.create(person=own, issuer="https://cloud.example", subject=account.uin)
        with pytest.raises(NotAllowed):
            decide(case, Status.APPROVED, reviewer=own)
    decide(case, Status.APPROVED, reviewer=reviewer)
    assert RealName.objects.exists()


def test_details_that_change_while_a_person_looks_end_the_case(page, case, reviewer):
    details(page, address=ADDRESS + "二楼")
    assert Case.objects.get(pk=case.pk).status == Status.VOID
    with pytest.raises(IllegalMove):
        decide(case, Status.APPROVED, reviewer=reviewer)
    assert nobody_is_verified()


def test_a_machine_that_may_not_decide_asks_a_person(page, settings, monkeypatch):
    settings.FACE_DECIDES = False
    monkeypatch.setattr(judging, "judge_faces", lambda _: FaceVerdict.PASS)
    token, phone = link(page), Browser()
    nonce = agree(token, phone).context["nonce"]
    frames = [file(image, f"{n}.jpg") for n, image in enumerate(clips.of(HeadCamera.objects.get()))]
    phone.post(f"/face/{token}/frames/", {"nonce": nonce, "frame": frames})
    work("cloud.judge_head")
    assert HeadCamera.objects.get().verdict == "review"
    assert nobody_is_verified()
