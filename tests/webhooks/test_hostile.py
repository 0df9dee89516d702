"""Receivers that mean harm, and deaths between two steps: a worker is held by nobody, and no message is lost."""

import datetime as dt
import socket
import threading
import time
from ipaddress import ip_address

import pytest
from django.db import connection, transaction

from chopmark.audit import log as audit
from chopmark.kit.clock import now
from chopmark.organisations import activation
from chopmark.people.models import Person
from chopmark.webhooks import actions, addresses, calling, tasks
from chopmark.webhooks.models import Delivery, Endpoint
from chopmark.webhooks.states import Status
from tests.jobs import waiting
from tests.journey import DEMO


@pytest.fixture
def raw(settings):
    """A receiver that writes what it likes, as slowly as it likes."""
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    servers = []

    def start(write):
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def answer():
            taken, _ = server.accept()
            with taken:
                taken.recv(2**16)
                write(taken)

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/in"

    yield start
    for server in servers:
        server.close()


def test_a_receiver_that_drips_is_cut_off_when_the_time_is_over(raw, monkeypatch):
    monkeypatch.setattr(calling, "_TIMEOUT_SECONDS", 1)
    told = threading.Event()

    def drip(taken):
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 200:
            try:
                taken.sendall(bytes([byte]))
            except OSError:
                told.set()
                return
            time.sleep(0.05)

    began = time.monotonic()
    taken, _ = calling.call(raw(drip), body=b"{}", token="t")
    assert not taken
    assert time.monotonic() - began < 5  # of the ten seconds that it would have gone on
    assert told.wait(5)


def test_an_answer_that_no_database_would_keep_is_kept_without_its_harm(raw):
    url = raw(lambda taken: taken.sendall(b"HTTP/1.1 500 o\x00p\x1bs\r\nContent-Length: 0\r\n\r\n"))
    assert calling.call(url, body=b"{}", token="t") == (False, "500 ops")


@pytest.mark.parametrize(
    "number",
    ["64:ff9b::a00:1", "64:ff9b:1::1", "2002:a00:1::1", "2001:0:a00:1::1", "::10.0.0.1", "fec0::1", "192.88.99.1"],
)
def test_a_number_that_stands_for_another_one_is_not_called(number):
    assert not addresses._is_outside(ip_address(number))


@pytest.mark.parametrize("number", ["2606:4700::1111", "1.1.1.1"])
def test_a_number_outside_is_called(number):
    assert addresses._is_outside(ip_address(number))


def test_a_password_in_an_address_is_refused():
    with pytest.raises(addresses.BadAddress, match="form"):
        addresses.resolve("https://:secret@example.com/")


def test_a_delivery_and_its_job_become_true_together(organisation, endpoint, administrator, monkeypatch):
    audit.record("membership.ended", subject=organisation, actor=administrator, role="member")

    def die(**_):
        raise RuntimeError

    with monkeypatch.context() as there:
        there.setattr(tasks.deliver, "defer", die)
        with pytest.raises(RuntimeError):
            tasks.gather_callbacks(0)
    tasks.gather_callbacks(60)
    assert Delivery.objects.count() == waiting("deliver").count() > 0


def test_an_event_whose_transaction_took_long_is_told(committed):
    person = Person.objects.arrive()
    organisation = activation.verify_organisation(
        uscc=DEMO.code, name=DEMO.name, entity_type="enterprise", administrator=person, by="face", actor=person
    )
    Endpoint.objects.create(organisation=organisation, url="https://example.com/", token="t" * 30)
    recorded, go = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            audit.record("organisation.opened", subject=organisation, actor=None)
            recorded.set()
            go.wait(20)
        connection.close()

    waits = threading.Thread(target=slow)
    waits.start()
    recorded.wait(10)
    audit.record("membership.ended", subject=organisation, actor=None, role="member")
    younger = actions.gather()
    go.set()
    waits.join()
    older = actions.gather()
    assert len(older) == 1
    assert older[0] not in younger
    assert actions.gather() == []


def test_what_a_dead_process_left_under_way_is_sent_again_by_a_person(delivery, organisation):
    Delivery.objects.update(status=Status.SENDING, tried_at=now())
    assert actions.send_again(organisation) == []
    Delivery.objects.update(tried_at=now() - dt.timedelta(minutes=11))
    assert actions.send_again(organisation) == [str(delivery.pk)]
