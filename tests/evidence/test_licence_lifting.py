"""A watermarked licence: what is seen, what is lifted, and what stays sure after two readings."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from tests.evidence.samples import licence, line, opened

from chopmark.drawing.fonts import Face, font
from chopmark.drawing.licence_fields import Kind
from chopmark.evidence.licence.lifting import is_marked, lifted
from chopmark.evidence.licence.reading import read_licence

PAPER, PRINT = (240, 244, 246), (30, 28, 28)
INKS = {"grey": (190, 190, 190), "orange": (140, 190, 238), "red": (150, 150, 232)}  # on paper, in OpenCV's order
LINES = [line("青禾农业有限公司", 40, 40, width=240), line("仅供办理业务", 40, 120, slant=120, width=200)]


def marked_page(ink):
    page = np.full((300, 400, 3), PAPER, np.uint8)
    page[130:260:6, 45:235] = ink
    page[45:65:4, 45:275] = PRINT
    return page


@pytest.mark.parametrize("ink", INKS.values(), ids=INKS)
def test_a_watermark_becomes_paper_and_print_stays_print(ink):
    clear = lifted(marked_page(ink), lines=LINES)
    assert clear[130:260, 45:235].min() > 200
    assert clear[45, 100].max() < 60


def test_a_watermark_as_dark_as_print_takes_no_print_with_it():
    assert lifted(marked_page((50, 50, 50)), lines=LINES)[45, 100].max() < 60


@pytest.mark.parametrize(
    ("lines", "seen"),
    [
        (LINES, True),
        (LINES[:1], False),
        ([line("青禾仅供办理", 40, 40)], True),
        ([line("打字复印；仅限分支机构经营", 40, 40)], False),
        ([line("市场监", 40, 120, slant=60)], False),
    ],
)
def test_a_watermark_is_seen_by_its_angle_or_its_words(lines, seen):
    assert is_marked(lines) is seen


MARKS = [
    ((232, 128, 40, 110), 30, 200),
    ((214, 60, 52, 110), -40, 200),
    ((120, 120, 120, 110), 45, 200),
]


@pytest.mark.parametrize(("ink", "angle", "step"), MARKS)
def test_a_licence_is_read_through_its_watermark(ocr, ink, angle, step):
    sheet, truth = licence(2001, kind=Kind.COMPANY)
    layer = Image.new("RGBA", (2600, 2600), (*ink[:3], 0))
    for row in range(0, 2600, step):
        ImageDraw.Draw(layer).text((0, row), "仅供办理业务使用 复印无效 " * 4, font=font(Face.SANS, 46), fill=ink)
    cut = layer.rotate(angle).crop((423, 680, 423 + sheet.width, 680 + sheet.height))
    sheet.paste(cut, mask=cut.getchannel("A"))
    read = read_licence(opened(sheet), ocr=ocr).fields
    assert [read[name].value for name in ("uscc", "name", "legal_representative")] == [
        truth.uscc, truth.name, truth.legal_representative,
    ]  # fmt: skip


@pytest.mark.parametrize("angle", [35, -40], ids=["rising", "falling"])
def test_a_page_is_turned_by_its_print_though_the_watermark_has_more_text(ocr, angle):
    sheet, truth = licence(2001, kind=Kind.COMPANY)
    layer = Image.new("RGBA", (4000, 4000), (214, 60, 52, 0))
    for row in range(0, 4000, 80):
        ImageDraw.Draw(layer).text(
            (0, row), "仅供某某公司开户使用 2026年11月    " * 8, font=font(Face.SANS, 30), fill=MARKS[1][0]
        )
    cut = layer.rotate(angle).crop((1100, 1300, 1100 + sheet.width, 1300 + sheet.height))
    sheet.paste(cut, mask=cut.getchannel("A"))
    reading = read_licence(opened(sheet), ocr=ocr)
    assert reading.fields["name"].value == truth.name
    assert reading.fields["scope"].value == truth.scope
