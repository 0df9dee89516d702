"""A child that reads what strangers wrote cannot take more than it was given."""

import pytest

from chopmark.kit import limits

GIVEN = limits.Limits(seconds=3, memory_bytes=400 * 2**20)


def asked(question):
    return limits.ask("tests.kit.hungry", question, limits=GIVEN)


def test_an_honest_child_answers():
    assert asked(b"nothing") == b"fed\n"


@pytest.mark.parametrize("appetite", [b"memory", b"sleep", b"spin"])
def test_a_greedy_child_is_stopped(appetite):
    with pytest.raises(limits.TooHard):
        asked(appetite)


def test_a_child_writes_no_file():
    with pytest.raises((limits.TooHard, limits.Crashed)):
        asked(b"write")


def test_a_child_that_fails_is_told_from_one_that_is_stopped():
    with pytest.raises(limits.Crashed):
        asked(b"fail")
