"""Every character of a seal is there, in its place, and the seal is as large as it says."""

import io
import random
from collections import Counter
from itertools import combinations

import numpy as np
import pypdf
import pytest

from chopmark.drawing import seals
from chopmark.drawing.letters import GlyphMissing
from chopmark.drawing.seals import Seal, Shape
from chopmark.practice.companies import ROSTER

MM_PER_POINT = 25.4 / 72
ROUND = (38, 40, 42, 45, 50, 58)
# Characters of names and places, and rare ones that surnames still hold.
COMMON = "".join(sorted({character for entry in ROSTER for character in entry.registered_name("苏棠")}))
RARE = "㐂㑇䶮喆堃奭姸嬛昇晞曌淼犇璟皛祎竑翀荇菡蘅赟鑫骉"


def names(count=200, seed=20261126):
    """Of every length from 4 to 40 in turn, a rare character in each fifth."""
    dice = random.Random(seed)
    for index in range(count):
        name = [dice.choice(COMMON) for _ in range(4 + index % 37)]
        if index % 5 == 0:
            name[dice.randrange(len(name))] = dice.choice(RARE)
        yield "".join(name)


def round_of(name, size=42, line=""):
    return Seal(Shape.ROUND, size, size, name, line)


def ink(seal, dpi=300):
    return np.asarray(seals.picture(seals.drawn(seal), dpi=dpi).getchannel("A"), np.int16)


def test_two_hundred_names_of_4_to_40_characters_are_read_back_completely():
    for name in names():
        assert Counter(seals.read(seals.drawn(round_of(name)))) == Counter(name)


def test_no_character_lies_on_another_or_on_the_rim():
    for name in list(names())[::7]:
        for shape, width, height in ((Shape.ROUND, 42, 42), (Shape.ROUND, 38, 38), (Shape.ELLIPSE, 45, 30)):
            spots = list(seals.spots_of(Seal(shape, width, height, name)))
            reach = [((s.x / width) ** 2 + (s.y / height) ** 2) ** 0.5 * 2 for s in spots]
            assert max(reach) < 0.93
            gaps = [np.hypot(a.x - b.x, a.y - b.y) - a.width * 0.9 for a, b in combinations(spots, 2)]
            assert min(gaps) > 0


@pytest.mark.parametrize("size", ROUND)
def test_the_diameter_is_true_in_the_page_and_in_the_ink(size):
    box = pypdf.PdfReader(io.BytesIO(seals.drawn(round_of("栗栖书屋", size)))).pages[0].mediabox
    assert float(box.width) * MM_PER_POINT == pytest.approx(size, abs=0.05)
    columns = np.flatnonzero(ink(round_of("栗栖书屋", size)).max(axis=0) > 127)
    assert (columns.max() - columns.min() + 1) / 300 * 25.4 == pytest.approx(size, abs=0.5)


@pytest.mark.parametrize(
    "name", ["栗栖书屋", "广西壮族自治区南宁市青秀区栗栖湾榆汀云麓新能源科技发展股份有限公司第一分公司"]
)
def test_every_character_of_a_name_leaves_ink_of_its_own(name):
    whole = ink(round_of(name), dpi=200)
    for index in range(len(name)):
        other = "一" if name[index] != "一" else "龘"
        changed = ink(round_of(f"{name[:index]}{other}{name[index + 1 :]}"), dpi=200)
        assert np.abs(whole - changed).sum() > 255 * 8


def test_the_ground_stays_clear_and_the_ink_is_red():
    picture = np.asarray(seals.picture(seals.drawn(round_of("栗栖书屋", line="合同专用章")), dpi=200))
    assert picture[0, 0, 3] == 0
    assert 0.1 < (picture[..., 3] > 127).mean() < 0.4
    solid = picture[picture[..., 3] == 255]
    assert np.abs(solid[:, :3].mean(axis=0) - (214, 32, 38)).max() < 3


def test_a_character_that_no_typeface_has_is_refused_not_left_out():
    with pytest.raises(GlyphMissing):
        seals.drawn(round_of("栗栖\U0002ebf0书屋"))


@pytest.mark.parametrize(("name", "says"), [("苏棠", "苏棠之印"), ("叶栖汀", "叶栖汀印"), ("欧阳栖汀", "欧阳栖汀")])
def test_a_name_seal_is_read_from_the_right_and_filled_up_to_four(name, says):
    spots = list(seals.spots_of(Seal(Shape.SQUARE, 20, 20, name)))
    assert "".join(s.character for s in sorted(spots, key=lambda s: (-round(s.x, 3), -s.y))) == says


def test_the_same_seal_is_the_same_bytes():
    assert seals.drawn(round_of("栗栖书屋")) == seals.drawn(round_of("栗栖书屋"))
