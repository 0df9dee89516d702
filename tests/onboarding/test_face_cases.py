"""Faces that the machine is unsure of: a person compares two pictures, which are gone once they have decided."""

import pytest

from chopmark.audit.models import Event
from chopmark.camera import judging
from chopmark.camera import pictures as cameras
from chopmark.evidence.judge import FaceVerdict
from chopmark.evidence.models import Check, Upload
from chopmark.kit import files
from chopmark.kit.errors import NotAllowed
from chopmark.onboarding import face_cases, tasks
from chopmark.onboarding.inviting import actions as invitations
from chopmark.onboarding.models import FaceSession
from chopmark.onboarding.states import Status
from chopmark.organisations.models import Organisation
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.states import Status as CaseStatus
from chopmark.web import words
from tests.jobs import work_all
from tests.journey import HEAD, texts_to
from tests.onboarding.phones import invited_phone
from tests.onboarding.reviewers import decide_case

SAME = ("same_face",)


@pytest.fixture
def unsure(monkeypatch):
    """An engine whose every distance lies between the bands."""
    monkeypatch.setattr(judging, "judge_faces", lambda _: FaceVerdict.REVIEW)


@pytest.fixture
def seen(applicant, unsure):
    """The representative before whom the machine was unsure."""
    applicant.to("face")
    applicant.show(*applicant.open_camera())
    work_all()
    assert applicant.session.verdict == "review"
    return applicant


def the_case():
    return Case.objects.get(kind=face_cases.KIND)


def pictures():
    return list(Upload.objects.filter(purpose__in=(cameras.SHOWN, cameras.RECORD)))


def are_gone(kept):
    assert len(kept) == 2
    for one in kept:
        with pytest.raises(FileNotFoundError):
            files.get(one.file)
    return True


def test_a_person_is_asked_and_nothing_is_authorised_meanwhile(seen):
    assert the_case().is_open
    assert Check.objects.get(kind="face").findings["reasons"] == ["FACE_UNSURE"]
    assert seen.row.face_passed_at is None
    assert seen.row.status == Status.DRAFT
    assert not Organisation.objects.exists()


def test_two_pictures_are_kept_and_the_other_frames_are_not(seen):
    assert sorted(one.purpose for one in pictures()) == [cameras.RECORD, cameras.SHOWN]
    assert all(files.get(one.file) for one in pictures())
    for frame in Upload.objects.filter(purpose="face"):
        with pytest.raises(FileNotFoundError):
            files.get(frame.file)


def test_the_reviewer_sees_both_pictures_whose_they_should_be_and_what_the_machine_said(seen, reviewer):
    page = reviewer.get(f"/desk/{the_case().ref}/").content.decode()
    for one in pictures():
        assert f"/{one.pk}/" in page
        assert reviewer.get(f"/desk/{the_case().ref}/page/{one.pk}/").status_code == 200
    assert words.html("desk.face.FACE_UNSURE") in page
    assert seen.row.masked_applicant in page
    assert HEAD.number not in page


def test_approving_does_what_a_passed_face_does_and_deletes_the_pictures(
    seen, reviewer, django_capture_on_commit_callbacks
):
    kept = pictures()
    with django_capture_on_commit_callbacks(execute=True):
        decide_case(reviewer, the_case(), "approved", confirmed=SAME)
    assert seen.session.verdict == "passed"
    assert seen.row.face_passed_at is not None
    assert seen.row.status == Status.APPROVED
    assert texts_to(HEAD.mobile)[-1].template == "result.approved"
    assert are_gone(kept)
    judged = [event.facts["verdict"] for event in Event.objects.filter(kind="face.judged")]
    assert judged == ["review", "passed"]


def test_approving_takes_the_confirmation_that_a_person_compared(seen, reviewer):
    case = the_case()
    answer = reviewer.post(f"/desk/{case.ref}/", {"decision": "approved", "reasons": [], "confirmed": [], "note": ""})
    assert answer.status_code == 422
    assert the_case().is_open


def test_a_return_leaves_every_road_open_and_deletes_the_pictures(seen, reviewer, django_capture_on_commit_callbacks):
    kept = pictures()
    with django_capture_on_commit_callbacks(execute=True):
        decide_case(reviewer, the_case(), "returned", reasons=["FACE_NOT_SEEN"])
    assert seen.session.verdict == "failed"
    assert seen.row.status == Status.DRAFT
    assert texts_to(HEAD.mobile)[-1].template == "face.other"
    assert are_gone(kept)
    assert "token" in seen.get("face/").context


def test_a_refusal_is_for_good(seen, reviewer):
    decide_case(reviewer, the_case(), "refused", reasons=["FACE_NOT_SAME"])
    assert seen.row.status == Status.REFUSED
    assert not Organisation.objects.exists()


def test_whoever_stood_before_the_camera_does_not_decide(seen):
    with pytest.raises(NotAllowed):
        desk.decide(the_case(), CaseStatus.APPROVED, reviewer=seen.row.owner, reasons=[], note="", confirmed=list(SAME))
    assert seen.row.face_passed_at is None


def test_while_a_person_looks_there_is_no_other_try_but_every_other_road(seen):
    page = seen.get("face/")
    assert words.html("face.waits.title") in page.content.decode()
    assert FaceSession.objects.count() == 1
    seen.answer("face_consent", no="letter")
    assert seen.stands_at() == "letter"


def test_another_road_ends_the_case_and_deletes_the_pictures(seen, django_capture_on_commit_callbacks):
    kept = pictures()
    with django_capture_on_commit_callbacks(execute=True):
        seen.answer("face_consent", no="documents")
    assert the_case().status == CaseStatus.VOID
    assert are_gone(kept)


def test_withdrawing_the_application_ends_the_case_and_deletes_the_pictures(seen, django_capture_on_commit_callbacks):
    kept = pictures()
    with django_capture_on_commit_callbacks(execute=True):
        seen.post("withdraw/")
    assert seen.row.status == Status.WITHDRAWN
    assert the_case().status == CaseStatus.VOID
    assert are_gone(kept)


def test_pictures_that_a_crash_left_are_deleted_within_the_hour(seen, reviewer):
    kept = pictures()
    decide_case(reviewer, the_case(), "returned", reasons=["FACE_NOT_SAME"])
    assert all(files.get(one.file) for one in kept)  # what follows a commit did not run here
    tasks.drop_stale_faces(0)
    assert are_gone(kept)


def test_pictures_that_somebody_still_compares_stay(seen):
    tasks.drop_stale_faces(0)
    assert all(files.get(one.file) for one in pictures())


def test_a_verdict_that_is_noted_twice_opens_one_case(seen):
    session = seen.session
    tasks.judge_face(str(session.pk), str(Check.objects.get(kind="face").pk))
    assert Case.objects.filter(kind=face_cases.KIND).count() == 1


def test_the_representative_on_a_phone_goes_on_once_a_person_has_agreed(employee, unsure, reviewer):
    phone = invited_phone(employee.to("legal_rep"))
    phone.to_sign()
    assert phone.invitation.face_passed_at is None
    assert words.html("face.waits.title") in phone.get("face/").content.decode()
    decide_case(reviewer, the_case(), "approved", confirmed=SAME)
    assert texts_to(HEAD.mobile)[-1].template == "rep.face.same"
    assert phone.sign().status_code == 302
    work_all("sign_authorisation")
    assert employee.row.status == Status.APPROVED


def test_the_representative_whose_face_a_person_did_not_recognise_tries_again(employee, unsure, reviewer):
    phone = invited_phone(employee.to("legal_rep"))
    phone.to_sign()
    decide_case(reviewer, the_case(), "refused", reasons=["FACE_NOT_SAME"])
    assert texts_to(HEAD.mobile)[-1].template == "rep.face.other"
    assert employee.row.status == Status.DRAFT
    assert phone.post("face/", agree="1").status_code == 302


def test_an_invitation_that_ended_leaves_no_case_of_its_face(employee, unsure, django_capture_on_commit_callbacks):
    phone = invited_phone(employee.to("legal_rep"))
    phone.to_sign()
    kept = pictures()
    invitations.refuse(phone.invitation, reason="unknown", note="")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.drop_stale_faces(0)
    assert the_case().status == CaseStatus.VOID
    assert are_gone(kept)
