"""Whole readings of drawn licences: any way up, any kind, and what warns."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter
from tests.evidence.samples import licence, opened, photographed, saved

from chopmark.drawing.damage import Damage
from chopmark.drawing.licence_fields import Kind
from chopmark.drawing.licences import Form
from chopmark.evidence.licence.orientation import straighten
from chopmark.evidence.licence.reading import read_licence
from chopmark.evidence.pixels import from_jpeg

SEED = 2001


def three(reading):
    return tuple(reading.fields[name].value for name in ("uscc", "name", "legal_representative"))


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 7, 173])
def test_a_page_comes_upright_whichever_way_it_lay(ocr, turn):
    sheet, _ = licence(SEED, kind=Kind.COMPANY)
    turned = sheet.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=(90, 90, 90))
    page = straighten(from_jpeg(saved(turned)), ocr=ocr)
    heights = {line.text: line.quad[0][1] for line in ocr.read(page) if abs(line.angle) < 2}
    top = next(y for text, y in heights.items() if "统一社会信用代码" in text)
    bottom = next(y for text, y in heights.items() if "登记机关" in text)
    assert top < bottom
    assert page.shape[1] > page.shape[0]


def test_a_page_seen_from_the_side_gets_level_lines(ocr):
    sheet, _ = licence(SEED, kind=Kind.COMPANY)
    image = from_jpeg(saved(sheet))
    height, width = image.shape[:2]
    corners = np.asarray([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.asarray([(40, 20), (width - 30, 120), (width, height - 110), (0, height)], np.float32)
    slanted = cv2.warpPerspective(image, cv2.getPerspectiveTransform(corners, seen), (width, height))
    page = straighten(slanted, ocr=ocr)
    long_lines = [line for line in ocr.read(page) if len(line.text) > 8]
    assert max(abs(line.angle) for line in long_lines) < 1


def test_a_page_without_text_stays_as_it_is(ocr):
    blank = np.full((600, 800, 3), 240, np.uint8)
    assert np.array_equal(straighten(blank, ocr=ocr), blank)


@pytest.mark.parametrize("seed", range(2000, 2006))
def test_a_photographed_licence_gives_its_three_elements(ocr, seed):
    picture, truth = photographed(seed)
    reading = read_licence(picture, ocr=ocr)
    name = f"个体户{truth.legal_representative}" if "SHOPLESS" in reading.warnings else truth.name
    assert three(reading) == (truth.uscc, name, truth.legal_representative)


@pytest.mark.parametrize("kind", [Kind.BRANCH, Kind.PARTNERSHIP, Kind.INSTITUTION, Kind.ASSOCIATION])
def test_every_kind_is_read_by_its_own_labels(ocr, kind):
    sheet, truth = licence(SEED, kind=kind)
    assert three(read_licence(opened(sheet), ocr=ocr)) == (truth.uscc, truth.name, truth.legal_representative)


def test_the_older_form_lying_on_its_side_is_read(ocr):
    picture, truth = photographed(SEED, form=Form.PORTRAIT, kind=Kind.COMPANY, damage=Damage.ROTATED)
    reading = read_licence(picture, ocr=ocr)
    assert three(reading) == (truth.uscc, truth.name, truth.legal_representative)


def test_boxes_lie_on_the_picture_that_is_shown(ocr):
    picture, _ = photographed(SEED, damage=Damage.ROTATED, kind=Kind.COMPANY)
    reading = read_licence(picture, ocr=ocr)
    shown = Image.open(io.BytesIO(reading.picture))
    x, y, width, height = reading.fields["uscc"].box
    crop = np.asarray(shown.crop((x, y, x + width, y + height)))[:, :, ::-1]
    assert reading.fields["uscc"].value in "".join(line.text for line in ocr.read(np.ascontiguousarray(crop)))


def test_a_trader_without_a_shop_is_named_after_the_operator_and_never_surely(ocr):
    sheet, truth = licence(SEED, kind=Kind.SHOPLESS)
    reading = read_licence(opened(sheet), ocr=ocr)
    assert reading.fields["name"].value == f"个体户{truth.legal_representative}"
    assert not reading.fields["name"].sure
    assert "SHOPLESS" in reading.warnings


def test_a_grey_copy_and_a_blurred_photo_warn_and_a_good_scan_does_not(ocr):
    sheet, _ = licence(SEED, kind=Kind.COMPANY)
    assert read_licence(opened(sheet), ocr=ocr).warnings == []
    assert read_licence(opened(sheet.convert("L")), ocr=ocr).warnings == ["IMG_COPY"]
    blurred = read_licence(opened(sheet.filter(ImageFilter.GaussianBlur(2))), ocr=ocr)
    assert "IMG_BLUR" in blurred.warnings
    assert not blurred.fields["name"].sure


def test_a_picture_of_something_else_has_no_fields_and_says_so(ocr):
    reading = read_licence(opened(Image.new("RGB", (900, 700), "grey")), ocr=ocr)
    assert "LIC_FIELD_MISSING" in reading.warnings
    assert not any(field.value or field.sure for field in reading.fields.values())
