"""Damage is the same for the same seed, keeps track of places, and does what its name says."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from chopmark.drawing.damage import Damage, damaged

SPOT = (700, 300, 760, 340)


@pytest.fixture(scope="module")
def page():
    picture = Image.new("RGB", (1000, 700), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle(SPOT, fill=(10, 10, 10))
    draw.ellipse((100, 400, 260, 560), fill=(210, 30, 30))
    return picture


def opened(photo):
    return Image.open(io.BytesIO(photo.jpeg))


@pytest.mark.parametrize("damage", Damage)
def test_the_same_seed_gives_the_same_bytes(page, damage):
    assert damaged(page, damage=damage, seed=5).jpeg == damaged(page, damage=damage, seed=5).jpeg


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("damage", Damage)
def test_a_place_on_the_page_is_found_again(page, damage, seed):
    photo = damaged(page, damage=damage, seed=seed)
    left, top, right, bottom = photo.moved(SPOT)
    pixels = np.asarray(opened(photo).convert("L"))
    assert pixels[(top + bottom) // 2, (left + right) // 2] < 60
    assert 0 <= left < right <= pixels.shape[1]
    assert 0 <= top < bottom <= pixels.shape[0]


@pytest.mark.parametrize("damage", [Damage.PHONE, Damage.ROTATED, Damage.WATERMARK, Damage.HARD])
def test_another_seed_gives_another_picture(page, damage):
    assert damaged(page, damage=damage, seed=1).jpeg != damaged(page, damage=damage, seed=2).jpeg


def test_a_copy_has_no_colour(page):
    pixels = np.asarray(opened(damaged(page, damage=Damage.COPY, seed=1)), np.int16)
    assert np.abs(pixels[:, :, 0] - pixels[:, :, 2]).max() < 12


def test_a_small_picture_is_900_pixels_long(page):
    assert max(opened(damaged(page, damage=Damage.SMALL, seed=1)).size) == 900


def test_a_rotated_sheet_stands_upright_or_on_its_head(page):
    turns = set()
    for seed in range(30):
        matrix = damaged(page, damage=Damage.ROTATED, seed=seed).matrix
        turns.add(round(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])) / 90) % 4)
    assert turns == {1, 2, 3}


def test_a_watermark_leaves_the_print_readable_and_colours_the_paper(page):
    before = np.asarray(page.convert("L"))
    after = np.asarray(opened(damaged(page, damage=Damage.WATERMARK, seed=1)).convert("L"))
    assert after.shape == before.shape
    assert 0.01 < (after[before == 255] < 240).mean() < 0.4
