"""Engines in a process of their own: what kills them there is not the worker."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chopmark.evidence.engines.base import Match
from chopmark.kit import apart
from chopmark.kit.apart import Child, Made, Question
from chopmark.kit.errors import Unavailable, Unreadable
from chopmark.kit.limits import Limits

ROOM = "tests.kit.apart_engines"
MEMORY = 3 << 30
VALUES = "chopmark.evidence"


@pytest.fixture
def child(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    one = Child(Limits(20, MEMORY), room=VALUES)
    yield one
    one.end()


def asked(child, name, *given, act="", settings=None, **named):
    return child.ask(Question(Made(f"{ROOM}.{name}", settings or {}), act, given, named))


def is_alive(pid):
    """A process that has ended stays a zombie until its parent asks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_answer_comes_from_another_process(child):
    answer = asked(child, "well", 0.25)
    assert answer.distance == 0.25
    assert answer.engine != str(os.getpid())


def test_an_engine_is_made_once_and_keeps_what_it_holds(child):
    first, second = (asked(child, "Kept", 1.0, act="compare", settings={"start": 5.0}) for _ in range(2))
    assert (first.distance, second.distance) == (6.0, 7.0)
    assert first.engine == second.engine


def test_engines_of_other_settings_are_others(child):
    asked(child, "Kept", 1.0, act="compare")
    assert asked(child, "Kept", 1.0, act="compare", settings={"start": 2.0}).distance == 3.0


def test_an_engine_beside_another_is_the_one_that_is_kept(child):
    asked(child, "Kept", 1.0, act="compare")
    assert asked(child, "with_another", 1.0, other=Made(f"{ROOM}.Kept", {})).distance == 2.0


def test_what_the_engine_says_against_a_picture_is_raised_with_its_reason(child):
    with pytest.raises(Unreadable) as raised:
        asked(child, "unreadable")
    assert raised.value.reason == "FACE_NONE"


def test_an_engine_that_is_away_is_asked_again_later(child):
    with pytest.raises(Unavailable):
        asked(child, "unavailable")


def test_a_picture_that_kills_the_engine_costs_one_retry_and_then_a_reason(child, tmp_path):
    with pytest.raises(Unreadable) as raised:
        asked(child, "dying", str(tmp_path))
    assert raised.value.reason == apart.GIVEN_UP
    assert len(list(tmp_path.iterdir())) == 2
    assert asked(child, "well", 1.0) == Match(1.0, asked(child, "well", 1.0).engine)


def test_a_death_that_was_an_accident_costs_nothing(child, tmp_path):
    assert asked(child, "dying_once", str(tmp_path)).distance == 1.0


def test_an_engine_that_hangs_is_ended(tmp_path):
    child = Child(Limits(1, MEMORY), room=VALUES)
    with pytest.raises(Unreadable) as raised:
        asked(child, "hanging")
    assert raised.value.reason == apart.GIVEN_UP
    child.end()


def test_memory_has_an_end(child):
    with pytest.raises(Unreadable) as raised:
        asked(child, "swelling")
    assert raised.value.reason == apart.GIVEN_UP


def test_nothing_is_written(child, tmp_path):
    with pytest.raises(Unreadable):
        asked(child, "writing", str(tmp_path))
    assert not (tmp_path / "kept").exists() or (tmp_path / "kept").stat().st_size == 0


def test_what_broke_is_logged_without_its_words(child, capfd):
    with pytest.raises(Unreadable):
        asked(child, "broken", "13800000017")
    said = "".join(capfd.readouterr())
    assert "engine.broke" in said
    assert "RuntimeError" in said
    assert "13800000017" not in said


def test_an_answer_that_would_call_something_is_not_taken(child, tmp_path):
    with pytest.raises(Unreadable):
        asked(child, "lying")
    assert not (tmp_path / "called").exists()


def test_the_child_holds_no_address_of_the_database(child, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("CHOPMARK_SECRET_KEY", "secret")
    names = asked(child, "environment").engine.split()
    assert "PATH" in names
    assert not {"DATABASE_URL", "CHOPMARK_SECRET_KEY"} & set(names)


PARENT = """
import os, sys, threading, time
from chopmark.kit.apart import Child, Made, Question
from chopmark.kit.limits import Limits
child = Child(Limits(60, 3 << 30), room="chopmark.evidence")
ask = lambda name, *given: child.ask(Question(Made(f"tests.kit.apart_engines.{name}", {}), "", given, {}))
print(ask("well", 1.0).engine, flush=True)
threading.Thread(target=ask, args=(sys.argv[1],), daemon=True).start() if sys.argv[1] else None
time.sleep(0.3)
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("doing", ["", "hanging"], ids=["waiting", "at work"])
def test_a_child_does_not_outlive_its_parent(doing):
    parent = subprocess.run([sys.executable, "-c", PARENT, doing], capture_output=True, check=False, timeout=60)
    pid = int(parent.stdout)
    ends = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < ends:
        time.sleep(0.05)
    assert not is_alive(pid)


def test_a_child_that_was_killed_while_it_waited_is_replaced_unseen(child):
    pid = int(asked(child, "well", 1.0).engine)
    os.kill(pid, 9)
    while is_alive(pid):
        time.sleep(0.01)
    assert int(asked(child, "well", 1.0).engine) != pid
