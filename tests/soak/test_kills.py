"""Processes are killed in the middle of everything: nothing is lost, nothing happens twice."""

import os
import re
import signal
import time

import psycopg
import pytest

from chopmark.cli import postgres
from chopmark.practice import invent
from chopmark.practice.accounts import DEMO_UIN, PASSWORD
from tests.journey import DEMO, HEAD
from tests.practice import clips
from tests.soak.conftest import answers, gone
from tests.soak.surfer import Surfer

pytestmark = pytest.mark.soak
SECONDS = 60


def ask(served, statement):
    """What stands in the database of the served Chopmark."""
    with psycopg.connect(postgres.attach_or_start(served.home).url()) as connection:
        return connection.execute(statement).fetchall()


def until(condition):
    deadline = time.monotonic() + SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    return found


def log_in(surfer):
    surfer.go("/begin/")
    if "/signin/" in surfer.path:
        surfer.send("", identifier=DEMO_UIN, password=PASSWORD)
    if "/oidc/authorize" in surfer.path:
        surfer.send("", decision="allow")
    surfer.go("/begin/")
    return surfer


def code_to(served, mobile):
    """The newest code on the practice outbox, as the person's phone would show it."""

    def look():
        page = Surfer(served.url).go("/practice/outbox/").text
        found = re.search(rf"{mobile}.*?cm-outbox-code\">(\d{{6}})<", page, re.DOTALL)
        return found and found[1]

    return until(look)


def by_key(served, surfer, key, person):
    """Answer the question that the page asks."""
    answers_of = {
        "confirm": {},
        "company": {
            "entity_type": "enterprise", "name": DEMO.name, "uscc": DEMO.code,
            "legal_representative": HEAD.name, "address": invent.address(DEMO.seed),
        },
        "consent": {"source": "on"},
        "identity": {
            "applicant_name": person.name, "id_kind": str(person.kind), "id_number": person.number,
            "mobile": person.mobile,
        },
        "face_consent": {"agree": "on"},
    }  # fmt: skip
    fields = {"code": code_to(served, person.mobile)} if key == "contact" else answers_of[key]
    surfer.send("", **fields)


def here(surfer, ref):
    surfer.go(f"/a/{ref}/")
    return surfer.path.rstrip("/").rsplit("/", 1)[1]


def messages(served):
    return ask(served, "SELECT template, status, count(*) FROM notify_message GROUP BY 1, 2 ORDER BY 1, 2")


def test_web_and_worker_killed_at_every_question_lose_nothing_and_open_one_organisation(served):
    surfer = log_in(Surfer(served.url))
    ref = surfer.path.split("/")[2]
    killed = []
    while (key := here(surfer, ref)) != "face":
        part = ["worker", "web platform", "web cloud"][len(killed) % 3]
        killed.append(key)
        surfer.go(f"/a/{ref}/{key}/")
        served.kill(part)
        surfer.go(f"/a/{ref}/{key}/")
        by_key(served, surfer, key, HEAD)
    assert killed == ["confirm", "company", "consent", "identity", "contact", "face_consent"]
    token = re.search(r"/f/([\w-]+)/\?here=1", surfer.go(f"/a/{ref}/face/").text)[1]
    asked = clips.asked_on(surfer.go(f"/f/{token}/?here=1").text)
    frames = [("frame", (f"{n}.jpg", image, "image/jpeg")) for n, image in enumerate(clips.did(*asked))]
    surfer.send(f"/f/{token}/frames/", files=frames)
    served.kill("worker")
    until(lambda: ask(served, "SELECT 1 FROM onboarding_application WHERE status = 'approved'"))
    served.kill("web platform")
    surfer.go(f"/a/{ref}/activate/")
    surfer.send("/activate/" if "/activate/" in surfer.page.text else "", code=code_to(served, HEAD.mobile))
    assert ask(served, "SELECT status, count(*) FROM organisations_organisation GROUP BY 1") == [("open", 1)]
    assert ask(served, "SELECT count(*) FROM onboarding_application") == [(1,)]
    assert "ended with -9" in served.log.read_text()


def test_after_all_those_deaths_no_message_went_out_twice(served):
    told = until(lambda: messages(served))
    assert all(count == 1 for template, _, count in told if template.startswith("code."))
    receipts = ask(served, "SELECT receipt FROM notify_message WHERE receipt IS NOT NULL")
    assert len(receipts) == len(set(receipts))


def test_a_second_start_in_the_same_home_is_refused(served):
    from tests.soak.conftest import Served  # noqa: PLC0415 - beside its only use

    second = Served.__new__(Served)
    second.home, second.port, second.log = served.home, served.port, served.home / "second.log"
    with pytest.raises(AssertionError, match="running already"):
        second.start()


def test_a_killed_supervisor_takes_everything_with_it_and_a_new_start_works(served):
    family = served.tree()
    assert len(family) >= 5
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait(10)
    assert gone(family)
    assert not answers(served.port)
    assert not answers(served.port + 1)
    served.start()
    assert ask(served, "SELECT count(*) FROM organisations_organisation") == [(1,)]


def test_ctrl_c_leaves_no_process(served):
    family = served.tree()
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(40) == 0
    assert gone(family)
    assert not answers(served.port)
    assert served.family() == {}
