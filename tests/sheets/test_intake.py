"""A contract's PDF comes in as what it is, or with the reason why not; whatever the bytes, there is an answer."""

import random
from contextlib import suppress

import pytest
from pyhanko.sign.fields import MDPPerm

from chopmark.kit.errors import Unreadable
from chopmark.sheets import apart
from chopmark.sheets.intake import LIMIT_BYTES, take_in
from tests.sheets import papers


@pytest.mark.parametrize("kind", papers.ODD)
def test_odd_but_good_ones_come_in(kind):
    taken = take_in(papers.ODD[kind]())
    assert taken.pages
    assert taken.takes_signatures
    assert taken.takes_texts


def test_what_comes_in_unharmed_is_kept_byte_for_byte():
    pdf = papers.plain()
    taken = take_in(pdf)
    assert taken.pdf == pdf
    assert not taken.is_mended
    assert [(page.width, page.height, page.rotation) for page in taken.pages] == [(595, 842, 0)] * 2


@pytest.mark.parametrize(("degrees", "size"), [(90, (842, 595)), (180, (595, 842)), (270, (842, 595))])
def test_a_turned_page_is_as_large_as_it_is_seen(degrees, size):
    page = take_in(papers.turned(degrees)).pages[0]
    assert (round(page.width), round(page.height), page.rotation) == (*size, degrees)


def test_of_a_cropped_page_what_is_left_counts():
    page = take_in(papers.cropped()).pages[0]
    assert (page.width, page.height) == (400, 640)


@pytest.mark.parametrize("reason", papers.REFUSED)
def test_what_cannot_be_signed_here_says_why(reason):
    with pytest.raises(Unreadable) as refused:
        take_in(papers.REFUSED[reason]())
    assert refused.value.reason == reason


@pytest.mark.parametrize("make", [papers.with_attachment, papers.with_launch], ids=["attachment", "launch"])
def test_what_would_do_something_by_itself_is_refused(make):
    with pytest.raises(Unreadable) as refused:
        take_in(make())
    assert refused.value.reason == "FILE_ACTIVE"


def test_a_file_that_is_too_large_is_not_even_opened():
    with pytest.raises(Unreadable) as refused:
        take_in(b"%PDF-1.7" + b"0" * LIMIT_BYTES)
    assert refused.value.reason == "FILE_TOO_LARGE"


def test_an_earlier_signature_is_told_and_stays_untouched(hand):
    signed = papers.signed_by(hand, papers.plain())
    taken = take_in(signed)
    assert taken.pdf == signed
    [earlier] = taken.signatures
    assert (earlier.field, earlier.is_unharmed, earlier.is_certification) == ("Earlier", True, False)


def test_a_certification_that_allows_nothing_refuses_and_one_that_allows_filling_keeps_its_fields(hand):
    with pytest.raises(Unreadable) as refused:
        take_in(papers.signed_by(hand, papers.plain(), certify=MDPPerm.NO_CHANGES))
    assert refused.value.reason == "FILE_LOCKED"
    taken = take_in(papers.signed_by(hand, papers.with_form(), certify=MDPPerm.FILL_FORMS))
    assert not taken.takes_signatures
    assert taken.empty_fields == ("Theirs",)


def test_a_signed_file_that_is_damaged_is_refused_rather_than_mended(hand):
    signed = papers.signed_by(hand, papers.plain())
    with pytest.raises(Unreadable) as refused:
        take_in(signed.replace(b"/Catalog", b"/Catalox").replace(b"/Root", b"/Roox"))
    assert refused.value.reason == "FILE_SIGNED_BROKEN"


def damaged(seed):
    """A good file flipped, cut, doubled or scrambled, the same for the same seed."""
    dice = random.Random(seed)
    pdf = bytearray(papers.ODD[dice.choice(list(papers.ODD))]())
    way = seed % 4
    if way == 0:
        for _ in range(20):
            pdf[dice.randrange(len(pdf))] ^= 1 << dice.randrange(8)
    elif way == 1:
        del pdf[dice.randrange(len(pdf)) :]
    elif way == 2:
        place = dice.randrange(len(pdf))
        pdf[place:place] = pdf[dice.randrange(len(pdf)) :][:2000]
    else:
        pdf = bytearray(bytes(pdf).replace(b"startxref", b"startxxxx").replace(b"/Pages", b"/Pagex", dice.randrange(2)))
    return bytes(pdf)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_one_comes_in_or_is_refused_and_never_anything_else(seed):
    with suppress(Unreadable):  # an answer like any other
        assert take_in(damaged(seed)).pages


def test_a_child_that_is_stopped_is_a_refusal(monkeypatch):
    few = apart.limits.Limits(seconds=30, memory_bytes=2**20)
    with pytest.raises(Unreadable) as refused:
        apart.ask("chopmark.sheets.opening", papers.plain(), facts={}, given=apart.limits.Limits(0, few.memory_bytes))
    assert refused.value.reason == "FILE_TOO_HARD"
