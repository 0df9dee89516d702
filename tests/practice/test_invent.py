"""Invented organisations are valid in form, differ from each other, and return for the same seed."""

import pytest

from chopmark.drawing.fonts import Face
from chopmark.drawing.letters.typefaces import check_glyphs
from chopmark.drawing.licence_fields import CERTIFICATES, LABELS, Kind
from chopmark.evidence import idcard, uscc
from chopmark.practice import invent

TYPES = {
    Kind.SOLE_TRADER: "sole_trader",
    Kind.SHOPLESS: "sole_trader",
    Kind.INSTITUTION: "government",
    Kind.ASSOCIATION: "other",
}


@pytest.mark.parametrize("kind", Kind)
def test_each_code_passes_both_checks_and_names_its_entity_type(kind):
    for seed in range(60):
        verdict = uscc.check(invent.code(seed, kind=kind))
        assert verdict.fits
        assert verdict.body_fits
        assert uscc.entity_type_of(verdict.code) == TYPES.get(kind, "enterprise")


def test_each_person_has_a_number_whose_check_digit_fits():
    for seed in range(200):
        assert idcard.flaw_of(idcard.Kind.ID_CARD, invent.person(seed).id_number) is None


@pytest.mark.parametrize("kind", Kind)
def test_the_same_seed_invents_the_same_licence(kind):
    assert invent.licence(4, kind=kind) == invent.licence(4, kind=kind)
    assert invent.licence(4, kind=kind) != invent.licence(5, kind=kind)


@pytest.mark.parametrize("kind", Kind)
def test_every_row_that_the_form_asks_for_is_answered_but_for_the_term(kind):
    for seed in range(30):
        fields = invent.licence(seed, kind=kind)
        for row in LABELS[kind].rows:
            assert getattr(fields, row.value) or (row.value == "term" and kind not in CERTIFICATES)


def test_the_address_lies_where_the_code_was_given_out():
    for seed in range(60):
        place = next(p for p in invent.words.PLACES if p.code == invent.code(seed, kind=Kind.COMPANY)[2:8])
        assert invent.address(seed).startswith(place.whole)


def test_a_trader_without_a_shop_has_no_name():
    assert invent.licence(2, kind=Kind.SHOPLESS).name == "***"


@pytest.mark.parametrize("face", [Face.SERIF, Face.SERIF_BOLD])
def test_every_invented_character_can_be_printed(face):
    for kind in Kind:
        for seed in range(40):
            fields = invent.licence(seed, kind=kind)
            check_glyphs(fields.name + fields.address + fields.scope + fields.authority, face=face)


def test_every_invented_name_can_be_signed_by_hand():
    for seed in range(300):
        check_glyphs(invent.person(seed).name, face=Face.MASHAN)


def test_all_kinds_turn_up_by_seed():
    assert {invent.kind_of(seed) for seed in range(200)} == set(Kind)
