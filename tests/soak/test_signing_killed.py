"""Killed with -9 at each boundary between two phases of signing: untouched or finished, never half."""

import os
import subprocess
import sys
from contextlib import suppress

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from chopmark.contracts import actions, pressing
from chopmark.contracts.models import Contract, Party
from chopmark.contracts.states import Status
from chopmark.notify.models import Message
from chopmark.organisations.models import Membership
from chopmark.people.models import Person
from chopmark.seals import actions as seals
from chopmark.seals.models import Use
from chopmark.seals.shapes import Kind as SealKind
from chopmark.trust import authority, judging
from tests.contracts.conftest import paper, placed, the_organisation, the_person, with_person
from tests.jobs import database_url
from tests.seals.conftest import open_organisation

__all__ = ["paper"]
pytestmark = pytest.mark.soak
# Where a worker dies; the number is the call that it dies at. Two presses wait, so the first calls belong to signatures.
WORKER = [
    ("chopmark.contracts.signing._act", "before", 1),
    ("chopmark.contracts.signing._act", "after", 1),  # the use of the seal is written, nothing is signed
    ("chopmark.trust.sealing.sign", "after", 1),  # signed in memory
    ("chopmark.kit.files.put", "after", 1),  # the new file lies there, nobody knows of it
    ("chopmark.contracts.actions.replace_file", "after", 1),
    ("chopmark.contracts.signing.sign", "after", 1),  # everything written, nothing committed
    ("chopmark.kit.files.drop", "before", 1),  # committed, the file before lies there still
    ("procrastinate.manager.JobManager.finish_job", "before", 1),  # committed, the job looks undone
    ("chopmark.contracts.signing._act", "before", 2),
    ("chopmark.contracts.signing._go_on", "after", 2),  # all have signed, not committed
    ("procrastinate.manager.JobManager.finish_job", "before", 2),
    ("chopmark.trust.sealing.finish", "before", 1),
    ("chopmark.trust.sealing.finish", "after", 1),
    ("chopmark.kit.files.put", "after", 3),
    ("chopmark.contracts.signing.finish", "after", 1),
    ("chopmark.kit.files.drop", "before", 3),
    ("procrastinate.manager.JobManager.finish_job", "before", 3),
]
KILLED = -9


@pytest.fixture
def two_sided(committed, paper):
    """Sent, with a seal that waits to be pressed and a person with a link."""
    organisation, person = open_organisation(), Person.objects.arrive()
    person.name, person.mobile = "苏棠", "13800100001"
    person.save()
    Membership.objects.create(organisation=organisation, person=person, role=Membership.SUPER_ADMINISTRATOR)
    seal = seals.make(organisation, kind=SealKind.OFFICIAL, name="公章", form="round-42", line="", person=person)
    contract = actions.draft(organisation, title="纸样采购合同", pdf=paper, person=person)
    with_person(contract, person=person)
    placed(contract, person=person)
    actions.send(contract, days=30, is_ordered=False, person=person)
    return contract, seal, person


def run(act, *, party="-", place="-", when="-", nth=0):
    """A process of its own on the database of this test; returns how it ended."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "chopmark.config.settings"}
    command = [sys.executable, "-W", "ignore", "-m", "tests.soak.dying", act, party, place, when, str(nth)]
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=120)


def recover():
    """The rescue of the timetable, once the heart of a dead worker has not beaten for long, and workers that live."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")
    with suppress(AlreadyEnqueued):  # the timetable was quicker
        app.configure_task("chopmark.rescue_stalled_jobs").defer(timestamp=0)
    for _ in range(2):
        ended = run("work")
        assert ended.returncode == 0, ended.stderr[-2000:]


def is_whole(contract):
    """As many signatures in the file as parties that have signed, each of them sound."""
    held = Contract.objects.get(pk=contract.pk)
    report = judging.judged(held.pdf, roots=authority.root_pem())
    signed = held.parties.exclude(signed_at=None).count()
    names = [one for one in report.signatures if one.kind == "signature"]
    assert not report.unreadable
    assert len(names) == signed
    assert all(one.is_intact for one in report.signatures)
    assert (held.status in (Status.SIGNED, Status.FINISHED)) == (signed == 2)
    assert held.status != Status.FINISHED or report.is_valid
    return True


def is_finished_once(contract):
    held = Contract.objects.get(pk=contract.pk)
    assert held.status == Status.FINISHED
    assert is_whole(held)
    assert Use.objects.count() == 1
    told = Message.objects.filter(template="contract.finished").count()
    assert told == held.parties.exclude(mobile=None).count()
    return True


@pytest.mark.parametrize(("place", "when", "nth"), WORKER, ids=lambda value: str(value).removeprefix("chopmark."))
def test_a_worker_killed_between_two_phases_leaves_nothing_half(two_sided, place, when, nth):
    contract, seal, person = two_sided
    pressing.press_seal(the_organisation(contract), seal, person=person)
    pressing.press_by_hand(the_person(contract), mark='{"strokes": [], "typed": "沈书禾"}')
    ended = run("work", place=place, when=when, nth=nth)
    assert ended.returncode == KILLED, ended.stderr[-2000:]
    assert is_whole(contract)
    recover()
    assert is_finished_once(contract)


@pytest.mark.parametrize(
    ("place", "when", "is_kept"),
    [
        ("chopmark.contracts.pressing._due", "after", False),
        ("chopmark.contracts.pressing._pressed", "after", False),
        ("answer", "-", True),
    ],
)
def test_a_web_process_killed_at_the_press_has_pressed_or_not(two_sided, place, when, is_kept):
    contract, seal, person = two_sided
    party = the_person(contract)
    ended = run("press", party=str(party.pk), place=place, when=when, nth=1)
    assert ended.returncode == KILLED, ended.stderr[-2000:]
    assert (Party.objects.get(pk=party.pk).asked_at is not None) == is_kept
    if not is_kept:
        pressing.press_by_hand(party, mark='{"strokes": [], "typed": "沈书禾"}')
    pressing.press_seal(the_organisation(contract), seal, person=person)
    recover()
    assert is_finished_once(contract)
