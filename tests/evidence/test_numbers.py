"""Check characters of companies and persons, against the published examples of domain 8."""

import datetime as dt

import pytest

from chopmark.evidence import idcard, uscc

CODES = """91440300MA00TE5T2D 92440300MA00AB124F 93440300MA00AB1327 11440300000000019K 12440300400000018T
51440300500000015U 52440300MJ0000018W 31440300MD0000016H 81440300MC0000012X N2440300MF10000152
13440300MB0000019J 9144030071526726XG 91440111MAE3A3J414""".split()


@pytest.mark.parametrize("code", CODES)
def test_a_published_code_fits_and_any_other_check_character_does_not(code):
    assert uscc.check(code).fits
    for other in uscc.ALPHABET:
        assert uscc.check(code[:17] + other).fits == (other == code[17])


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("110108000000016", uscc.Flaw.OLD),
        ("91440300MA00TE5T2", uscc.Flaw.LENGTH),
        ("91440300MA00TE5TID", uscc.Flaw.CHARACTERS),
        ("91440300MA00TE5T2A", uscc.Flaw.CHECK),
        (" ９１４４0300 ma00te5t2d ", None),
    ],
)
def test_each_flaw_has_its_name(text, flaw):
    assert uscc.check(text).flaw == flaw


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("91", "enterprise"),
        ("92", "sole_trader"),
        ("93", "enterprise"),
        ("12", "government"),
        ("52", "other"),
        ("N2", "other"),
    ],
)
def test_the_first_characters_name_the_entity_type(start, kind):
    assert uscc.entity_type_of(start) == kind


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("id_card", "11010519491231002X"),
        ("id_card", "110101199001010015"),
        ("residence", "810000199101010016"),
        ("residence", "830000199202020022"),
        ("hkmo", "H12345678"),
    ],
)
def test_a_published_number_has_no_flaw(kind, number):
    assert idcard.flaw_of(idcard.Kind(kind), number) is None


@pytest.mark.parametrize(
    ("kind", "number", "flaw"),
    [
        ("id_card", "110101199001010016", "check"),
        ("id_card", "110101199013010015", "check"),
        ("id_card", "1101011990010100", "length"),
        ("id_card", "810000199101010016", "check"),
        ("hkmo", "X12345678", "length"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(kind, number, flaw):
    assert idcard.flaw_of(idcard.Kind(kind), number) == flaw


def test_the_birthday_decides_who_is_under_age():
    today = dt.date(2026, 11, 23)
    assert not idcard.is_under_age(idcard.Kind.ID_CARD, "110101201011230000", today=today)
    assert idcard.is_under_age(idcard.Kind.ID_CARD, "110101201011240000", today=today)
    assert idcard.is_under_age(idcard.Kind.RESIDENCE, "810000200811240000", today=today)
