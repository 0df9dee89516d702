"""The operator's switch for letters: it names types that exist."""

import pytest

from chopmark.config.checks import machine_approves_known_types as flaws
from chopmark.evidence.uscc import EntityType


@pytest.mark.parametrize("named", [(), ("enterprise",), tuple(EntityType)])
def test_types_that_exist_are_no_error(settings, named):
    settings.MACHINE_APPROVES = frozenset(named)
    assert flaws(None) == []


def test_a_type_that_nobody_knows_is_an_error_that_lists_the_known_ones(settings):
    settings.MACHINE_APPROVES = frozenset({"enterprise", "company"})
    (flaw,) = flaws(None)
    assert "company" in flaw.msg
    assert "sole_trader" in flaw.hint


def test_no_type_is_named_unless_the_operator_names_one(settings):
    assert frozenset() == settings.MACHINE_APPROVES
