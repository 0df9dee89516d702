"""Somebody's system that is called, and an organisation that names it."""

import datetime as dt
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chopmark.audit import log as audit
from chopmark.audit.models import Event
from chopmark.kit.clock import now
from chopmark.organisations import activation
from chopmark.people.models import Person
from chopmark.webhooks import actions
from chopmark.webhooks.models import Delivery
from tests.journey import DEMO


class Receiver:
    """Somebody's system: answers what it is told to, and remembers what came."""

    def __init__(self):
        self.answers, self.got = [200], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, dict(self.headers), body))
                status = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
                self.send_response(status)
                if status in (301, 302, 307, 308):
                    self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/in?x=1"


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def administrator(db):
    return Person.objects.arrive()


@pytest.fixture
def organisation(administrator):
    return activation.verify_organisation(
        uscc=DEMO.code, name=DEMO.name, entity_type="enterprise", administrator=administrator, by="face",
        actor=administrator,
    )  # fmt: skip


@pytest.fixture
def endpoint(organisation, administrator, receiver):
    return actions.add(organisation, url=receiver.url, actor=administrator)


def opened(organisation):
    """An event that is told, old enough to be gathered."""
    event = audit.record("organisation.opened", subject=organisation, actor=None)
    Event.objects.filter(pk=event.pk)  # append-only: its moment is set by the clock
    return event


@pytest.fixture
def delivery(endpoint, organisation, monkeypatch):
    opened(organisation)
    later = now() + dt.timedelta(seconds=10)
    monkeypatch.setattr(actions, "now", lambda: later)
    made = actions.gather()
    assert len(made) == 1
    return Delivery.objects.get(pk=made[0])
