"""Limits by address and by organisation: exact over threads, forgotten in time, and nothing is sent beyond."""

import datetime as dt

import pytest
from django.test import Client

from chopmark.kit.clock import now
from chopmark.kit.errors import TooMany
from chopmark.notify import limits
from chopmark.notify.limits import Limit
from chopmark.notify.models import Message, Use
from tests.crowd import at_once
from tests.journey import a_minute_later, last_code

SMALL = Limit("test", ((3, dt.timedelta(hours=1)), (4, dt.timedelta(days=1))))
ADDRESS = "203.0.113.7"


def earlier(**span):
    for use in Use.objects.all():
        Use.objects.filter(pk=use.pk).update(
            at=use.at - dt.timedelta(**span), ends_at=use.ends_at - dt.timedelta(**span)
        )


def use_up(limit=SMALL, *, of="a", times=3):
    for _ in range(times):
        limits.use(limit, of=of)


def test_the_use_after_the_last_is_refused_until_the_span_is_over(db):
    use_up()
    with pytest.raises(TooMany) as refused:
        limits.use(SMALL, of="a")
    assert dt.timedelta(minutes=59) < refused.value.again_at - now() <= dt.timedelta(hours=1)
    earlier(minutes=61)
    limits.use(SMALL, of="a")


def test_the_longer_span_holds_where_the_shorter_is_over(db):
    use_up()
    earlier(hours=2)
    limits.use(SMALL, of="a")
    with pytest.raises(TooMany) as refused:
        limits.use(SMALL, of="a")
    assert refused.value.again_at - now() > dt.timedelta(hours=20)


def test_a_refused_use_prolongs_nothing(db):
    use_up()
    for _ in range(5):
        with pytest.raises(TooMany):
            limits.use(SMALL, of="a")
    assert Use.objects.count() == 3


def test_others_are_not_touched_and_nobody_is_nobody(db):
    use_up()
    limits.use(SMALL, of="b")
    limits.use(Limit("other", SMALL.spans), of="a")
    use_up(of=None, times=9)


def test_whose_use_it_was_stands_nowhere(db):
    limits.use(SMALL, of=ADDRESS)
    assert ADDRESS.encode() not in bytes(Use.objects.get().digest)


def test_old_uses_are_forgotten(db):
    use_up()
    assert limits.forget_old() == 0
    earlier(days=2)
    assert limits.forget_old() == 3


def test_of_eight_at_once_three_pass(committed):
    def one(_):
        try:
            limits.use(SMALL, of="a")
        except TooMany:
            return "refused"
        return "used"

    assert sorted(at_once(one, 8)) == ["refused"] * 5 + ["used"] * 3


def ask(number, *, address=ADDRESS, browser=None):
    told = {"mobile": f"138001{number:05}", "next": "/"}
    return (browser or Client()).post("/signin/phone/", told, REMOTE_ADDR=address)


def test_an_address_gets_twenty_codes_an_hour_and_is_told_when_to_come_back(db):
    assert [ask(n).status_code for n in range(20)] == [302] * 20
    answer = ask(20)
    assert answer.status_code == 422
    assert "13800100020" in answer.content.decode()
    assert Message.objects.count() == 20
    assert ask(21, address="203.0.113.8").status_code == 302


def test_a_code_that_went_out_still_works_when_the_address_gets_no_more(db):
    browser = Client()
    ask(0, browser=browser)
    for n in range(1, 20):
        ask(n)
    a_minute_later()
    assert browser.post("/signin/phone/code/", {"send": "1"}, REMOTE_ADDR=ADDRESS).status_code in (302, 422)
    answer = browser.post("/signin/phone/code/", {"code": last_code("13800100000", "code.signin")}, REMOTE_ADDR=ADDRESS)
    assert answer.status_code == 302
    assert Message.objects.count() == 20


def test_guessing_at_short_links_ends_for_right_ones_too_and_says_when_to_come_back(db):
    guesses = [Client().get(f"/l/aaaaaaa{n:03}/", REMOTE_ADDR=ADDRESS).status_code for n in range(31)]
    assert guesses == [404] * 30 + [429]
    answer = Client().get("/l/bbbbbbbbbb/", REMOTE_ADDR=ADDRESS)
    assert (answer.status_code, int(answer["Retry-After"]) > 3000) == (429, True)
    assert Client().get("/l/bbbbbbbbbb/", REMOTE_ADDR="203.0.113.8").status_code == 404
    assert Client().get(f"/l/{'a' * 43}/", REMOTE_ADDR=ADDRESS).status_code == 404
