"""The pages of a seal's picture: looked at, handed in, nothing lost, and what the desk and the organisation see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chopmark.audit.models import Event
from chopmark.evidence.models import Upload
from chopmark.organisations.models import Membership
from chopmark.review.models import Case
from chopmark.seals import actions
from chopmark.seals.models import Draft, Seal
from chopmark.seals.shapes import Kind
from chopmark.seals.states import Status
from chopmark.web import words
from tests.journey import sign_in
from tests.review.conftest import staff_claims
from tests.seals import pictures
from tests.seals.test_pages import at

SAID = {"name": "公章", "form": "round-42"}
CONFIRMED = ["seal_name", "seal_kind"]


def seal_file(page=None):
    return SimpleUploadedFile("seal.png", pictures.png(page or pictures.stamped()))


def given(organisation, who, *, kind="official", picture=None, **changes):
    """The first page, with a picture."""
    told = {**SAID, "look": "1", "picture": picture or seal_file(), **changes}
    return who.browser.post(at("seal-upload", organisation, kind=kind), {k: v for k, v in told.items() if v != ""})


def pressed(organisation, who, **changes):
    """The second page, on which the seal is shown."""
    told = {**SAID, "hand_in": "1", **changes}
    return who.browser.post(at("seal-upload-draft", organisation, draft=Draft.objects.get().pk), told)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def seal(organisation, administrator):
    given(organisation, administrator)
    pressed(organisation, administrator)
    return Seal.objects.get()


@pytest.fixture
def reviewer(db, provider, settings):
    return sign_in(provider, staff_claims(settings, "reviewer"))


def decided(reviewer, **answer):
    return reviewer.post(reverse("case", args=[Case.objects.get().ref]), {"note": "", **answer})


def test_it_is_shown_before_it_is_handed_in_and_then_waits(organisation, administrator):
    answer = given(organisation, administrator)
    draft = Draft.objects.get()
    assert answer["Location"] == at("seal-upload-draft", organisation, draft=draft.pk)
    page = text(administrator.browser.get(answer["Location"]))
    assert at("seal-upload-cut", organisation, draft=draft.pk) in page
    shown = administrator.browser.get(at("seal-upload-cut", organisation, draft=draft.pk))
    assert shown["Content-Type"] == "image/png"
    assert not Seal.objects.exists()
    answer = pressed(organisation, administrator)
    assert answer["Location"] == at("seal", organisation, seal=draft.pk)
    page = text(administrator.browser.get(answer["Location"]))
    assert words.text("seals.status.in_review") in page
    assert words.text("seals.holders") not in page
    assert words.text("seals.start") not in page


def test_handing_in_on_the_first_page_only_shows_it(organisation, administrator):
    given(organisation, administrator, look="", hand_in="1")
    assert not Seal.objects.exists()


@pytest.mark.parametrize("changes", [{"form": "round-58"}, {"picture": "new"}])
def test_what_was_not_seen_is_shown_first(organisation, administrator, changes):
    given(organisation, administrator)
    changes = {**changes, "picture": seal_file()} if "picture" in changes else changes
    answer = pressed(organisation, administrator, **changes)
    assert answer["Location"] == at("seal-upload-draft", organisation, draft=Draft.objects.get().pk)
    assert not Seal.objects.exists()


def test_another_name_is_no_other_seal(organisation, administrator):
    given(organisation, administrator)
    pressed(organisation, administrator, name="总公司公章")
    assert Seal.objects.get().name == "总公司公章"


def test_a_second_press_leads_to_the_same_seal(organisation, administrator):
    given(organisation, administrator)
    address = at("seal-upload-draft", organisation, draft=Draft.objects.get().pk)
    answers = [administrator.browser.post(address, {**SAID, "hand_in": "1"}) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {at("seal", organisation, seal=Seal.objects.get().pk)}
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (None, "NONE"),
        (b"", "FILE_CORRUPT"),
        (b"GIF89a", "FILE_TYPE"),
        (b"\xff\xd8\xff" + bytes(5 * 1024 * 1024), "FILE_TOO_LARGE"),
        (b"\xff\xd8\xff" + bytes(25 * 1024 * 1024), "FILE_TOO_LARGE"),
        (pictures.png(pictures.blank((60, 60))), "PICTURE_TOO_SMALL"),
        (pictures.png(pictures.blank()), "SEAL_NO_INK"),
        (pictures.png(pictures.scratched()), "SEAL_EMPTY"),
        (pictures.png(pictures.stamped(dpi=170)), "SEAL_TOO_SMALL"),
        (pictures.png(pictures.stamped(stretch=1.2)), "SEAL_PROPORTIONS"),
    ],
)
def test_what_does_not_do_is_said_and_the_answers_stay(organisation, administrator, file, reason):
    address = at("seal-upload", organisation, kind="official")
    more = {} if file is None else {"picture": SimpleUploadedFile("seal.png", file)}
    answer = administrator.browser.post(address, {"name": "第一枚", "form": "round-45", "look": "1", **more})
    assert answer.status_code == 422
    assert words.text(f"seals.upload.trouble.{reason}") in text(answer)
    assert "第一枚" in text(answer)
    assert '<option value="round-45" selected' in text(answer)


def test_a_body_that_was_cut_short_is_too_large(organisation, administrator, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 70_000
    noise = SimpleUploadedFile("seal.png", b"\xff\xd8\xff" + bytes(range(256)) * 800)
    assert words.text("seals.upload.trouble.FILE_TOO_LARGE") in text(given(organisation, administrator, picture=noise))


@pytest.mark.parametrize("changes", [{"name": " "}, {"name": "章" * 51}, {"form": "square-20"}])
def test_a_picture_survives_what_is_wrong_beside_it(organisation, administrator, changes):
    answer = given(organisation, administrator, **changes)
    assert answer.status_code == 422
    draft = Draft.objects.get()
    assert at("seal-upload-draft", organisation, draft=draft.pk) in text(answer)
    assert words.text("seals.upload.kept") in text(answer)
    answer = administrator.browser.post(
        at("seal-upload-draft", organisation, draft=draft.pk), {**SAID, "look": "1"}, follow=True
    )
    assert at("seal-upload-cut", organisation, draft=draft.pk) in text(answer)


def test_a_seal_that_stands_in_the_way_is_named(seal, organisation, administrator):
    answer = given(organisation, administrator, name="另一枚")
    assert words.text("seals.taken.kind") in text(answer)
    answer = given(organisation, administrator, kind="contract", form="round-45")
    assert words.text("seals.taken.name") in text(answer)


def test_the_first_form_offers_the_way_and_the_kinds_there_are(organisation, administrator):
    page = text(administrator.browser.get(at("seal-make", organisation, kind="official")))
    assert at("seal-upload", organisation, kind="official") in page
    assert administrator.browser.get(at("seal-upload", organisation, kind="nothing")).status_code == 404


def test_nobody_else_sees_or_presses_any_of_it(organisation, administrator, member, stranger):
    given(organisation, administrator)
    draft = Draft.objects.get()
    for who, status in ((member, 403), (stranger, 404)):
        assert given(organisation, who).status_code == status
    for who in (member, stranger):
        for name in ("seal-upload-draft", "seal-upload-cut"):
            assert who.browser.get(at(name, organisation, draft=draft.pk)).status_code == 404
        answer = who.browser.post(at("seal-upload-draft", organisation, draft=draft.pk), {**SAID, "hand_in": "1"})
        assert answer.status_code == 404
    organisation.memberships.create(person=stranger.person, role=Membership.SEAL_MANAGER)
    assert stranger.browser.get(at("seal-upload-draft", organisation, draft=draft.pk)).status_code == 404
    assert not Seal.objects.exists()


def test_a_member_does_not_see_what_is_in_review(seal, organisation, member):
    assert member.browser.get(at("seal", organisation, seal=seal.pk)).status_code == 404
    assert f"{seal.pk}" not in text(member.browser.get(at("seals", organisation)))


def test_no_press_of_a_member_approves(seal, organisation, administrator):
    answer = administrator.browser.post(at("seal-move", organisation, seal=seal.pk), {"there": "in_use"})
    assert answer.status_code == 409
    seal.refresh_from_db()
    assert seal.status == Status.IN_REVIEW


def test_taken_back_it_is_gone_from_the_list_and_the_desk(seal, organisation, administrator):
    administrator.browser.post(at("seal-move", organisation, seal=seal.pk), {"there": "void"})
    assert Case.objects.get().status == "void"
    assert f"{seal.pk}" not in text(administrator.browser.get(at("seals", organisation)))


def test_the_desk_shows_the_seal_beside_the_name_and_the_picture(seal, organisation, reviewer):
    case = Case.objects.get()
    page = text(reviewer.get(reverse("case", args=[case.ref])))
    picture = Upload.objects.get()
    assert organisation.name in page
    assert words.text("seals.size.round-42") in page
    for address in (
        reverse("case-picture", args=[case.ref, picture.pk]),
        reverse("seal-at-the-desk", args=[seal.pk]),
    ):
        assert address in page
        assert reviewer.get(address).status_code == 200
    assert Event.objects.filter(kind="upload.viewed").count() == 1


def test_the_desk_sees_no_drawn_seal_and_a_member_nothing_of_the_desk(seal, organisation, administrator, reviewer):
    drawn = actions.make(
        organisation, kind=Kind.CONTRACT, name="合同章", form="round-42", line="", person=administrator.person
    )
    assert reviewer.get(reverse("seal-at-the-desk", args=[drawn.pk])).status_code == 404
    assert administrator.browser.get(reverse("seal-at-the-desk", args=[seal.pk])).status_code == 403


def test_approved_at_the_desk_it_is_in_use_with_its_maker(seal, organisation, administrator, reviewer):
    reviewer.get(reverse("case", args=[Case.objects.get().ref]))
    assert decided(reviewer, decision="approved", confirmed=CONFIRMED[:1]).status_code == 422
    assert decided(reviewer, decision="approved", confirmed=CONFIRMED).status_code == 302
    page = text(administrator.browser.get(at("seal", organisation, seal=seal.pk)))
    assert words.text("seals.status.in_use") in page
    assert administrator.person.name in page
    page = text(reviewer.get(reverse("case", args=[Case.objects.get().ref])))
    assert words.text("desk.confirm.seal_kind") in page


def test_returned_it_says_why_and_the_next_picture_makes_it_void(seal, organisation, administrator, reviewer):
    reviewer.get(reverse("case", args=[Case.objects.get().ref]))
    assert decided(reviewer, decision="returned", reasons=["SEAL_NAME_DIFFERS"]).status_code == 302
    page = text(administrator.browser.get(at("seal", organisation, seal=seal.pk)))
    assert words.text("reason.SEAL_NAME_DIFFERS.saw") in page
    assert words.text("reason.SEAL_NAME_DIFFERS.do") in page
    for _ in range(2):
        answer = administrator.browser.post(
            at("seal-move", organisation, seal=seal.pk), {"there": "void", "again": "1"}
        )
        assert answer["Location"] == at("seal-upload", organisation, kind="official")
    given(organisation, administrator)
    pressed(organisation, administrator)
    assert sorted(Seal.objects.values_list("status", flat=True)) == ["in_review", "void"]
