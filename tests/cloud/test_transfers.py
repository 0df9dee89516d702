"""A sum to the corporate account: paid once, answered within seven days, two wrong amounts end it."""

import datetime as dt

import pytest
from tests.cloud.bank import Counter
from tests.cloud.registry import NAME, OPEN, REPRESENTATIVE, SILENT
from tests.jobs import waiting, work

from chopmark.audit.models import Event
from chopmark.cloud.accounts.actions import register_root
from chopmark.cloud.realname import transfers
from chopmark.cloud.realname.actions import Answer
from chopmark.cloud.realname.models import Proof, RealName, Transfer
from chopmark.cloud.realname.states import MOVES, START, Status
from chopmark.cloud.realname.tasks import look_for_transfers
from chopmark.evidence.engines.base import Payment
from chopmark.kit import engines
from chopmark.kit.clock import now
from chopmark.kit.errors import Unavailable
from chopmark.kit.states import reachable

NUMBER = "4000100020003001"
ELEMENTS = {"name": NAME, "uscc": OPEN, "legal_representative": REPRESENTATIVE}


@pytest.fixture(autouse=True)
def _bank(settings, _cloud):
    Counter.paid, Counter.state, Counter.silent = {}, Payment.ARRIVED, False
    settings.ENGINES = {**settings.ENGINES, "bank": "tests.cloud.bank.Counter"}
    engines.engine.cache_clear()


@pytest.fixture
def page(root, signed_in):
    browser = signed_in(root)
    browser.post("/realname/transfer/", {**ELEMENTS, "number": "4000 1000 2000 3001"})
    return browser


def last(account):
    return account.transfers.first()


def wrong(row):
    return f"0.{transfers.cents_of(row) % 99 + 1:02}"


def say(page, amount):
    return page.post("/realname/transfer/amount/", {"amount": amount})


def test_the_right_amount_proves_the_account(page, root):
    work("cloud.pay_transfer")
    row = last(root)
    [[(holder, number, cents)]] = Counter.paid.values()
    assert (holder, number, cents) == (NAME, NUMBER, transfers.cents_of(row))
    assert 1 <= cents <= 99
    say(page, f" ￥０.{cents:02}元")
    assert RealName.objects.get().proof == Proof.TRANSFER
    assert last(root).status == Status.MATCHED


def test_further_a_bank_amount_wrong_twice_ends_the_transfer_and_says_what_next(page, root):
    work("cloud.pay_transfer")
    told = say(page, wrong(last(root))).content.decode()
    assert "还可以试：1次" in told
    assert say(page, wrong(last(root))).headers["Location"] == "/realname/transfer/"
    assert last(root).status == Status.WRONG
    told = page.get("/realname/transfer/").content.decode()
    assert "重新打一笔" in told
    assert "换别的方式" in told
    assert say(page, f"0.{transfers.cents_of(last(root)):02}").status_code == 302
    assert not RealName.objects.exists()


def test_further_a_bank_amount_after_seven_days_is_not_taken(page, root):
    work("cloud.pay_transfer")
    Transfer.objects.update(arrived_at=now() - dt.timedelta(days=7))
    say(page, f"0.{transfers.cents_of(last(root)):02}")
    assert last(root).status == Status.LATE
    assert not RealName.objects.exists()
    assert "超过了7天" in page.get("/realname/transfer/").content.decode()


def test_six_days_and_23_hours_are_in_time(page, root):
    work("cloud.pay_transfer")
    Transfer.objects.update(arrived_at=now() - dt.timedelta(days=6, hours=23))
    say(page, f"0.{transfers.cents_of(last(root)):02}")
    assert last(root).status == Status.MATCHED


def test_a_misspelt_amount_is_no_try(page, root):
    work("cloud.pay_transfer")
    for amount in ("1.37", "0.00", "37", "0.371", ""):
        assert say(page, amount).status_code == 422
    assert last(root).wrong == 0


def test_a_double_press_orders_one_sum(page, root):
    page.post("/realname/transfer/", {**ELEMENTS, "number": NUMBER})
    assert root.transfers.count() == 1
    work("cloud.pay_transfer")
    work("cloud.pay_transfer")
    [orders] = Counter.paid.values()
    assert len(orders) == 1


def test_a_worker_that_died_after_the_bank_had_the_order_pays_the_same_again(page, root):
    work("cloud.pay_transfer")
    first = dict(Counter.paid)
    Transfer.objects.update(status=Status.ORDERED)
    transfers.pay(str(last(root).pk))
    assert {reference: set(orders) for reference, orders in Counter.paid.items()} == {
        reference: set(orders) for reference, orders in first.items()
    }


def test_a_silent_bank_is_asked_again(page, root):
    Counter.silent = True
    assert work("cloud.pay_transfer") == ["todo"]
    assert last(root).status == Status.ORDERED
    Counter.silent = False
    assert work("cloud.pay_transfer") == ["succeeded"]
    assert last(root).status == Status.ARRIVED


def test_a_sum_that_takes_days_is_looked_for_every_hour(page, root):
    Counter.state = Payment.ON_ITS_WAY
    work("cloud.pay_transfer")
    assert last(root).status == Status.SENT
    assert "已在路上" in page.get("/realname/transfer/live/").content.decode()
    Counter.state = Payment.ARRIVED
    look_for_transfers(timestamp=0)
    assert last(root).arrived_at is not None


def test_a_returned_sum_says_so_and_another_number_may_be_given(page, root):
    Counter.state = Payment.RETURNED
    work("cloud.pay_transfer")
    assert "退回" in page.get("/realname/transfer/").content.decode()
    page.post("/realname/transfer/?again=1", {**ELEMENTS, "number": "4000100020003999"})
    assert [row.status for row in root.transfers.all()] == [Status.ORDERED, Status.RETURNED]


def test_a_withdrawn_transfer_makes_room_and_three_a_day_are_enough(page, root):
    for _ in range(transfers.A_DAY - 1):
        page.post("/realname/transfer/withdraw/")
        page.post("/realname/transfer/", {**ELEMENTS, "number": NUMBER})
    page.post("/realname/transfer/withdraw/")
    told = page.post("/realname/transfer/", {**ELEMENTS, "number": NUMBER})
    assert told.status_code == 422
    assert root.transfers.count() == transfers.A_DAY


@pytest.mark.parametrize("change", [{"name": "别家有限公司"}, {"legal_representative": "周兰"}])
def test_what_the_registry_does_not_hold_is_not_paid(root, change):
    assert transfers.order(root, number=NUMBER, **{**ELEMENTS, **change}) is Answer.DIFFERS
    assert not waiting("cloud.pay_transfer").exists()


def test_a_silent_registry_orders_nothing(root):
    with pytest.raises(Unavailable):
        transfers.order(root, number=NUMBER, **{**ELEMENTS, "uscc": SILENT})


def test_amounts_differ_from_row_to_row_and_reach_both_ends():
    seen = {transfers.cents_of(Transfer()) for _ in range(3000)}
    assert seen == set(range(1, 100))


def test_a_sub_user_orders_nothing(sub_user, signed_in):
    browser = signed_in(sub_user)
    assert browser.post("/realname/transfer/", {**ELEMENTS, "number": NUMBER}).headers["Location"] == "/realname/"
    assert not Transfer.objects.exists()


def test_somebody_elses_transfer_cannot_be_answered(page, root):
    work("cloud.pay_transfer")
    other = register_root(mobile="13800138018", password="another calm river")
    assert transfers.answer(other, cents=transfers.cents_of(last(root))) is Answer.DIFFERS
    assert last(root).status == Status.ARRIVED


def test_the_record_holds_neither_number_nor_amount(page, root):
    work("cloud.pay_transfer")
    say(page, wrong(last(root)))
    told = str(list(Event.objects.values_list("kind", "facts")))
    assert NUMBER not in told
    assert f"{transfers.cents_of(last(root)):02}" not in told


def test_every_status_can_be_reached():
    assert reachable(MOVES, START) == set(Status)
