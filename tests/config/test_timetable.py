"""What happens every hour can happen: a task that the queue does not know would end the worker at its hour."""

import pytest
from procrastinate.contrib.django import app

TIMES = app.periodic_registry.periodic_tasks.values()


def test_there_is_a_timetable():
    assert len(TIMES) >= 8


@pytest.mark.parametrize("entry", TIMES, ids=lambda entry: entry.periodic_id)
def test_the_queue_knows_every_task_of_the_timetable(entry):
    assert app.tasks[entry.task.name] is entry.task
    assert entry.task.configure(task_kwargs={"timestamp": 0}).job.task_name == entry.task.name


def test_the_jobs_of_a_dead_worker_are_looked_for_every_ten_seconds():
    [entry] = [one for one in TIMES if one.periodic_id == "rescue"]
    first = entry.croniter.get_next(ret_type=float, start_time=0)
    assert entry.croniter.get_next(ret_type=float, start_time=first) - first == 10
