"""Silence: by one press nothing goes to a number any more, whatever it is, until it is undone from the same page."""

import datetime as dt

import pytest
from django.test import Client

from chopmark.kit.clock import now
from chopmark.notify import silence
from chopmark.notify.models import Message, Silence
from chopmark.onboarding.inviting import links
from chopmark.web import words
from tests.jobs import waiting
from tests.journey import HEAD, a_minute_later, sign_in_by_phone, texts_to


@pytest.fixture
def invitation(employee):
    employee.to("legal_rep")
    employee.answer("legal_rep", mobile=HEAD.mobile)
    return employee.row.invitations.get()


def press(invitation, act="stop"):
    return Client().post(f"/l/{links.alias_of(invitation.pk)}/stop/", {"act": act})


def test_the_first_page_leads_there_and_opening_it_stops_nothing(invitation):
    path = f"/l/{links.alias_of(invitation.pk)}/"
    assert f"{path}stop/" in Client().get(path).content.decode()
    page = Client().get(f"{path}stop/")
    assert page.status_code == 200
    assert HEAD.mobile not in page.content.decode()
    assert not Silence.objects.exists()


def test_after_the_press_every_message_is_recorded_and_none_is_sent(invitation, employee):
    press(invitation)
    before = waiting("send_message").count()
    employee.post("legal_rep/withdraw/")
    a_minute_later()
    employee.answer("legal_rep", mobile=HEAD.mobile)
    Client().post("/signin/phone/", {"mobile": HEAD.mobile})
    stopped = [message.template for message in texts_to(HEAD.mobile) if message.status == "stopped"]
    assert stopped == ["rep.invite", "code.signin"]
    assert waiting("send_message").count() == before


def test_the_applicant_sees_that_it_did_not_arrive_and_no_reason(invitation, employee):
    press(invitation)
    employee.post("legal_rep/withdraw/")
    a_minute_later()
    employee.answer("legal_rep", mobile=HEAD.mobile)
    page = employee.get("legal_rep/").content.decode()
    assert words.text("legal_rep.undelivered") in page
    assert words.text("stop.done") not in page


def test_undoing_it_lets_messages_come_again(invitation):
    press(invitation)
    press(invitation, "undo")
    sign_in_by_phone(HEAD.mobile)
    assert texts_to(HEAD.mobile)[-1].status == "queued"


def test_other_numbers_are_not_silent_and_ninety_days_end_it(invitation):
    press(invitation)
    assert not silence.holds("13700137000")
    Silence.objects.update(until=now() - dt.timedelta(seconds=1))
    assert not silence.holds(HEAD.mobile)


def test_the_number_stands_nowhere_and_an_unknown_link_stops_nothing(invitation):
    press(invitation)
    assert HEAD.mobile.encode() not in bytes(Silence.objects.get().mobile_index)
    assert Client().post("/l/unknownkey/stop/", {"act": "stop"}).status_code == 404
    assert Message.objects.exclude(status="queued").count() == 0
