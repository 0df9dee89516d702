"""The face check: who may answer it, with what, until when, and that only the server's verdict counts."""

import datetime as dt
import io

import pytest
from django.test import Client
from PIL import Image
from procrastinate.contrib.django import app

from chopmark.audit.models import Event
from chopmark.camera import sessions
from chopmark.evidence.faces import seeing
from chopmark.evidence.models import Check, Upload
from chopmark.kit import files, ids
from chopmark.kit.clock import now
from chopmark.onboarding.models import FaceSession
from chopmark.onboarding.states import Status
from chopmark.organisations.models import Organisation
from chopmark.practice import companies, residents
from chopmark.web import words
from tests.jobs import waiting, work_all
from tests.journey import HEAD, a_minute_later, file
from tests.practice import clips


@pytest.fixture
def at_face(applicant):
    return applicant.to("face")


@pytest.fixture
def phone():
    """A browser in which nobody is signed in."""
    return Client()


def verdict_of(applicant):
    work_all()
    return applicant.session.verdict


def nothing_came_of_it(applicant):
    work_all()
    assert applicant.row.status == Status.DRAFT
    assert applicant.row.face_passed_at is None
    return not Organisation.objects.exists()


def black(count):
    held = io.BytesIO()
    Image.new("RGB", (320, 240)).save(held, "JPEG")
    return [held.getvalue()] * count


def test_a_phone_that_is_signed_in_nowhere_can_do_the_check(at_face, phone):
    token, nonce = at_face.open_camera(phone)
    assert at_face.show(token, nonce, browser=phone).json() == {"next": f"/f/{token}/result/"}
    assert verdict_of(at_face) == "passed"
    assert at_face.row.status == Status.APPROVED
    assert phone.get(f"/f/{token}/result/").status_code == 200


def test_the_phone_sees_a_masked_name_and_nothing_else_of_the_person(at_face, phone):
    token = at_face.get("face/").context["token"]
    page = phone.get(f"/f/{token}/").content.decode()
    assert "丁*川" in page
    for secret in (HEAD.name, HEAD.number, HEAD.mobile):
        assert secret not in page


def test_looking_at_the_link_claims_nothing(at_face, phone):
    token = at_face.get("face/").context["token"]
    phone.get(f"/f/{token}/")
    assert at_face.session.claimed_by is None


def test_a_second_device_is_told_that_the_link_is_not_for_it(at_face, phone):
    token, _ = at_face.open_camera(phone)
    answer = at_face.claim(token, browser=Client())
    assert answer.status_code == 410
    assert words.html("refusal.other_person.title", applicant="丁*川") in answer.content.decode()


def test_frames_of_another_device_are_refused_even_with_the_right_nonce(at_face, phone):
    token, nonce = at_face.open_camera(phone)
    thief = Client()
    assert at_face.show(token, nonce, browser=thief).status_code == 409
    thief.cookies["chopmark_camera"] = "guessed"
    assert at_face.show(token, nonce, browser=thief).status_code == 409
    assert not waiting("judge_face").exists()
    assert nothing_came_of_it(at_face)


@pytest.mark.parametrize("nonce", ["", "0" * 64, "wrong"])
def test_frames_with_a_wrong_nonce_are_refused(at_face, nonce):
    token, _ = at_face.open_camera()
    assert at_face.show(token, nonce).status_code == 409
    assert nothing_came_of_it(at_face)


def test_the_nonce_of_another_session_does_not_fit(at_face):
    _, old = at_face.open_camera()
    token, _ = at_face.open_camera()
    assert at_face.show(token, old).status_code == 409


def test_frames_for_a_link_that_nobody_opened_are_refused(at_face):
    token = at_face.get("face/").context["token"]
    assert at_face.show(token, sessions.nonce_of(at_face.session)).status_code == 409
    assert nothing_came_of_it(at_face)


@pytest.mark.parametrize(
    ("images", "reason"),
    [
        (black, "TOO_DARK"),
        (clips.still_head, "NO_MOVEMENT"),
        (clips.covered, "TOO_DARK"),
        (clips.wall, "FACE_NONE"),
        (lambda _: clips.of(FaceSession.objects.latest("created_at"))[:5], "TOO_FEW_FRAMES"),
        (lambda _: [], "TOO_FEW_FRAMES"),
    ],
    ids=["black", "still", "covered", "wall", "few", "none"],
)
def test_what_is_no_living_face_does_not_pass_whatever_the_browser_claims(at_face, images, reason):
    token, nonce = at_face.open_camera()
    at_face.show(
        token,
        nonce,
        images(sum(at_face.session.counts)),
        passed="true",
        verdict="passed",
        live="1",
        movements="turn_left,nod,approach",
    )
    assert verdict_of(at_face) == "failed"
    assert Check.objects.get(kind="face").findings["reasons"] == [reason]
    assert nothing_came_of_it(at_face)


def test_what_was_done_in_another_session_does_not_pass_in_this_one(at_face):
    """The movements of one session are shown in another: with its own nonce, and as they were recorded."""
    at_face.open_camera()
    recorded = clips.of(at_face.session)
    order = at_face.session.movements
    token, nonce = at_face.open_camera()
    while at_face.session.movements == order:
        token, nonce = at_face.open_camera()
    at_face.show(token, nonce, recorded)
    assert verdict_of(at_face) == "failed"
    assert nothing_came_of_it(at_face)


def test_movements_and_rhythm_are_not_the_same_each_time(at_face):
    seen = set()
    for _ in range(6):
        at_face.open_camera()
        seen.add((*at_face.session.movements, *at_face.session.counts))
    assert len(seen) > 1


def test_posting_passed_to_the_step_itself_answers_nothing(at_face):
    for extra in ({}, {"passed": "true"}, {"face_passed_at": "2026-01-01"}):
        at_face.answer("face", **extra)
    assert nothing_came_of_it(at_face)


def test_somebody_else_before_the_camera_does_not_pass(applicant_of):
    never = residents.BY_STORY["face_never"]
    applicant = applicant_of(person=never).to("choose")
    row = applicant.row
    row.role = "rep"
    row.save()
    applicant.to("face")
    applicant.show(*applicant.open_camera())
    assert verdict_of(applicant) == "failed"
    assert Check.objects.get(kind="face").findings["reasons"] == ["FACE_NO_MATCH"]


def test_a_comparison_by_this_machine_decides_nothing_unless_the_operator_said_so(at_face, settings):
    settings.FACE_DECIDES = False
    at_face.show(*at_face.open_camera())
    assert verdict_of(at_face) == "review"
    assert Check.objects.get(kind="face").findings["reasons"] == ["FACE_NEEDS_PERSON"]
    assert nothing_came_of_it(at_face)


def test_the_pictures_are_deleted_with_the_verdict(at_face):
    at_face.show(*at_face.open_camera())
    kept = list(Upload.objects.filter(purpose="face"))
    assert len(kept) == sum(at_face.session.counts)
    verdict_of(at_face)
    for upload in kept:
        with pytest.raises(FileNotFoundError):
            files.get(upload.file)


def test_pictures_sent_with_one_that_is_broken_leave_nothing_behind(at_face, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    token, nonce = at_face.open_camera()
    assert at_face.show(token, nonce, [*clips.moving(8), b"\xff\xd8\xffrubbish"]).status_code == 422
    assert list(tmp_path.iterdir()) == []
    assert at_face.session.answered_at is None
    at_face.show(token, nonce)
    assert verdict_of(at_face) == "passed"


def test_frames_are_taken_once(at_face):
    token, nonce = at_face.open_camera()
    at_face.show(token, nonce, clips.still())
    at_face.show(token, nonce)
    assert waiting("judge_face").count() == 1
    assert verdict_of(at_face) == "failed"


def test_a_verdict_stands_though_its_job_runs_twice(at_face):
    at_face.show(*at_face.open_camera())
    job = waiting("judge_face").get()
    work_all()
    app.tasks["chopmark.judge_face"].func(**job.args)
    assert at_face.session.verdict == "passed"
    assert Organisation.objects.count() == 1


# --- links


def test_an_expired_link_says_so_and_takes_no_frames(at_face):
    token, nonce = at_face.open_camera()
    FaceSession.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    answer = at_face.browser.get(f"/f/{token}/")
    assert answer.status_code == 410
    assert words.text("refusal.face_link_expired.title", **words.entity_words("")) in answer.content.decode()
    assert at_face.show(token, nonce).status_code == 409
    assert nothing_came_of_it(at_face)


def test_a_check_that_was_sent_in_time_is_not_called_expired_while_it_is_judged(at_face):
    token, nonce = at_face.open_camera()
    at_face.show(token, nonce)
    FaceSession.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    assert at_face.browser.get(f"/f/{token}/result/").status_code == 200
    assert verdict_of(at_face) == "passed"


def test_a_replaced_link_says_so_and_takes_no_frames(at_face):
    token, nonce = at_face.open_camera()
    at_face.get("face/")
    assert at_face.browser.get(f"/f/{token}/").status_code == 410
    assert at_face.show(token, nonce).status_code == 409
    assert nothing_came_of_it(at_face)


@pytest.mark.parametrize("token", ["x", "A" * 43])
def test_a_link_that_never_was_says_so(practice_world, phone, token):
    assert phone.get(f"/f/{token}/").status_code == 410
    assert phone.get(f"/f/{token}/result/").status_code == 410
    assert phone.post(f"/f/{token}/frames/").status_code == 409


def test_the_link_is_nowhere_in_the_database(at_face):
    token = at_face.get("face/").context["token"]
    assert token not in str(list(FaceSession.objects.values()))


# --- limits


def used_up(applicant):
    session = applicant.session
    for _ in range(sessions.DAILY):
        FaceSession.objects.create(
            application=session.application, id_number_index=session.id_number_index, token_digest=ids.token(),
            movements=[], expires_at=now(), answered_at=now(), ended_at=now(), verdict="failed",
        )  # fmt: skip


def test_after_the_daily_limit_no_further_check_begins(at_face):
    at_face.get("face/")
    used_up(at_face)
    answer = at_face.get("face/")
    assert answer.status_code == 409
    assert answer.context["kind"] == "face_limit"


def test_a_new_application_does_not_refill_the_daily_limit(at_face):
    at_face.get("face/")
    used_up(at_face)
    at_face.post("withdraw/")
    at_face.begin()
    a_minute_later()
    at_face.to("face")
    assert at_face.get("face/").context["kind"] == "face_limit"


def test_the_limit_is_over_the_next_day(at_face):
    at_face.get("face/")
    used_up(at_face)
    FaceSession.objects.update(created_at=now() - dt.timedelta(days=1))
    assert at_face.get("face/").status_code == 200


def test_opening_links_without_answering_uses_nothing_up(at_face):
    for _ in range(3):
        answer = at_face.get("face/")
    assert answer.context["left"] == sessions.DAILY


# --- what the application became meanwhile


def test_a_check_for_a_withdrawn_application_authorises_nobody(at_face):
    at_face.show(*at_face.open_camera())
    at_face.post("withdraw/")
    work_all()
    assert at_face.row.status == Status.WITHDRAWN
    assert not Organisation.objects.exists()


def test_a_check_opened_before_the_organisation_changed_authorises_nobody(at_face, provider):
    token, nonce = at_face.open_camera()
    other = companies.BY_STORY["rare"]
    name = other.registered_name(residents.head(other.seed).name)
    provider.change(at_face.sub, real_name={"type": "enterprise", "name": name, "uscc": other.code})
    at_face.company_entry = other
    assert at_face.stands_at() == "confirm"
    at_face.to("letter")
    at_face.show(token, nonce)
    assert nothing_came_of_it(at_face)


def test_a_check_judged_after_the_organisation_changed_authorises_nobody(at_face, provider):
    at_face.show(*at_face.open_camera())
    other = companies.BY_STORY["rare"]
    name = other.registered_name(residents.head(other.seed).name)
    provider.change(at_face.sub, real_name={"type": "enterprise", "name": name, "uscc": other.code})
    at_face.company_entry = other
    at_face.to("letter")
    assert nothing_came_of_it(at_face)


def test_a_check_for_a_cloud_record_that_was_renamed_meanwhile_authorises_nobody(at_face, provider):
    at_face.show(*at_face.open_camera())
    provider.change(at_face.sub, real_name={"type": "enterprise", "name": "深圳市另一家有限公司", "uscc": None})
    assert at_face.stands_at() == "confirm"
    assert nothing_came_of_it(at_face)


def test_the_desktop_learns_the_verdict_by_itself(at_face):
    at_face.get("face/")
    live = at_face.get("face/live/", v="passed")
    assert live.status_code == 200
    assert at_face.get("face/live/", v="waiting").status_code == 204
    at_face.show(*at_face.open_camera())
    work_all()
    assert at_face.get("face/live/", v="judging")["HX-Redirect"] == at_face.address()


def test_opening_and_judging_are_on_record_without_the_person(at_face):
    at_face.show(*at_face.open_camera())
    work_all()
    event = Event.objects.get(kind="face.judged")
    assert event.facts == {"engine": seeing.VERSION, "version": "", "verdict": "passed"}
    assert event.subject == at_face.row.matter


def test_a_camera_on_this_computer_is_only_claimed_by_its_owner(at_face, phone):
    token = at_face.get("face/").context["token"]
    phone.get(f"/f/{token}/?here=1")
    assert at_face.session.claimed_by is None
    at_face.browser.get(f"/f/{token}/?here=1")
    assert at_face.session.claimed_by


def test_a_picture_that_is_too_large_is_refused(at_face):
    token, nonce = at_face.open_camera()
    large = clips.moving(1)[0] + b"\0" * 500_000
    answer = at_face.browser.post(f"/f/{token}/frames/", {"nonce": nonce, "frame": [file(large)] * 9})
    assert answer.status_code == 422
    assert nothing_came_of_it(at_face)
