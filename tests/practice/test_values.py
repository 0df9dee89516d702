"""Each documented value does what the page says."""

import pytest
from tests.practice import clips

from chopmark.evidence import idcard
from chopmark.evidence.engines.base import (
    Agreement,
    CompanyStatus,
    Confirmation,
    Frame,
    IdentityMatch,
    Movement,
    Payment,
)
from chopmark.evidence.judge import FaceVerdict, judge_faces
from chopmark.kit import clock
from chopmark.kit.engines import engine
from chopmark.kit.errors import Unavailable
from chopmark.notify.senders.base import Wording
from chopmark.practice import residents, values
from chopmark.practice.engines import resident_of
from chopmark.practice.models import Company
from chopmark.practice.models import Payment as PaidSum
from chopmark.practice.values import Provider

ASKED, COUNTS = (Movement.NOD, Movement.TURN_LEFT), (4, 6, 6)
DONE = clips.did(ASKED, COUNTS)
CLIPS = {"moving": DONE, "still": DONE[:1] * len(DONE), "covered": clips.covered(len(DONE)), "few": DONE[:5]}


@pytest.mark.parametrize("value", values.TABLE, ids=lambda value: f"{value.provider}-{value.outcome}-{value.given}")
def test_the_value_does_what_the_page_says(value, practice_world, monkeypatch):
    monkeypatch.setattr(values, "SLOW_SECONDS", 0.2)
    ASK[value.provider](value)


def ask_registry(value):
    row = Company.objects.get(pk=value.given)
    asked = {"uscc": row.uscc, "name": row.name, "legal_representative": row.legal_representative}
    if value.outcome == "unavailable":
        with pytest.raises(Unavailable):
            engine("registry").confirm(**asked)
        return
    found = engine("registry").confirm(**asked)
    if value.outcome == "not_found":
        assert found == Confirmation(Agreement.NOT_FOUND)
    elif value.outcome == "old_representative":
        printed = engine("registry").confirm(**asked | {"legal_representative": row.printed_representative})
        assert (found.agreement, printed.agreement) == (Agreement.MATCH, Agreement.NO_MATCH)
    elif value.outcome == "no_number":
        assert engine("registry").number_of_head(row.uscc) is None
    else:
        assert found.status == CompanyStatus(value.outcome.removeprefix("status_"))
        assert (found.since is None) == (found.status == CompanyStatus.OPEN)


def ask_identity(value):
    row = resident_of(value.given)
    asked = {"name": row.name, "kind": idcard.Kind(row.id_kind), "number": value.given}
    if value.outcome == "unavailable":
        with pytest.raises(Unavailable):
            engine("identity").check(**asked, mobile=row.mobile)
        return
    wanted = IdentityMatch.NO_MATCH if value.outcome == "no_match" else IdentityMatch.MATCH
    assert engine("identity").check(**asked, mobile=row.mobile) is wanted
    assert engine("identity").check(**asked, mobile=None) is wanted
    under_age = idcard.is_under_age(asked["kind"], value.given, today=clock.today())
    assert under_age == (value.outcome == "too_young")


def ask_liveness(value):
    frames = [Frame(image, number * 0.4) for number, image in enumerate(CLIPS[value.name])]
    verdict = engine("liveness").judge(frames, asked=ASKED, counts=COUNTS)
    assert verdict.live == (value.outcome == "live")
    assert bool(verdict.reasons) != verdict.live
    assert (verdict.best_frame is None) != verdict.live


def ask_faces(value):
    shown = DONE[0]
    match = engine("faces").compare(shown, engine("portraits").of(value.given, shown=shown))
    wanted = FaceVerdict.PASS if value.outcome == "same" else FaceVerdict.FAIL
    assert judge_faces(match.distance) is wanted


def ask_sms(value):
    wording = Wording("code.confirm", "zh-hans", {})
    expected = {"unavailable": Unavailable, "unsure": TimeoutError}.get(value.outcome)
    if expected:
        with pytest.raises(expected):
            engine("sms").send(to=value.given, text="样", wording=wording)
        return
    begun = clock.now()
    assert engine("sms").send(to=value.given, text="样", wording=wording).number
    assert ((clock.now() - begun).total_seconds() >= 0.2) == (value.outcome == "slow")


def ask_bank(value):
    order = {"reference": f"test-{value.outcome}", "holder": "样", "number": value.given, "cents": 37}
    if value.outcome == "unavailable":
        with pytest.raises(Unavailable):
            engine("bank").pay(**order)
        return
    engine("bank").pay(**order)
    engine("bank").pay(**{**order, "cents": 38})
    assert engine("bank").where_is(order["reference"]) is Payment(value.outcome)
    assert PaidSum.objects.get(reference=order["reference"]).cents == 37


ASK = {
    Provider.REGISTRY: ask_registry,
    Provider.IDENTITY: ask_identity,
    Provider.LIVENESS: ask_liveness,
    Provider.FACES: ask_faces,
    Provider.SMS: ask_sms,
    Provider.BANK: ask_bank,
}


def test_a_code_that_nobody_holds_is_not_found(practice_world):
    told = engine("registry").confirm(uscc="91110000600037341L", name="样", legal_representative="样")
    assert told.agreement is Agreement.NOT_FOUND


@pytest.mark.parametrize(
    "wrong",
    [{"name": "陆以"}, {"kind": idcard.Kind.RESIDENCE}, {"number": "11010519491231002X"}, {"mobile": "13800000018"}],
)
def test_one_wrong_part_and_nobody_is_verified(practice_world, wrong):
    right = {
        "name": "陆以宁", "kind": idcard.Kind.ID_CARD, "number": "110101199001010015", "mobile": "13800000017",
    }  # fmt: skip
    assert engine("identity").check(**right) is IdentityMatch.MATCH
    assert engine("identity").check(**{**right, **wrong}) is IdentityMatch.NO_MATCH


def test_the_first_face_becomes_the_portrait_and_no_later_one_replaces_it(practice_world):
    number = residents.BY_STORY["employee"].number
    first, later = DONE[0], DONE[-1]
    assert engine("portraits").of(number, shown=first) == first
    kept = resident_of(number)
    assert kept.is_kept
    engine("portraits").of(number, shown=later)
    again = resident_of(number)
    assert (again.portrait_sha256, again.shown_at) == (kept.portrait_sha256, kept.shown_at)


def test_a_strangers_face_matches_nobody(practice_world):
    shown = DONE[0]
    portrait = engine("portraits").of("11010519491231002X", shown=shown)
    assert judge_faces(engine("faces").compare(shown, portrait).distance) is FaceVerdict.FAIL
