"""A seal made from a picture: who may, what is refused, what the desk decides, and that nothing is signed before."""

import datetime as dt
import io
import struct
import zlib

import pytest

from chopmark.audit.models import Event
from chopmark.drawing.seals import picture as shown
from chopmark.evidence.models import Upload
from chopmark.kit import files
from chopmark.kit.clock import now
from chopmark.kit.errors import IllegalMove, NotAllowed, NotReady, Unreadable
from chopmark.notify.models import Message
from chopmark.organisations.models import Membership
from chopmark.people.models import Person
from chopmark.review import desk
from chopmark.review.models import Case
from chopmark.review.states import Status as CaseStatus
from chopmark.seals import actions, picturing
from chopmark.seals.models import Draft, Grant, Seal
from chopmark.seals.shapes import Kind
from chopmark.seals.states import Status
from chopmark.seals.tasks import PICTURE, drop_seal_pictures
from tests.crowd import at_once
from tests.seals import pictures
from tests.seals.conftest import open_organisation

CONFIRMED = ["seal_name", "seal_kind"]


def draft_of(organisation, person, *, kind=Kind.OFFICIAL, name="公章", form="round-42"):
    """A picture that was looked at."""
    picture = picturing.opened(pictures.png(pictures.stamped()))
    draft = picturing.begin(organisation, picture, kind=kind, person=person)
    picturing.settle(draft, name=name, form=form)
    return draft


def handed_in(organisation, person, **said):
    return picturing.hand_in(draft_of(organisation, person, **said))


def fresh(seal):
    return Seal.objects.get(pk=seal.pk)


def decide(seal, reviewer, status=CaseStatus.APPROVED, *, reasons=(), confirmed=CONFIRMED):
    case = Case.objects.get(matter=f"seal:{seal.pk}")
    desk.decide(case, status, reviewer=reviewer, reasons=list(reasons), note="", confirmed=list(confirmed))


@pytest.fixture
def reviewer(db):
    return Person.objects.arrive()


@pytest.fixture
def seal(organisation, administrator):
    return handed_in(organisation, administrator.person)


# --- hostile pictures


def bomb(width, height):
    """A PNG that says it is so large and holds next to nothing."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")


def gif():
    stream = io.BytesIO()
    pictures.stamped().save(stream, "GIF")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "FILE_CORRUPT"),
        (b"<svg onload='alert(1)'/>", "FILE_TYPE"),
        (gif(), "FILE_TYPE"),
        (b"%PDF-1.7 ...", "FILE_TYPE"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "FILE_TYPE"),
        (bomb(60_000, 60_000), "PICTURE_TOO_LARGE"),
        (pictures.png(pictures.stamped())[:4000], "FILE_CORRUPT"),
        (b"\xff\xd8\xff" + bytes(5 * 1024 * 1024), "FILE_TOO_LARGE"),
        (pictures.png(pictures.blank((100, 100))), "PICTURE_TOO_SMALL"),
        (pictures.png(pictures.blank()), "SEAL_NO_INK"),
        (pictures.png(pictures.scratched()), "SEAL_EMPTY"),
    ],
)
def test_what_is_no_picture_of_a_seal_says_why(data, reason):
    with pytest.raises(Unreadable) as refused:
        picturing.opened(data)
    assert refused.value.reason == reason


def test_a_transparent_png_is_a_picture_of_a_seal():
    page = pictures.stamped().convert("RGBA")
    page.putalpha(page.convert("L").point(lambda light: 0 if light > 200 else 255))
    assert picturing.opened(pictures.png(page)).width == page.width


# --- handing in


def test_a_picture_is_in_review_and_does_nothing_until_then(seal, organisation, administrator, member):
    assert seal.status == Status.IN_REVIEW
    assert not Grant.objects.exists()
    assert actions.usable(organisation, person=administrator.person) == []
    with pytest.raises(NotAllowed):
        actions.use(seal, person=administrator.person, matter="contract:1", title="合同")
    with pytest.raises(NotAllowed):
        actions.ask_for_code(seal, person=administrator.person)
    with pytest.raises(NotAllowed):
        actions.grant(seal, to=member.person, until=None, person=administrator.person, digits="123456")


def test_not_even_with_a_grant_is_a_seal_used_before_it_is_approved(seal, administrator):
    Grant.objects.create(seal=seal, person=administrator.person, by=administrator.person)
    with pytest.raises(NotAllowed):
        actions.use(seal, person=administrator.person, matter="contract:1", title="合同")


@pytest.mark.parametrize("there", [Status.IN_USE, Status.STOPPED, Status.RETURNED, Status.IN_REVIEW])
def test_no_member_moves_a_seal_out_of_the_review_but_to_void(seal, administrator, there):
    with pytest.raises(IllegalMove):
        actions.move(seal, there, person=administrator.person)
    assert fresh(seal).status == Status.IN_REVIEW


def test_a_returned_seal_is_started_by_nobody(seal, administrator, reviewer):
    decide(seal, reviewer, CaseStatus.RETURNED, reasons=["SEAL_NAME_DIFFERS"])
    with pytest.raises(IllegalMove):
        actions.move(seal, Status.IN_USE, person=administrator.person)


def test_the_seal_is_as_large_as_was_chosen(organisation, administrator):
    made = handed_in(organisation, administrator.person, form="round-58")
    assert [round(side / 300 * 25.4, 1) for side in shown(made.drawing, dpi=300).size] == pytest.approx(
        [58, 58], abs=0.2
    )


def test_nobody_without_the_right_gives_or_hands_in_a_picture(organisation, administrator, member):
    picture = picturing.opened(pictures.png(pictures.stamped()))
    with pytest.raises(NotAllowed):
        picturing.begin(organisation, picture, kind=Kind.CONTRACT, person=member.person)
    with pytest.raises(NotAllowed):
        picturing.begin(organisation, picture, kind=Kind.LEGAL, person=administrator.person)
    draft = draft_of(organisation, administrator.person)
    organisation.memberships.filter(person=administrator.person).update(ended_at=now())
    with pytest.raises(NotAllowed):
        picturing.hand_in(draft)
    assert not Seal.objects.exists()


def test_a_second_press_finds_the_same_seal(organisation, administrator):
    draft = draft_of(organisation, administrator.person)
    assert picturing.hand_in(draft) == picturing.hand_in(draft)
    assert (Seal.objects.count(), Case.objects.count(), Draft.objects.count()) == (1, 1, 0)


def test_of_five_presses_at_once_one_hands_in(committed):
    organisation, person = open_organisation(), Person.objects.arrive()
    Membership.objects.create(organisation=organisation, person=person, role=Membership.SUPER_ADMINISTRATOR)
    draft = draft_of(organisation, person)
    answers = at_once(lambda _: picturing.hand_in(draft).pk, 5)
    assert answers == [draft.pk] * 5
    assert (Seal.objects.count(), Case.objects.count()) == (1, 1)


def test_a_picture_that_was_exchanged_is_looked_at_before_it_is_handed_in(organisation, administrator):
    draft = draft_of(organisation, administrator.person)
    picturing.exchange(draft, picturing.opened(pictures.png(pictures.stamped("另一家公司"))))
    with pytest.raises(IllegalMove):
        picturing.hand_in(draft)


def test_a_form_that_does_not_fit_leaves_the_draft_as_it_was(organisation, administrator):
    draft = draft_of(organisation, administrator.person, kind=Kind.CONTRACT, name="合同章", form="round-42")
    with pytest.raises(Unreadable):
        picturing.settle(draft, name="合同章", form="ellipse-45")
    assert Draft.objects.get().form == "round-42"


def test_one_in_review_is_the_official_seal_until_it_is_void(seal, organisation, administrator):
    told = {"kind": Kind.OFFICIAL, "form": "round-42", "line": "", "person": administrator.person}
    with pytest.raises(actions.Taken) as taken:
        actions.make(organisation, name="另一枚", **told)
    assert taken.value.what == "kind"
    with pytest.raises(actions.Taken):
        draft_of(organisation, administrator.person, name="另一枚")
    actions.move(seal, Status.VOID, person=administrator.person)
    assert handed_in(organisation, administrator.person).status == Status.IN_REVIEW


def test_what_was_taken_meanwhile_is_refused_at_handing_in(organisation, administrator):
    draft = draft_of(organisation, administrator.person)
    handed_in(organisation, administrator.person)
    with pytest.raises(actions.Taken):
        picturing.hand_in(draft)


# --- the desk


def test_approved_it_is_a_seal_like_any_other_and_its_maker_holds_it(seal, organisation, administrator, reviewer):
    decide(seal, reviewer)
    assert fresh(seal).status == Status.IN_USE
    assert actions.usable(organisation, person=administrator.person) == [seal]
    actions.use(seal, person=administrator.person, matter="contract:1", title="合同")
    sent = Message.objects.get(template="seal.approved")
    assert sent.mobile == administrator.person.mobile


def test_returned_it_stays_unusable_and_its_maker_is_told_why(seal, organisation, administrator, reviewer):
    decide(seal, reviewer, CaseStatus.RETURNED, reasons=["SEAL_NOT_LEGIBLE"])
    assert fresh(seal).status == Status.RETURNED
    assert actions.usable(organisation, person=administrator.person) == []
    assert not Grant.objects.exists()
    assert "印章看不清" in Message.objects.get(template="seal.returned").body


def test_refused_is_returned(seal, reviewer):
    decide(seal, reviewer, CaseStatus.REFUSED, reasons=["SEAL_NOT_A_SEAL"])
    assert fresh(seal).status == Status.RETURNED


@pytest.mark.parametrize("missing", CONFIRMED)
def test_nothing_is_approved_without_both_confirmations(seal, reviewer, missing):
    with pytest.raises(NotReady):
        decide(seal, reviewer, confirmed=[one for one in CONFIRMED if one != missing])
    assert fresh(seal).status == Status.IN_REVIEW


def test_of_the_representatives_seal_the_name_of_a_person_is_confirmed(organisation, member):
    Membership.objects.create(organisation=organisation, person=member.person, role=Membership.LEGAL_REPRESENTATIVE)
    made = handed_in(organisation, member.person, kind=Kind.LEGAL, name="名章", form="square-20")
    assert picturing.confirms(Case.objects.get()) == ("seal_name_rep", "seal_kind")
    assert picturing.said_name(made) == member.person.name


def test_whoever_handed_it_in_does_not_decide(seal, administrator):
    with pytest.raises(NotAllowed):
        decide(seal, administrator.person)
    assert fresh(seal).status == Status.IN_REVIEW


@pytest.mark.parametrize("second", [CaseStatus.APPROVED, CaseStatus.RETURNED])
def test_a_second_decision_changes_nothing(seal, reviewer, second):
    decide(seal, reviewer)
    with pytest.raises(IllegalMove):
        decide(seal, reviewer, second, reasons=["SEAL_NOT_A_SEAL"])
    assert fresh(seal).status == Status.IN_USE
    assert Grant.objects.count() == Message.objects.filter(template__startswith="seal.").count() == 1


def test_taken_back_it_is_void_and_the_desk_has_nothing_to_decide(seal, administrator, reviewer):
    actions.move(seal, Status.VOID, person=administrator.person)
    assert Case.objects.get().status == CaseStatus.VOID
    with pytest.raises(IllegalMove):
        decide(seal, reviewer)
    assert fresh(seal).status == Status.VOID


def test_taking_back_and_deciding_at_once_end_as_one_of_them(committed):
    organisation, person, reviewer = open_organisation(), Person.objects.arrive(), Person.objects.arrive()
    Membership.objects.create(organisation=organisation, person=person, role=Membership.SUPER_ADMINISTRATOR)
    made = handed_in(organisation, person)
    acts = [lambda: decide(made, reviewer), lambda: actions.move(made, Status.VOID, person=person)]
    at_once(lambda number: acts[number](), 2)
    case, ended = Case.objects.get(), fresh(made)
    assert (case.status, ended.status) in {("approved", "in_use"), ("approved", "void"), ("void", "void")}


def test_a_change_of_name_ends_a_review(seal, organisation, administrator):
    actions.end_all(organisation, person=administrator.person)
    assert (fresh(seal).status, Case.objects.get().status) == (Status.VOID, CaseStatus.VOID)


def test_who_lost_the_right_meanwhile_does_not_hold_what_is_approved(seal, organisation, administrator, reviewer):
    organisation.memberships.update(role=Membership.MEMBER)
    decide(seal, reviewer)
    assert fresh(seal).status == Status.IN_USE
    assert not Grant.objects.exists()


# --- what is kept


@pytest.fixture
def deleting(django_capture_on_commit_callbacks):
    """What is done once it is committed, done."""
    return lambda act: _committed(django_capture_on_commit_callbacks, act)


def _committed(capture, act):
    with capture(execute=True):
        act()


def stored():
    upload = Upload.objects.get(purpose=PICTURE)
    try:
        files.get(upload.file)
    except FileNotFoundError:
        return False
    return True


@pytest.mark.parametrize("status", [CaseStatus.APPROVED, CaseStatus.RETURNED])
def test_the_picture_is_deleted_after_the_decision_and_the_seal_stays(seal, reviewer, deleting, status):
    assert stored()
    deleting(lambda: decide(seal, reviewer, status, reasons=["SEAL_NOT_A_SEAL"]))
    assert not stored()
    assert Upload.objects.get(purpose=PICTURE).dropped_at
    assert fresh(seal).drawing.startswith(b"%PDF")


def test_an_exchanged_picture_is_deleted_and_the_new_one_kept(organisation, administrator, deleting):
    draft = draft_of(organisation, administrator.person)
    deleting(lambda: picturing.exchange(draft, picturing.opened(pictures.png(pictures.stamped()))))
    assert [bool(one.dropped_at) for one in Upload.objects.order_by("superseded_at")] == [True, False]
    assert picturing.cut(draft, form="round-42").startswith(b"%PDF")


def test_the_picture_of_what_was_taken_back_is_deleted(seal, administrator, deleting):
    deleting(lambda: actions.move(seal, Status.VOID, person=administrator.person))
    assert not stored()


def test_what_a_crash_left_is_deleted_later(seal, reviewer):
    decide(seal, reviewer)
    assert stored()
    drop_seal_pictures(0)
    assert not stored()


def test_a_picture_that_nobody_hands_in_is_deleted_after_a_week(organisation, administrator, deleting):
    draft_of(organisation, administrator.person)
    deleting(lambda: drop_seal_pictures(0))
    assert stored()
    Draft.objects.update(begun_at=now() - dt.timedelta(days=8))
    deleting(lambda: drop_seal_pictures(0))
    assert not Draft.objects.exists()
    assert not stored()


def test_the_sweep_leaves_what_is_in_review(seal, deleting):
    Upload.objects.update(created_at=now() - dt.timedelta(days=90))
    deleting(lambda: drop_seal_pictures(0))
    assert stored()


def test_events_name_nobody(seal, administrator, reviewer):
    decide(seal, reviewer)
    told = str(list(Event.objects.values_list("facts", flat=True)))
    assert Event.objects.filter(kind="seal.handed_in").count() == 1
    assert administrator.person.name not in told
    assert administrator.person.mobile not in told
