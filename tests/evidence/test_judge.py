"""Verdicts: the tables that a person would draw."""

import datetime as dt

import pytest

from chopmark.evidence import judge
from chopmark.evidence.engines.base import Agreement, Company, CompanyStatus, Confirmation
from chopmark.evidence.judge import FaceVerdict, RegistryVerdict, Thresholds
from chopmark.evidence.uscc import EntityType

CODE = "91440300MA00TE5T2D"


def company(status=CompanyStatus.OPEN):
    return Company(
        uscc=CODE,
        name="云帆（深圳）科技有限公司",
        entity_type=EntityType.ENTERPRISE,
        status=status,
        status_since=None,
        legal_representative="阿卜杜拉·买买提",
        legal_representative_number="110101199001010015",
        established=dt.date(2016, 5, 17),
    )


def verdict(found, **answers):
    given = {
        "name": "云帆(深圳)科技有限公司",
        "uscc": CODE.lower(),
        "legal_representative": "阿卜杜拉•买买提",
    }
    return judge.judge_confirmation(judge.compare_company(found, **given | answers))


def test_three_elements_match_however_they_are_typed():
    assert verdict(company()) is RegistryVerdict.MATCH


@pytest.mark.parametrize(
    "wrong", [{"name": "云帆科技"}, {"uscc": "91440300MA00TE5T2A"}, {"legal_representative": "买买提"}]
)
@pytest.mark.parametrize("status", CompanyStatus)
def test_any_wrong_element_gives_the_same_answer_whatever_the_status(wrong, status):
    assert verdict(company(status), **wrong) is RegistryVerdict.NO_MATCH


@pytest.mark.parametrize("status", set(CompanyStatus) - {CompanyStatus.OPEN})
def test_a_company_that_is_not_open_is_closed(status):
    assert verdict(company(status)) is RegistryVerdict.CLOSED


@pytest.mark.parametrize("status", CompanyStatus)
def test_how_a_company_stands_is_not_told_to_who_does_not_know_it(status):
    given = {"name": "云帆科技", "uscc": CODE, "legal_representative": "阿卜杜拉·买买提"}
    assert judge.compare_company(company(status), **given) == Confirmation(Agreement.NO_MATCH)


def test_a_code_that_nobody_has_is_not_found():
    assert verdict(None) is RegistryVerdict.NOT_FOUND


def test_the_number_of_the_representative_is_in_no_log():
    assert "110101199001010015" not in repr(company())


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (0.0, FaceVerdict.PASS),
        (0.5, FaceVerdict.PASS),
        (0.51, FaceVerdict.REVIEW),
        (0.62, FaceVerdict.REVIEW),
        (0.63, FaceVerdict.FAIL),
    ],
)
def test_faces_fall_into_three_bands(distance, expected):
    assert judge.judge_faces(distance) is expected


@pytest.mark.parametrize(
    ("confidence", "fits", "witness", "sure"),
    [
        (0.99, True, None, True),
        (0.90, True, None, False),
        (0.90, True, CODE, True),
        (0.99, True, "92440300MA00AB124F", False),
        (0.99, False, CODE, False),
    ],
)
def test_a_code_is_sure_by_a_witness_or_by_a_high_score(confidence, fits, witness, sure):
    assert judge.is_sure_code(confidence, fits=fits, witness=witness, code=CODE) is sure


def test_a_name_needs_a_higher_score_than_other_values():
    between = (Thresholds().sure + Thresholds().sure_name) / 2
    assert judge.is_sure(between, fits=True)
    assert not judge.is_sure_name(between, fits=True)
