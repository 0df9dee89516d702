"""One changed byte of a finished contract is noticed, wherever it lies."""

import io
import random

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from chopmark.proofs.pages import judgement_on
from chopmark.trust import authority, judging, records
from tests.contracts.conftest import signed_by_all

SAMPLES = 48  # the seed is fixed, the places are spread over the whole file


@pytest.fixture
def finished(sent, seal, administrator):
    return signed_by_all(sent, seal, person=administrator.person).pdf


def flipped(pdf, place):
    changed = bytearray(pdf)
    changed[place] ^= 0x01
    return bytes(changed)


def spans_of(pdf):
    return [[int(one) for one in signed.byte_range] for signed in PdfFileReader(io.BytesIO(pdf)).embedded_signatures]


def covered(spans, place):
    return any(start <= place < start + length for start, length in zip(spans[::2], spans[1::2], strict=True))


def edges(spans):
    """The first and the last byte of each covered stretch, and of the hole."""
    return [at for start, length in zip(spans[::2], spans[1::2], strict=True) for at in (start, start + length - 1)]


def places_in(pdf, spans):
    drawn = random.Random(20261127)
    inside = [at for at in edges(spans) if at < len(pdf)]
    while len(inside) < SAMPLES // len(spans_of(pdf)):
        at = drawn.randrange(len(pdf))
        if covered(spans, at):
            inside.append(at)
    return inside


def test_a_byte_changed_in_a_covered_range_breaks_the_signature_that_covers_it(finished):
    roots, all_spans = authority.root_pem(), spans_of(finished)
    assert len(all_spans) == 3
    for spans in all_spans:
        for place in places_in(finished, spans):
            report = judging.judged(flipped(finished, place), roots=roots)
            assert not report.is_valid, place


def test_any_byte_changed_at_all_in_our_own_finished_file_is_reported(finished):
    """Also in the holes, which no signature covers, down to the zeros that fill them."""
    roots = authority.root_pem()
    same = judgement_on(finished, judging.judged(finished, roots=roots))
    assert (same["verdict"], same["record"].is_same) == ("valid", True)
    drawn = random.Random(20261128)
    last = spans_of(finished)[-1]
    hole = range(last[0] + last[1], last[2])
    places = [hole[0], hole[len(hole) // 2], hole[-2], hole[-1], *drawn.sample(range(len(finished)), SAMPLES)]
    for place in places:
        changed = flipped(finished, place)
        found = judgement_on(changed, judging.judged(changed, roots=roots))
        assert found["verdict"] != "valid", place


def test_a_byte_put_behind_the_end_is_reported(finished):
    for more in (b"\n", b"%", b"x" * 100):
        report = judging.judged(finished + more, roots=authority.root_pem())
        found = judgement_on(finished + more, report)
        assert found["verdict"] == "invalid"


def test_without_the_record_the_hole_would_hide_a_change(finished):
    """Why the record is kept: a zero that fills the hole may be another and every signature stays whole."""
    last = spans_of(finished)[-1]
    changed = flipped(finished, last[2] - 2)
    report = judging.judged(changed, roots=authority.root_pem())
    record = records.find(changed, covered_sha256=report.covered_sha256)
    assert record is not None
    assert not record.is_same
