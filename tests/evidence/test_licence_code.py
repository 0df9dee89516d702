"""The code on a licence: found, repaired at most once, and witnessed by the QR code."""

import numpy as np
import pytest
import segno

from chopmark.evidence import uscc
from chopmark.evidence.licence.code import find_code, find_old_number, repaired, witness
from chopmark.evidence.licence.fields import read_code
from chopmark.evidence.licence.pieces import Piece

CODE = "91440300MA00TE5T2D"
OTHER = "92440300MA00AB124F"


def piece(text, confidence=0.99):
    return Piece(text, 10, 10, 300, 30, confidence)


@pytest.mark.parametrize(
    "text", [CODE, f"统一社会信用代码：{CODE}", f"{CODE}(1-1)", CODE.lower(), f"代码{CODE[:9]}{CODE[9:]}号"]
)
def test_a_code_is_found_wherever_it_is_printed(text):
    found = find_code([piece("营业执照"), piece(text)])
    assert found.code == CODE
    assert found.fits
    assert not found.repaired


@pytest.mark.parametrize(
    ("misread", "repairs"),
    [
        ("9144O300MA00TE5T2D", {CODE}),  # a letter that no code contains
        ("91440300MA00TE5TZD", {CODE}),
        ("91440300MA00TESTZD", set()),  # two characters: no repair
        ("91440300MA00TE5T2", set()),
        ("91440300MA00TE5T9D", set()),  # 9 and 2 do not print alike
    ],
)
def test_one_confused_character_is_repaired_and_no_more(misread, repairs):
    assert repaired(misread) == repairs


def test_every_repair_passes_the_check():
    for position, character in enumerate(CODE):
        for wrong in "O0I1Z2S5B8G6T7A4":
            for code in repaired(CODE[:position] + wrong + CODE[position + 1 :]):
                assert uscc.check(code).fits, (position, character, wrong)


def test_two_repairs_that_both_fit_are_none():
    """An E read as 6, or an A as 4: either would make this one fit, and nobody could say which it was."""
    printed = "91450103MANRWQE62R"
    assert len(repaired(printed)) == 2
    found = find_code([piece(printed, confidence=0.6)])
    assert (found.code, found.fits, found.repaired) == (printed, False, False)


def test_a_code_that_cannot_be_repaired_is_shown_as_read_and_does_not_fit():
    found = find_code([piece("91440300MA00TE5T9D")])
    assert (found.code, found.fits) == ("91440300MA00TE5T9D", False)


def test_a_page_without_a_code_has_none():
    assert find_code([piece("营业执照"), piece("http://www.gsxt.gov.cn")]) is None


@pytest.mark.parametrize(("text", "number"), [("注册号110108000000016", "110108000000016"), ("1101080000", None)])
def test_the_number_of_an_old_licence_is_recognised(text, number):
    assert find_old_number([piece(text)]) == number


def qr_page(text):
    module = np.array([[0 if dark else 255 for dark in row] for row in segno.make(text).matrix], np.uint8)
    big = np.pad(np.kron(module, np.ones((6, 6), np.uint8)), 60, constant_values=255)
    return np.repeat(big[:, :, None], 3, axis=2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"https://registry.example/entity/{CODE}", CODE),
        (f"https://registry.example/?a=1&code={CODE.lower()}&b=2", CODE),
        ("https://registry.example/entity/91440300MA00TE5T2A", None),
        ("javascript:alert(1)", None),
    ],
)
def test_the_witness_says_a_code_that_fits_or_nothing(text, expected):
    assert witness(qr_page(text)) == expected


def test_a_page_without_a_witness_is_no_error():
    assert witness(np.full((300, 300, 3), 255, np.uint8)) is None


@pytest.mark.parametrize(
    ("printed", "confidence", "qr", "value", "sure"),
    [
        (CODE, 0.99, CODE, CODE, True),
        (CODE, 0.80, None, CODE, False),
        (CODE, 0.99, OTHER, CODE, False),
        ("9144O300MA00TE5T2D", 0.99, None, CODE, False),
        ("9144O300MA00TE5T2D", 0.99, CODE, CODE, True),
        ("91440300MA00TE5T9D", 0.99, CODE, "91440300MA00TE5T9D", False),
        ("营业执照", 0.99, CODE, CODE, False),
        ("营业执照", 0.99, None, "", False),
    ],
)
def test_a_code_is_sure_only_when_two_witnesses_or_a_high_score_agree(printed, confidence, qr, value, sure):
    reading = read_code(find_code([piece(printed, confidence)]), qr=qr)
    assert (reading.value, reading.sure) == (value, sure)


def test_a_wrong_check_character_that_was_read_surely_is_reported_as_printed():
    printed = next(
        CODE[:17] + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if len(repaired(CODE[:17] + last)) == 1
    )
    assert (find_code([piece(printed, 0.999)]).code, find_code([piece(printed, 0.999)]).fits) == (printed, False)
    assert find_code([piece(printed, 0.9)]).repaired
