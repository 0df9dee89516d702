"""What is written is what a general ASN.1 library writes."""

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from chopmark.trust import der


@given(st.integers(0, 2**300))
def test_numbers(number):
    assert der.integer(number) == core.Integer(number).dump()


@given(st.binary(max_size=70_000))
def test_bytes_of_every_length(value):
    assert der.octets(value) == core.OctetString(value).dump()


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 65_535, 65_536])
def test_lengths_at_the_edges(size):
    assert der.octets(b"x" * size) == core.OctetString(b"x" * size).dump()


@given(st.tuples(st.integers(0, 2), st.integers(0, 39)), st.lists(st.integers(0, 2**128), min_size=1, max_size=12))
def test_names_of_things(start, others):
    dotted = ".".join(map(str, [*start, *others]))
    assert der.oid(dotted) == core.ObjectIdentifier(dotted).dump()


@given(st.lists(st.integers(0, 2**20), max_size=20))
def test_a_set_is_ordered(numbers):
    class Numbers(core.SetOf):
        _child_spec = core.Integer

    assert der.set_of(map(der.integer, numbers)) == Numbers(numbers).dump(force=True)
