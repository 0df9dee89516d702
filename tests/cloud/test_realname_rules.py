"""How many accounts, how soon again, and whose head may change: domain 6.1, also for two at the same moment."""

import datetime as dt
from functools import partial

import pytest
from tests.cloud.bank import Counter
from tests.cloud.conftest import PASSWORD
from tests.cloud.filling import fill
from tests.cloud.registry import INSTITUTION, NAME, OPEN, REPRESENTATIVE, SILENT
from tests.crowd import at_once
from tests.jobs import work

from chopmark.cloud.accounts.actions import register_root
from chopmark.cloud.realname import transfers
from chopmark.cloud.realname.actions import TRIES_A_DAY, Answer, mark_personal, verify_enterprise
from chopmark.cloud.realname.models import Kind, RealName, Transfer
from chopmark.cloud.realname.states import Status
from chopmark.evidence.engines.base import Payment
from chopmark.kit import engines
from chopmark.kit.clock import now

ELEMENTS = {"name": NAME, "uscc": OPEN, "legal_representative": REPRESENTATIVE}
NUMBER = "4000100020003001"
ACCOUNTS = 10
CROWD = 6
THIRTY_DAYS = dt.timedelta(days=30)
JUST_BEFORE = THIRTY_DAYS - dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _bank(settings, _cloud):
    Counter.paid, Counter.state, Counter.silent = {}, Payment.ARRIVED, False
    settings.ENGINES = {**settings.ENGINES, "bank": "tests.cloud.bank.Counter"}
    engines.engine.cache_clear()


def roots(count):
    return [register_root(mobile=f"1370013{number:04}", password=PASSWORD) for number in range(count)]


def bear(account, *, uscc=OPEN, head=REPRESENTATIVE, age=dt.timedelta()):
    told = {"name": NAME, "uscc": uscc, "legal_representative": head, "verified_at": now() - age}
    return RealName.objects.create(account=account, kind=Kind.ENTERPRISE, **told)


def has_arrived(account):
    row = Transfer.objects.create(account=account, number=NUMBER, status=Status.ARRIVED, arrived_at=now(), **ELEMENTS)
    return transfers.cents_of(row)


def test_of_many_at_once_one_gets_the_last_place(committed):
    *bearers, _ = roots(ACCOUNTS)
    for account in bearers:
        bear(account)
    crowd = [register_root(mobile=f"1380013{number:04}", password=PASSWORD) for number in range(CROWD)]
    answers = at_once(lambda number: verify_enterprise(crowd[number], **ELEMENTS), CROWD)
    assert sorted(answers) == [Answer.FULL] * (CROWD - 1) + [Answer.VERIFIED]
    assert RealName.objects.filter(uscc=OPEN).count() == ACCOUNTS


def test_of_many_sums_answered_at_once_one_gets_the_last_place(committed):
    for account in roots(ACCOUNTS - 1):
        bear(account)
    crowd = [register_root(mobile=f"1380013{number:04}", password=PASSWORD) for number in range(CROWD)]
    cents = [has_arrived(account) for account in crowd]
    at_once(lambda number: transfers.answer(crowd[number], cents=cents[number]), CROWD)
    assert RealName.objects.filter(uscc=OPEN).count() == ACCOUNTS
    assert Transfer.objects.filter(status=Status.MATCHED).count() == 1


def test_a_double_press_is_one_verification(committed):
    [root] = roots(1)
    answers = at_once(lambda _: verify_enterprise(root, **ELEMENTS), CROWD)
    assert sorted(answers) == [Answer.TOO_SOON] * (CROWD - 1) + [Answer.VERIFIED]


def test_a_place_that_one_account_leaves_is_free(db, root):
    first, *others = roots(ACCOUNTS)
    for account in (first, *others):
        bear(account)
    assert verify_enterprise(root, **ELEMENTS) is Answer.FULL
    first.delete()
    assert verify_enterprise(root, **ELEMENTS) is Answer.VERIFIED


def test_the_eleventh_account_is_told_of_the_ten_on_both_ways(root, signed_in):
    for account in roots(ACCOUNTS):
        bear(account)
    browser = signed_in(root)
    assert f"{ACCOUNTS}个云账号" in fill(browser).content.decode()
    cents = has_arrived(root)
    told = browser.post("/realname/transfer/amount/", {"amount": f"0.{cents:02}"})
    assert f"{ACCOUNTS}个云账号" in told.content.decode()


@pytest.mark.parametrize(("age", "answer"), [(JUST_BEFORE, Answer.TOO_SOON), (THIRTY_DAYS, Answer.VERIFIED)])
def test_another_enterprise_is_thirty_days_away_to_the_minute(root, age, answer):
    bear(root, age=age)
    assert verify_enterprise(root, **ELEMENTS) is answer


def test_what_comes_too_soon_is_not_put_to_the_registry(root):
    bear(root)
    assert verify_enterprise(root, **{**ELEMENTS, "uscc": SILENT}) is Answer.TOO_SOON


@pytest.mark.parametrize(("age", "answer"), [(JUST_BEFORE, Answer.TOO_SOON), (THIRTY_DAYS, Answer.VERIFIED)])
def test_an_enterprise_does_not_become_a_person_to_get_around_the_thirty_days(root, age, answer):
    bear(root, age=age)
    assert mark_personal(root, name="周岚") is answer
    assert RealName.objects.get().is_enterprise is (answer is Answer.TOO_SOON)


def test_another_person_is_thirty_days_away_and_an_enterprise_is_not(root):
    mark_personal(root, name="周岚")
    assert mark_personal(root, name="别人") is Answer.TOO_SOON
    assert RealName.objects.get().name == "周岚"
    assert verify_enterprise(root, **ELEMENTS) is Answer.VERIFIED


def test_a_sum_ordered_before_another_name_was_kept_does_not_change_it(root, signed_in):
    cents = has_arrived(root)
    bear(root, uscc=INSTITUTION)
    told = signed_in(root).post("/realname/transfer/amount/", {"amount": f"0.{cents:02}"})
    assert "两次变更要隔30天" in told.content.decode()
    assert RealName.objects.get().uscc == INSTITUTION


def test_a_personal_name_is_told_apart_on_the_page_and_offers_the_change(root, signed_in):
    mark_personal(root, name="周岚")
    page = signed_in(root).get("/realname/").content.decode()
    assert "现在是个人实名" in page
    assert 'name="uscc"' in page


@pytest.mark.parametrize(("uscc", "answer"), [(OPEN, Answer.VERIFIED), (INSTITUTION, Answer.HEAD_STAYS)])
def test_only_a_business_changes_its_head_by_comparing_alone(root, uscc, answer):
    bear(root, uscc=uscc, head="前任", age=THIRTY_DAYS)
    assert verify_enterprise(root, **{**ELEMENTS, "uscc": uscc}) is answer


def test_an_institution_with_the_same_head_or_another_name_before_is_verified(root):
    bear(root, uscc=INSTITUTION, age=THIRTY_DAYS)
    assert verify_enterprise(root, **{**ELEMENTS, "uscc": INSTITUTION}) is Answer.VERIFIED
    RealName.objects.all().delete()
    bear(root, uscc=OPEN, head="前任", age=THIRTY_DAYS)
    assert verify_enterprise(root, **{**ELEMENTS, "uscc": INSTITUTION}) is Answer.VERIFIED


def test_the_new_head_of_an_institution_is_proved_by_a_sum_to_its_account(root, signed_in):
    bear(root, uscc=INSTITUTION, head="前任", age=THIRTY_DAYS)
    browser = signed_in(root)
    told = {**ELEMENTS, "uscc": INSTITUTION}
    assert "91、92" in fill(browser, **told).content.decode()
    browser.post("/realname/transfer/", {**told, "number": NUMBER})
    work("cloud.pay_transfer")
    cents = transfers.cents_of(root.transfers.get())
    browser.post("/realname/transfer/amount/", {"amount": f"0.{cents:02}"})
    assert RealName.objects.get().legal_representative == REPRESENTATIVE


def test_guesses_at_once_are_counted_one_by_one(committed):
    [root] = roots(1)
    wrong = {**ELEMENTS, "name": "别家有限公司"}
    for _ in range(TRIES_A_DAY - 2):
        verify_enterprise(root, **wrong)
    answers = at_once(lambda _: verify_enterprise(root, **wrong), CROWD)
    assert sorted(answers) == [Answer.DIFFERS] * 2 + [Answer.TOO_MANY] * (CROWD - 2)


def test_a_sum_and_a_comparison_at_once_give_one_name(committed):
    for account in roots(CROWD):
        cents = has_arrived(account)
        acts = [partial(verify_enterprise, account, **ELEMENTS), partial(transfers.answer, account, cents=cents)]
        answers = at_once(lambda number, acts=acts: acts[number](), 2)
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        assert sum(answer is Answer.TOO_SOON for answer in answers) == 1
