"""Three hundred damaged PDFs among a hundred odd but good ones: nothing crashes or hangs, the good ones come in."""

import time

import pytest

from chopmark.kit.errors import Unreadable
from chopmark.sheets.intake import take_in
from tests.others import campaign, odd
from tests.sheets import papers
from tests.sheets.conftest import hand

__all__ = ["hand"]
pytestmark = pytest.mark.soak
HANG_SECONDS = 90  # the limits of the child, with a margin: longer is nobody's fault but ours


def through(pdf):
    """The reason of a refusal, or "" for a file that was signed to its end."""
    began = time.monotonic()
    try:
        campaign.signed(take_in(pdf).pdf)
    except Unreadable as refusal:
        return refusal.reason
    finally:
        assert time.monotonic() - began < HANG_SECONDS
    return ""


def test_a_hundred_odd_but_good_ones_are_signed(db):
    refused = {name: reason for name, pdf in odd.good() if (reason := through(pdf))}
    assert len(refused) <= 5, refused


def test_three_hundred_damaged_ones_are_signed_or_refused_and_nothing_else(db, hand):
    sources = [(name, make()) for name, make in papers.ODD.items()]
    sources += [
        ("signed", papers.signed_by(hand, papers.plain())),
        ("signed, streams", papers.signed_by(hand, papers.compressed())),
    ]
    became = [through(pdf) for _, _, pdf in odd.damaged(300, sources=sources)]
    assert len(became) == 300
    assert "" in became  # some damage lies where nobody looks
    assert len(set(became)) > 2
