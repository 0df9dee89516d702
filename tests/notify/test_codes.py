"""One-time codes: six digits, once, for one number, one purpose and one matter, and not too many."""

import datetime as dt
import re

import pytest

from chopmark.audit.models import Event
from chopmark.kit.clock import now
from chopmark.notify import codes
from chopmark.notify.codes import Answer, TooManyCodes
from chopmark.notify.models import Code, Message
from tests.crowd import at_once

MOBILE, OTHER = "13800138017", "13800138018"
MATTER = "application:1"


def send(purpose="confirm", *, mobile=MOBILE, matter=MATTER, **values):
    code = codes.send_code(purpose, mobile=mobile, matter=matter, language="zh-hans", **values)
    return re.search(r"\d{6}", code.message.body)[0]


def enter(digits, purpose="confirm", *, mobile=MOBILE, matter=MATTER):
    return codes.enter(purpose, mobile=mobile, matter=matter, digits=digits)


def other_than(digits):
    return f"{(int(digits) + 1) % 1_000_000:06}"


def pass_time(**span):
    """As if every code had been sent so much earlier."""
    for code in Code.objects.all():
        Code.objects.filter(pk=code.pk).update(
            created_at=code.created_at - dt.timedelta(**span), expires_at=code.expires_at - dt.timedelta(**span)
        )


def test_a_code_is_six_digits_and_stands_nowhere_in_the_row(db):
    digits = send()
    assert re.fullmatch(r"[0-9]{6}", digits)
    assert digits not in str(Code.objects.values().get())
    assert bytes(Code.objects.get().digest) != digits.encode()


def test_codes_differ(db):
    found = set()
    for number in range(20):
        found.add(send(mobile=f"138001380{number:02}"))
    assert len(found) > 15


def test_the_right_code_works_once(db):
    digits = send()
    assert enter(digits).answer is Answer.RIGHT
    assert enter(digits).answer is Answer.SPENT


def test_a_wrong_code_costs_a_try_and_the_fifth_ends_it(db):
    digits = send()
    assert [enter(other_than(digits)).tries_left for _ in range(5)] == [4, 3, 2, 1, 0]
    assert enter(digits).answer is Answer.SPENT


def test_the_right_code_works_at_the_fifth_try(db):
    digits = send()
    for _ in range(4):
        enter(other_than(digits))
    assert enter(digits).answer is Answer.RIGHT


@pytest.mark.parametrize(("age", "answer"), [(299, Answer.RIGHT), (301, Answer.SPENT)])
def test_a_code_lives_five_minutes(db, age, answer):
    digits = send()
    pass_time(seconds=age - 1 if age < 300 else age)
    assert enter(digits).answer is answer


@pytest.mark.parametrize(
    "elsewhere", [{"mobile": OTHER}, {"matter": "application:2"}, {"purpose": "activate"}], ids=lambda e: next(iter(e))
)
def test_a_code_works_for_its_number_purpose_and_matter_only(db, elsewhere):
    digits = send()
    assert enter(digits, **elsewhere).answer is Answer.SPENT
    assert Code.objects.get().tries_left == 5
    assert enter(digits).answer is Answer.RIGHT


def test_a_code_copied_to_another_matter_does_not_work(db):
    digits = send()
    Code.objects.update(matter="application:2")
    assert enter(digits, matter="application:2").answer is Answer.WRONG


def test_a_new_code_voids_the_old_one(db):
    old = send()
    pass_time(seconds=61)
    new = send()
    assert enter(old).answer is (Answer.WRONG if old != new else Answer.RIGHT)
    assert enter(new).answer is Answer.RIGHT


@pytest.mark.parametrize("empty", ["", "abcdef", "1" * 1000, "１２３４５６"])
def test_anything_may_be_entered(db, empty):
    send()
    assert enter(empty).answer is Answer.WRONG


def refused_until():
    with pytest.raises(TooManyCodes) as refused:
        send()
    return refused.value.again_at


def test_the_next_code_waits_sixty_seconds(db):
    send()
    assert abs((refused_until() - now()).total_seconds() - 60) < 2
    pass_time(seconds=58)
    refused_until()
    pass_time(seconds=3)
    send()


def test_the_sixth_code_in_an_hour_waits(db):
    for _ in range(5):
        send()
        pass_time(seconds=61)
    assert dt.timedelta(minutes=50) < refused_until() - now() < dt.timedelta(hours=1)


def test_the_eleventh_code_in_a_day_waits(db):
    for _ in range(10):
        send()
        pass_time(minutes=61)
    assert dt.timedelta(hours=12) < refused_until() - now() < dt.timedelta(days=1)
    pass_time(hours=14)
    send()


def test_a_refused_code_sends_nothing_and_voids_nothing(db):
    digits = send()
    refused_until()
    assert Message.objects.count() == 1
    assert enter(digits).answer is Answer.RIGHT


def test_the_counters_are_of_the_number_whatever_the_matter(db):
    send()
    with pytest.raises(TooManyCodes):
        send(matter="application:2")
    send(mobile=OTHER)


def test_each_purpose_counts_by_itself(db):
    send()
    send("activate", org="栗栖")


def test_entering_a_right_code_does_not_refill_the_counters(db):
    enter(send())
    refused_until()


def test_neither_code_nor_number_stands_in_an_event_or_a_job(db):
    digits = send()
    facts = str(list(Event.objects.values_list("facts", "subject")))
    assert digits not in facts
    assert MOBILE not in facts


def test_two_presses_at_the_same_moment_send_one_code(committed):
    answers = at_once(lambda _: send(), 6)
    assert sum(isinstance(answer, TooManyCodes) for answer in answers) == 5
    assert Code.objects.count() == Message.objects.count() == 1


def test_of_many_who_enter_the_right_code_at_once_one_gets_in(committed):
    digits = send()
    answers = [outcome.answer for outcome in at_once(lambda _: enter(digits), 6)]
    assert sorted(answers) == sorted([Answer.RIGHT, *[Answer.SPENT] * 5])


def test_guessing_at_the_same_moment_gives_no_more_than_five_tries(committed):
    digits = send()
    at_once(lambda n: enter(f"{(int(digits) + n + 1) % 1_000_000:06}"), 7)
    assert Code.objects.get().tries_left == 0
    assert enter(digits).answer is Answer.SPENT
