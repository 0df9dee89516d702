"""What a job defers becomes true with its transaction, or not at all."""

import psycopg
import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from chopmark.kit.working import worker_app
from tests.jobs import database_url


@pytest.fixture
def tasks():
    """Two tasks of this test: the outer one defers the inner one and goes on as it is told."""
    seen = []

    @app.task(name="test.inner")
    def inner():
        seen.append("inner")

    @app.task(name="test.outer")
    def outer(fails):
        with transaction.atomic():
            inner.defer()
            seen.append(_others_see())
            if fails:
                raise ValueError("after the defer")

    yield outer, seen
    del app.tasks["test.inner"], app.tasks["test.outer"]


def _others_see():
    """What another connection sees of the inner job while the outer one is still at work."""
    with psycopg.connect(database_url()) as other:
        return other.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'test.inner'").fetchone()[0]


def work():
    worker_app().run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_a_job_that_fails_leaves_none_of_what_it_deferred(committed, tasks):
    outer, seen = tasks
    outer.defer(fails=True)
    work()
    assert seen == [0]
    assert not ProcrastinateJob.objects.filter(task_name="test.inner").exists()


def test_what_a_job_defers_is_seen_by_nobody_before_it_commits(committed, tasks):
    outer, seen = tasks
    outer.defer(fails=False)
    work()
    assert seen == [0, "inner"]
