"""Callbacks: signed, never redirected, tried again, once by number, and a log that the organisation sees (case 25)."""

import json

import pytest

from chopmark.organisations.models import Organisation
from chopmark.people.models import Person
from chopmark.webhooks import actions, addresses, calling
from chopmark.webhooks.models import Cursor, Delivery
from chopmark.webhooks.states import Status
from tests.journey import DEMO, account, sign_in


def test_a_message_is_signed_numbered_and_taken_with_a_200(delivery, endpoint, receiver):
    assert actions.attempt(str(delivery.pk)) is None
    path, headers, body = receiver.got[0]
    assert path == "/in?x=1"
    assert headers["Content-Type"] == "application/json"
    assert headers["Content-Signature"] == calling.signature(body, endpoint.token)
    message = json.loads(body)
    assert message["MsgType"] == "CreateOrganization"
    assert message["MsgId"] == delivery.message_id
    assert message["MsgData"]["UniformSocialCreditCode"] == DEMO.code
    delivery.refresh_from_db()
    assert (delivery.status, delivery.answer[:3]) == (Status.DELIVERED, "200")


def test_encryption_and_signature_are_those_of_the_published_vector():
    """Domain 5.3, executed there against the vendor's own description."""
    plain = b'{"MsgId":"yDmsg1","MsgType":"CreateOrganization","MsgVersion":"1","MsgData":{}}'
    body = json.dumps({"encrypt": calling.encrypted(plain, "0123456789abcdef0123456789ABCDEF")}, separators=(",", ":"))
    assert body == (
        '{"encrypt":"DfTXyfdy6SdfJ1vrddcmTcqXy9E8VzSHQu0niZQrfQxSs/1Zt3BwGUdYGxxaqcQ5/PuJwysNWxItgAPXpiHoMK27CUMVj'
        'YZdyNOGp81Vf8w="}'
    )
    assert calling.signature(body.encode(), "callback-token") == (
        "sha256=d118c26a4183bfa13688c2a0ec4bfe90255e6184e498eca756aeaad2feb914f8"
    )


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_case_25_a_redirect_is_an_answer_and_not_followed(delivery, receiver, status):
    receiver.answers = [status]
    assert actions.attempt(str(delivery.pk)) == actions.PAUSES[0]
    assert len(receiver.got) == 1
    delivery.refresh_from_db()
    assert delivery.answer.startswith(str(status))


def test_case_25_a_receiver_that_is_down_is_tried_with_growing_pauses_and_then_parked(delivery, receiver):
    receiver.answers = [500]
    pauses = []
    while (pause := actions.attempt(str(delivery.pk))) is not None:
        pauses.append(pause)
    assert pauses == list(actions.PAUSES)
    delivery.refresh_from_db()
    assert delivery.status == Status.PARKED
    assert len({json.loads(body)["MsgId"] for _, _, body in receiver.got}) == 1


def test_case_25_what_was_parked_is_sent_again_under_the_same_number(delivery, organisation, receiver):
    receiver.answers = [500]
    while actions.attempt(str(delivery.pk)) is not None:
        pass
    receiver.answers = [200]
    assert actions.send_again(organisation) == [str(delivery.pk)]
    assert actions.attempt(str(delivery.pk)) is None
    assert json.loads(receiver.got[-1][2])["MsgId"] == delivery.message_id
    assert actions.send_again(organisation) == []


def test_a_receiver_that_does_not_answer_is_no_delivery(delivery, receiver):
    receiver.server.shutdown()
    receiver.server.server_close()
    assert actions.attempt(str(delivery.pk)) == actions.PAUSES[0]


def test_a_call_whose_process_died_is_made_again(delivery, receiver):
    Delivery.objects.filter(pk=delivery.pk).update(status=Status.SENDING)
    assert actions.attempt(str(delivery.pk)) is None
    assert len(receiver.got) == 1


def test_an_event_is_gathered_once(delivery, organisation):
    assert actions.gather() == []
    Cursor.objects.update(event=0)
    assert actions.gather() == []
    assert Delivery.objects.count() == 1


def test_an_address_that_was_ended_hears_nothing(delivery, endpoint, administrator, receiver):
    actions.end(endpoint, actor=administrator)
    assert actions.attempt(str(delivery.pk)) is None
    assert receiver.got == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com/in", "https"), ("ftp://example.com/in", "form"), ("https://", "form"), ("nonsense", "form"),
        ("https://user@example.com/", "form"), ("https://127.0.0.1/in", "inside"), ("https://[::1]/in", "inside"),
        ("https://10.1.2.3/in", "inside"), ("https://169.254.169.254/latest/", "inside"), ("https://localhost/", "inside"),
        ("https://0.0.0.0/", "inside"), ("https://no-such-host.invalid/", "unknown"),
    ],
)  # fmt: skip
def test_an_address_inside_or_without_https_is_refused(url, reason):
    with pytest.raises(addresses.BadAddress) as refused:
        addresses.check(url)
    assert refused.value.reason == reason


def test_a_name_that_moved_inside_is_refused_at_the_call(delivery, settings, receiver):
    settings.WEBHOOK_HOSTS = []
    assert actions.attempt(str(delivery.pk)) == actions.PAUSES[0]
    assert receiver.got == []


def test_no_more_addresses_than_allowed_and_one_twice_is_one(organisation, administrator, receiver):
    for number in range(actions.MOST):
        actions.add(organisation, url=f"{receiver.url}&n={number}", actor=administrator)
    assert actions.add(organisation, url=f"{receiver.url}&n=0", actor=administrator)
    with pytest.raises(actions.TooMany):
        actions.add(organisation, url=f"{receiver.url}&n=99", actor=administrator)


def test_only_the_super_administrator_sees_the_page(provider, organisation, receiver):
    browser = sign_in(provider, account())
    assert browser.get(f"/workspace/{organisation.pk}/callbacks/").status_code == 404
    person = Person.objects.get(logins__subject=account()["sub"])
    organisation.memberships.create(person=person, role="member")
    assert browser.get(f"/workspace/{organisation.pk}/callbacks/").status_code == 403
    held = organisation.super_administrator
    held.person = person
    held.save()
    assert browser.get(f"/workspace/{organisation.pk}/callbacks/").status_code == 200
    answer = browser.post(f"/workspace/{organisation.pk}/callbacks/", {"url": "https://10.0.0.1/"})
    assert answer.status_code == 422
    assert Organisation.objects.get().endpoints.count() == 0
    assert browser.post(f"/workspace/{organisation.pk}/callbacks/", {"url": receiver.url}).status_code == 302
    assert Organisation.objects.get().endpoints.count() == 1
