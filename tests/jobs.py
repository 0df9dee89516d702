"""Doing what was deferred, in the transaction of the test: each waiting job once, with the retries that it asks for."""

import os
from urllib.parse import urlsplit

import procrastinate
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def database_url():
    """How another process, or another connection, comes to the database of this test."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def waiting(task=None):
    found = ProcrastinateJob.objects.filter(status="todo").order_by("id")
    return found.filter(task_name=f"chopmark.{task}") if task else found


def work(task=None):
    """Run each waiting job once; returns what became of them."""
    return [_run(job) for job in list(waiting(task))]


def work_all(task=None):
    """Run until none waits, as if the time between tries had passed."""
    became = []
    while waiting(task).exists():
        became += work(task)
    return became


def _run(row):
    task = app.tasks[row.task_name]
    job = procrastinate.jobs.Job(
        id=row.pk, queue=row.queue_name, lock=None, queueing_lock=None, task_name=row.task_name,
        task_kwargs=row.args, attempts=row.attempts,
    )  # fmt: skip
    context = (
        [procrastinate.JobContext(app=app, job=job, start_timestamp=0.0, abort_reason=lambda: None)]
        if task.pass_context
        else []
    )
    try:
        task.func(*context, **row.args)
    except Exception as trouble:  # noqa: BLE001 - as the worker does
        again = task.get_retry_exception(exception=trouble, job=job)
        return _note(row, "todo" if again else "failed")
    return _note(row, "succeeded")


def _note(row, status):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s, attempts = attempts + 1 WHERE id = %s", [status, row.pk]
        )
    return status
