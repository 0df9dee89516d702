"""What is said of a picture as a whole: each trouble where it is, and none where it is not."""

import cv2
import numpy as np
import pytest
from tests.evidence.samples import licence, saved

from chopmark.drawing.damage import Damage, damaged
from chopmark.drawing.licence_fields import Kind
from chopmark.evidence.licence import looks
from chopmark.evidence.licence.pieces import Piece
from chopmark.evidence.pixels import from_jpeg

WORDS = [Piece("青禾农业有限公司", 300, 500, 400, 30, 0.99)]


@pytest.fixture(scope="module")
def sheet():
    return licence(2001, kind=Kind.COMPANY)[0]


@pytest.fixture(scope="module")
def page(sheet):
    return from_jpeg(saved(sheet))


def warnings(page, photo=None, pieces=WORDS):
    return looks.warnings_of(page if photo is None else photo, page=page, pieces=pieces)


@pytest.mark.parametrize("damage", [Damage.CLEAN, Damage.PHONE, Damage.WATERMARK, Damage.SMALL])
def test_an_honest_picture_has_no_trouble(sheet, damage):
    photo = from_jpeg(damaged(sheet, damage=damage, seed=3).jpeg)
    assert warnings(photo, pieces=[]) == []


def test_a_copy_has_no_colour(sheet):
    assert warnings(from_jpeg(damaged(sheet, damage=Damage.COPY, seed=3).jpeg), pieces=[]) == ["IMG_COPY"]


@pytest.mark.parametrize("seed", [3, 4])
def test_a_photographed_screen_is_told_by_its_stripes(sheet, seed):
    photo = from_jpeg(damaged(sheet, damage=Damage.SCREEN, seed=seed).jpeg)
    assert "IMG_SCREEN_RECAPTURE" in warnings(photo, pieces=[])


def test_a_page_without_light_is_dark(page):
    assert warnings((page * 0.25).astype(np.uint8)) == ["IMG_DARK"]


@pytest.mark.parametrize(("radius", "seen"), [(120, ["IMG_GLARE"]), (14, [])], ids=["lamp", "speck"])
def test_a_reflection_that_hides_a_row_is_glare_and_a_speck_is_none(page, radius, seen):
    spot = np.zeros(page.shape[:2], np.float32)
    cv2.circle(spot, (600, 650), radius, 400.0, -1)
    lit = page * 0.85 + cv2.GaussianBlur(spot, (0, 0), radius / 4)[:, :, None]
    assert warnings(np.clip(lit, 0, 255).astype(np.uint8)) == seen


def test_white_paper_without_a_lamp_is_no_glare():
    white = np.full((900, 1200, 3), 255, np.uint8)
    white[100:800:40, 100:1100] = 30
    assert not looks.has_glare(white)


@pytest.mark.parametrize(
    ("piece", "cut"),
    [
        (Piece("有限责任公司", 2, 300, 200, 30, 0.99), True),
        (Piece("有限责任公司", 60, 1210, 200, 30, 0.99), True),
        (Piece("有限责任公司", 60, 300, 200, 30, 0.99), False),
        (Piece("0000", 2, 300, 200, 30, 0.99), False),
    ],
    ids=["left", "foot", "inside", "an ornament"],
)
def test_words_at_the_edge_of_the_photograph_say_that_a_part_is_missing(page, piece, cut):
    assert ("IMG_CROPPED" in warnings(page, pieces=[*WORDS, piece])) is cut
