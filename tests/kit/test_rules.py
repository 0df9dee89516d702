"""Steps, states, masks, references and the leash, without a database."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chopmark.kit import ids, masks
from chopmark.kit.errors import IllegalMove, NotReady
from chopmark.kit.states import check_move, drawing, finals, reachable
from chopmark.kit.steps import Flow


class Step:
    """A step whose answer is an entry of the row, which is a dictionary."""

    def __init__(self, key, depends=(), applies=lambda _: True):
        self.key, self.depends, self._applies = key, frozenset(depends), applies

    def applies(self, row):
        return self._applies(row)

    def is_answered(self, row):
        return self.key in row

    def clear(self, row):
        row.pop(self.key, None)


FLOW = Flow(
    [
        Step("company"),
        Step("identity"),
        Step("route", depends={"company", "identity"}, applies=lambda row: row.get("company") != "bureau"),
        Step("letter", depends={"company", "route"}),
    ]
)


@pytest.mark.parametrize(
    ("row", "current"),
    [
        ({}, "company"),
        ({"company": "x"}, "identity"),
        ({"company": "x", "identity": "y"}, "route"),
        ({"company": "bureau", "identity": "y"}, "letter"),
        ({"company": "x", "identity": "y", "route": "z", "letter": "l"}, None),
        ({"letter": "l"}, "company"),
    ],
)
def test_the_open_question_is_the_first_without_an_answer(row, current):
    step = FLOW.current(row)
    assert (step and step.key) == current


@pytest.mark.parametrize(
    ("row", "key", "reached"),
    [
        ({}, "company", True),
        ({}, "identity", False),
        ({"company": "x"}, "identity", True),
        ({"company": "x"}, "letter", False),
        ({"company": "bureau", "identity": "y"}, "letter", True),
        ({"company": "bureau", "identity": "y"}, "route", False),
        ({"company": "x", "identity": "y"}, "company", True),
        ({}, "nothing", False),
    ],
)
def test_a_step_is_reached_when_every_earlier_one_is_answered(row, key, reached):
    if reached:
        assert FLOW.check_reached(row, key).key == key
        return
    with pytest.raises(NotReady):
        FLOW.check_reached(row, key)


@pytest.mark.parametrize(
    ("key", "left", "lost"),
    [
        ("company", {"company", "identity"}, ["route", "letter"]),
        ("identity", {"company", "identity", "letter"}, ["route"]),
        ("route", {"company", "identity", "route"}, ["letter"]),
        ("letter", {"company", "identity", "route", "letter"}, []),
    ],
)
def test_a_changed_answer_forgets_what_hangs_on_it_and_nothing_else(key, left, lost):
    row = dict.fromkeys(["company", "identity", "route", "letter"], "a")
    assert [step.key for step in FLOW.rewind(row, key)] == lost
    assert set(row) == left


def test_back_leads_to_the_step_before_that_applies():
    row = {"company": "bureau", "identity": "y"}
    assert FLOW.before(row, "letter").key == "identity"
    assert FLOW.before(row, "company") is None


MOVES = {"a": frozenset({"b", "c"}), "b": frozenset({"a"}), "c": frozenset(), "d": frozenset()}


def test_a_move_that_is_not_in_the_table_is_refused():
    check_move(MOVES, here="a", there="b")
    for here, there in [("a", "a"), ("c", "a"), ("b", "c"), ("a", "d")]:
        with pytest.raises(IllegalMove):
            check_move(MOVES, here=here, there=there)


def test_what_can_be_reached_and_what_ends():
    assert reachable(MOVES, "a") == {"a", "b", "c"}
    assert finals(MOVES) == {"c", "d"}
    assert "a --> b" in drawing(MOVES, "a")


@pytest.mark.parametrize(
    ("name", "masked"), [("丁一川", "丁*川"), ("丁川", "丁*"), ("欧阳小明", "欧*明"), ("丁", "丁*"), ("", "*")]
)
def test_a_masked_name_shows_its_ends_only(name, masked):
    assert masks.name(name) == masked


def test_a_masked_mobile_shows_its_ends_only():
    assert masks.mobile("13800138017") == "138****8017"


def test_references_are_short_readable_and_differ():
    found = {ids.reference() for _ in range(500)}
    assert len(found) == 500
    assert not set("01ILOS5B") & set("".join(found))
    assert ids.spaced("7K4P92QD") == "CM 7K4P 92QD"


def test_tokens_are_long_and_only_their_digest_is_kept():
    token = ids.token()
    assert len(token) >= 43
    assert ids.digest(token) == ids.digest(token) != token


PARENT = """
import subprocess, sys
from chopmark.kit import leash
child = subprocess.Popen(["sleep", "60"], preexec_fn=leash.die_with_parent)
print(child.pid, flush=True)
child.wait()
"""


def test_a_child_on_the_leash_dies_when_its_parent_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate(timeout=10)
    deadline = time.monotonic() + 5
    while _is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(child)


def _is_alive(pid):
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
