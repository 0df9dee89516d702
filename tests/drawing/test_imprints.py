"""Seals carry every character, are as wide as asked, and leave the paper free."""

import numpy as np
import pytest

from chopmark.drawing.imprints import SealText, round_seal

NAMES = [
    "栗栖书屋",
    "深圳市栗栖湾工艺有限公司",
    "广西壮族自治区南宁市青秀区栗栖湾榆汀云麓新能源科技发展股份有限公司第一分公司",
]


def ink(text, **size):
    return np.asarray(round_seal(text, **{"diameter_mm": 42, "dpi": 200, **size}).getchannel("A"), np.int16)


@pytest.mark.parametrize("name", NAMES)
def test_no_character_of_the_name_is_lost(name):
    whole = ink(SealText(name))
    for index in range(len(name)):
        without = ink(SealText(f"{name[:index]}　{name[index + 1 :]}"))
        assert np.abs(whole - without).sum() > 255 * 8  # even the single stroke of a condensed character


@pytest.mark.parametrize(("diameter_mm", "dpi"), [(40, 150), (42, 300)])
def test_the_diameter_is_true(diameter_mm, dpi):
    columns = np.flatnonzero(ink(SealText("栗栖书屋"), diameter_mm=diameter_mm, dpi=dpi).max(axis=0) > 127)
    assert columns.max() - columns.min() + 1 == pytest.approx(diameter_mm / 25.4 * dpi, abs=2)


def test_paper_shows_between_the_characters_and_outside_the_rim():
    seal = ink(SealText("栗栖书屋"))
    assert seal[0, 0] == seal[-1, -1] == 0
    assert 0.1 < (seal > 127).mean() < 0.4


def test_the_line_and_the_number_stand_below_the_star():
    plain, full = (
        ink(SealText("栗栖书屋")),
        ink(SealText("栗栖书屋", line="合同专用章", number="4403051234567")),
    )
    rows = np.flatnonzero(np.abs(full - plain).max(axis=1) > 60)
    assert rows.min() > plain.shape[0] * 0.6
    assert rows.max() < plain.shape[0]
