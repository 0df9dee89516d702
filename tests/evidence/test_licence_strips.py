"""Labels that the detector passed over are looked for where they must stand."""

import numpy as np
import pytest
from tests.evidence.samples import line

from chopmark.evidence.licence.layout import answers_of
from chopmark.evidence.licence.pieces import pieces_of
from chopmark.evidence.licence.strips import with_lost_labels

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
