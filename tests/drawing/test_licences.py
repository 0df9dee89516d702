"""Sheets show every value that their fields hold, each in its place."""

from itertools import combinations

import numpy as np
import pytest
import zxingcpp
from rapidocr import RapidOCR

from chopmark.drawing.licence_fields import LABELS, Kind
from chopmark.drawing.licences import REGISTRY, Form, draw_licence
from chopmark.practice import invent


def overlap(one, other):
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", Kind)
def test_every_value_has_a_place_of_its_own(kind, form):
    fields = invent.licence(7, kind=kind)
    licence = draw_licence(fields, form=form)
    expected = {row.value for row in LABELS[kind].rows if getattr(fields, row.value)} | {"uscc", "authority"}
    assert set(licence.fields) == expected
    for name, placed in licence.fields.items():
        assert placed.text == getattr(fields, name)
        assert np.asarray(licence.picture.crop(placed.box).convert("L")).min() < 90
        assert 0 <= placed.box[0] < placed.box[2] <= licence.picture.width - 70
        assert 0 <= placed.box[1] < placed.box[3] <= licence.picture.height - 70
    assert not any(overlap(a.box, b.box) for a, b in combinations(licence.fields.values(), 2))


@pytest.mark.parametrize("kind", [Kind.COMPANY, Kind.INSTITUTION])
def test_the_code_picture_holds_the_credit_code_and_no_real_address(kind):
    fields = invent.licence(3, kind=kind)
    read = zxingcpp.read_barcode(draw_licence(fields).picture)
    assert read.text == REGISTRY + fields.uscc
    assert ".example/" in read.text


def test_a_reader_finds_what_the_fields_say_and_the_word_for_specimen():
    fields = invent.licence(11, kind=Kind.COMPANY)
    licence = draw_licence(fields)
    read = "".join(RapidOCR()(np.asarray(licence.picture)[:, :, ::-1]).txts)
    for text in (fields.uscc, fields.name, fields.legal_representative, fields.capital, fields.established):
        assert text.replace("（", "(").replace("）", ")") in read.replace("（", "(").replace("）", ")")
    assert "样张" in read


def test_labels_differ_by_kind():
    roles = {LABELS[kind].left[2].label for kind in Kind} | {LABELS[kind].left[1].label for kind in Kind}
    assert {"法定代表人", "经营者", "负责人", "执行事务合伙人", "投资人"} <= roles


def test_a_sheet_is_a4_at_150_dpi():
    fields = invent.licence(1, kind=Kind.COMPANY)
    assert draw_licence(fields).picture.size == (1754, 1240)
    assert draw_licence(fields, form=Form.PORTRAIT).picture.size == (1240, 1754)
