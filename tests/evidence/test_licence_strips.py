"""Strips that are read once more: a label that the detector passed over, a name under the seal."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from tests.evidence.samples import line

from chopmark.drawing.fonts import Face, font
from chopmark.drawing.imprints import SealText, round_seal
from chopmark.drawing.ornaments import press
from chopmark.evidence.licence.fields import read_fields
from chopmark.evidence.licence.layout import Answer, answers_of
from chopmark.evidence.licence.pieces import Piece, pieces_of
from chopmark.evidence.licence.strips import authority_under_seal, with_lost_labels

LINES = [
    line("名称", 100, 100),
    line("青禾农业有限公司", 400, 100),
    line("类型", 100, 160),
    line("有限责任公司", 400, 160),
    line("林嘉怡", 400, 220),
    line("经营范围", 100, 280),
    line("谷物种植；谷物销售；", 400, 280),
    line("蔬菜种植。", 400, 316),
]


class Spelling:
    """A recogniser that says the same of every strip, and how many it was shown."""

    def __init__(self, text, score=0.99):
        self.text, self.score, self.shown = text, score, 0

    def spell(self, crops):
        self.shown += len(crops)
        return [(self.text, self.score)] * len(crops)


def page_with_ink(*rows):
    page = np.full((600, 1000, 3), 240, np.uint8)
    for y in rows:
        page[y : y + 30 : 3, 110:300] = 40
    return page


def read(lines, ocr, page):
    pieces = with_lost_labels(pieces_of(lines, page=page), page=page, ocr=ocr)
    return {field: "".join(p.text for p in answer.pieces) for field, answer in answers_of(pieces).items()}


def test_a_label_without_a_box_is_read_where_it_must_stand():
    ocr = Spelling("法定代表人")
    values = read(LINES, ocr, page_with_ink(220))
    assert values["legal_representative"] == "林嘉怡"
    assert values["entity_type"] == "有限责任公司"
    assert ocr.shown == 1  # the second line of the scope has no ink beside it


def test_the_end_of_a_label_is_cut_off_its_answer():
    lines = [*LINES[:4], line("人：林嘉怡", 270, 220), *LINES[5:]]
    assert read(lines, Spelling("法定代表人："), page_with_ink(220))["legal_representative"] == "林嘉怡"


@pytest.mark.parametrize("ocr", [Spelling("林嘉怡"), Spelling("法定代表人", 0.3)], ids=["no label", "hardly read"])
def test_what_is_no_label_changes_nothing(ocr):
    assert "legal_representative" not in read(LINES, ocr, page_with_ink(220))


BUREAU = "苏州市虎丘区市场监督管理局"


def sealed_page():
    """The authority in print, its seal over it, and the label's piece; at the size of a web picture."""
    sheet = Image.new("RGB", (1200, 500), (246, 244, 238))
    ImageDraw.Draw(sheet).text((300, 220), f"登记机关  {BUREAU}", font=font(Face.SERIF, 30), fill=(20, 20, 20))
    press(sheet, round_seal(SealText(BUREAU), diameter_mm=40, dpi=150, ink=(200, 40, 38)), at=(480, 110))
    small = sheet.resize((900, 375), Image.Resampling.LANCZOS)
    return np.ascontiguousarray(np.asarray(small)[:, :, ::-1]), Piece("登记机关", 225, 167, 90, 22, 0.99)


def test_the_authority_is_read_under_its_seal(ocr):
    page, label = sealed_page()
    assert authority_under_seal([label], page=page, ocr=ocr).text == BUREAU


def test_a_page_whose_authority_is_only_in_the_seal_has_none_in_print(ocr):
    blank = np.full((375, 900, 3), 240, np.uint8)
    assert authority_under_seal([sealed_page()[1]], page=blank, ocr=ocr) is None
    assert authority_under_seal([], page=blank, ocr=ocr) is None


@pytest.mark.parametrize(
    ("name", "sure"),
    [(BUREAU, True), (BUREAU[2:], False), (BUREAU[6:], False), (BUREAU.replace("虎", "龙"), False)],
)
def test_an_authority_is_sure_only_where_the_address_is(name, sure):
    texts = {"authority": name, "address": "江苏省苏州市虎丘区云麓街道9号"}
    answers = {field: Answer(((Piece(text, 10, 10, 300, 30, 0.999),),)) for field, text in texts.items()}
    assert read_fields(answers, code=None, qr=None, pieces=[])["authority"].sure is sure
