"""Messages: written down before they are sent, sent once, and never again by themselves when nobody knows."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.audit.models import Event
from chopmark.kit import engines
from chopmark.kit.errors import IllegalMove, Misconfigured, Unavailable
from chopmark.kit.working import worker_app
from chopmark.notify.messages import send, send_again, shortened
from chopmark.notify.models import Message
from chopmark.notify.senders.base import Receipt, Refused, Wording
from chopmark.notify.states import Status
from chopmark.practice import residents
from tests.jobs import waiting, work, work_all

MOBILE = "13800138017"


class Carrier:
    """A carrier that does what the test tells it, and remembers what it was given."""

    troubles: list = []
    taken: list = []
    seen: list = []
    wordings: list = []

    def send(self, *, to, text, wording):
        Carrier.seen.append(list(Message.objects.values_list("status", flat=True)))
        if Carrier.troubles:
            raise Carrier.troubles.pop(0)
        Carrier.taken.append((to, text))
        Carrier.wordings.append(wording)
        return Receipt("r-1")


@pytest.fixture
def carrier(settings):
    Carrier.troubles, Carrier.taken, Carrier.seen, Carrier.wordings = [], [], [], []
    settings.ENGINES = {**settings.ENGINES, "sms": "tests.notify.test_messages.Carrier"}
    engines.engine.cache_clear()
    yield Carrier
    engines.engine.cache_clear()


@pytest.fixture
def message(db, carrier):
    return send("code.confirm", mobile=MOBILE, matter="application:1", language="zh-hans", code="123456", minutes=5)


def standing(message):
    return Message.objects.get(pk=message.pk).status


def test_the_carrier_is_told_what_the_text_was_made_of_and_nothing_shows_it(message, carrier):
    work()
    assert carrier.wordings == [Wording("code.confirm", "zh-hans", {"code": "123456", "minutes": "5"})]
    assert "123456" not in repr(carrier.wordings)


@pytest.mark.parametrize("trouble", [Refused("FailedOperation.PhoneNumberInBlacklist"), Misconfigured(template="x")])
def test_what_the_carrier_will_never_take_has_failed_and_is_not_repeated(message, carrier, trouble):
    carrier.troubles.append(trouble)
    work_all()
    assert standing(message) == Status.FAILED
    assert carrier.taken == []


def test_the_row_is_there_before_the_carrier_hears_of_it(message, carrier):
    assert standing(message) == Status.QUEUED
    work()
    assert carrier.seen == [[Status.SENDING]]
    assert standing(message) == Status.SENT
    assert carrier.taken == [(MOBILE, message.body)]
    assert Message.objects.get().receipt == "r-1"


@transaction.atomic
def an_act_that_fails():
    send("code.confirm", mobile=MOBILE, matter="m", language="en", code="1", minutes=5)
    raise RuntimeError


def test_a_message_and_its_job_roll_back_with_the_act(db, carrier):
    with pytest.raises(RuntimeError):
        an_act_that_fails()
    assert not Message.objects.exists()
    assert not waiting().exists()


def test_a_carrier_that_did_not_take_it_is_asked_again(message, carrier):
    carrier.troubles = [Unavailable()]
    assert work() == ["todo"]
    assert standing(message) == Status.QUEUED
    work()
    assert standing(message) == Status.SENT
    assert len(carrier.taken) == 1


def test_after_the_last_try_the_message_has_failed(message, carrier):
    carrier.troubles = [Unavailable() for _ in range(20)]
    work_all()
    assert standing(message) == Status.FAILED
    assert len(carrier.seen) == 4
    assert Event.objects.filter(kind="message.failed").count() == 1


@pytest.mark.parametrize("trouble", [TimeoutError(), OSError(), ValueError(), KeyError("x")])
def test_any_other_trouble_leaves_it_unsure_and_it_is_never_sent_again(message, carrier, trouble):
    carrier.troubles = [trouble]
    assert work_all() == ["failed"]
    assert standing(message) == Status.UNSURE
    assert Event.objects.filter(kind="message.unsure").count() == 1
    _again(message)
    assert standing(message) == Status.UNSURE
    assert carrier.taken == []


def _again(message):
    """The job once more, as a worker would run it that took it again."""
    app.tasks["chopmark.send_message"].func(None, message_id=str(message.pk))


def test_a_job_that_runs_twice_sends_once(message, carrier):
    work()
    _again(message)
    assert len(carrier.taken) == 1


def test_a_run_that_finds_the_message_with_the_carrier_marks_it_unsure(message, carrier):
    """The worker died between handing over and noting."""
    Message.objects.get().move(Status.SENDING)
    work()
    assert standing(message) == Status.UNSURE
    assert carrier.taken == []


@pytest.mark.parametrize("ended", [Status.SENT, Status.UNSURE, Status.FAILED])
def test_an_ended_message_is_left_alone(message, carrier, ended):
    held = Message.objects.get()
    held.move(Status.SENDING)
    held.move(ended)
    _again(message)
    assert carrier.taken == []
    assert standing(message) == ended


def test_a_job_carries_the_key_only(message):
    assert waiting().get().args == {"message_id": str(message.pk)}


def test_events_carry_the_template_only(message):
    work()
    for event in Event.objects.filter(kind__startswith="message."):
        assert event.facts == {"template": "code.confirm"}


def test_only_an_unsure_message_is_sent_again_and_by_a_person(message, carrier):
    with pytest.raises(IllegalMove):
        send_again(Message.objects.get())
    carrier.troubles = [TimeoutError()]
    work_all()
    second = send_again(Message.objects.get())
    work_all()
    assert second.pk != message.pk
    assert carrier.taken == [(MOBILE, message.body)]


@pytest.mark.parametrize(("language", "part"), [("zh-hans", "验证码"), ("en", "Give it to nobody")])
def test_a_message_is_in_the_language_of_its_reader(db, carrier, language, part):
    found = send("code.confirm", mobile=MOBILE, matter="m", language=language, code="123456", minutes=5)
    assert part in found.body


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("栗栖工艺", "栗栖工艺"),
        ("一二三四五六七八九十", "一二三四五六七八九十"),
        ("一二三四五六七八九十一", "一二三四五六七八九…"),
    ],
)
def test_a_long_name_is_cut_so_that_a_message_stays_one(name, short):
    assert shortened(name) == short


@pytest.mark.parametrize(
    ("mobile", "became"),
    [(residents.MOBILE_DOWN, Status.FAILED), (residents.MOBILE_UNSURE, Status.UNSURE), (MOBILE, Status.SENT)],
)
def test_the_practice_carrier_shows_every_end(db, mobile, became):
    held = send("code.confirm", mobile=mobile, matter="m", language="zh-hans", code="123456", minutes=5)
    work_all()
    assert standing(held) == became


def test_a_real_worker_sends_what_was_committed(committed, carrier):
    held = send("code.confirm", mobile=MOBILE, matter="m", language="zh-hans", code="123456", minutes=5)
    worker_app().run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert standing(held) == Status.SENT
    assert len(carrier.taken) == 1
