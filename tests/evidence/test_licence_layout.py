"""Lines to fields, without a recogniser: the ways in which forms and detectors differ."""

import numpy as np
import pytest
from tests.evidence.samples import line

from chopmark.evidence.judge import SHARP, SOFT
from chopmark.evidence.licence.fields import Reading, is_shopless, read_fields
from chopmark.evidence.licence.labels import LABELS
from chopmark.evidence.licence.layout import answers_of
from chopmark.evidence.licence.lifting import is_marked
from chopmark.evidence.licence.pieces import pieces_of

PAGE = np.full((1200, 1700, 3), 255, np.uint8)

ONE_COLUMN = [
    line("名称", 100, 100),
    line("青禾农业有限公司", 400, 100),
    line("类型", 100, 160),
    line("有限责任公司", 400, 160),
    line("法定代表人", 100, 220),
    line("林嘉怡", 400, 220),
    line("经营范围", 100, 280),
    line("谷物种植；谷物销售；", 400, 280),
    line("蔬菜种植。", 400, 316),
]


def read(lines, page=PAGE):
    pieces = pieces_of(lines, page=page)
    fields = read_fields(answers_of(pieces), code=None, qr=None, pieces=pieces)
    return {name: reading.value for name, reading in fields.items()}


def without(*texts):
    return [one for one in ONE_COLUMN if one.text not in texts]


def test_an_answer_stands_behind_its_label_and_may_go_on_below():
    values = read(ONE_COLUMN)
    assert values["name"] == "青禾农业有限公司"
    assert values["legal_representative"] == "林嘉怡"
    assert values["scope"] == "谷物种植；谷物销售；蔬菜种植。"


@pytest.mark.parametrize(
    "label", ["法定代表人", "法定代表入", "经营者", "负责人", "投资人", "执行事务合伙人", "法定代表人："]
)
def test_the_person_in_charge_has_a_title_for_each_kind(label):
    lines = [*without("法定代表人"), line(label, 100, 220)]
    assert read(lines)["legal_representative"] == "林嘉怡"


@pytest.mark.parametrize(
    "parts",
    [
        [line("名", 100, 100), line("称", 220, 100)],
        [line("称", 220, 100)],
        [line("名 称", 100, 100, width=150)],
    ],
)
def test_a_spaced_label_is_read_in_one_piece_in_two_or_by_half(parts):
    assert read([*without("名称"), *parts])["name"] == "青禾农业有限公司"


def test_half_a_label_glued_to_its_answer_is_cut_off():
    lines = [
        *without("名称", "青禾农业有限公司"),
        line("名", 100, 100),
        line("称青禾农业有限公司", 220, 100, width=400),
    ]
    assert read(lines)["name"] == "青禾农业有限公司"


def test_a_label_of_three_characters_is_read_in_three_pieces_and_its_answer_may_hang_on_the_last():
    label = [line("负", 100, 220), line("责", 190, 220), line("人：林嘉怡", 280, 220)]
    assert read([*without("法定代表人", "林嘉怡"), *label])["legal_representative"] == "林嘉怡"


def test_the_colon_behind_a_label_with_gaps_is_no_part_of_the_answer():
    lines = [line("：青禾农业有限公司", 370, 100), line("：", 380, 220, width=8)]
    values = read([*without("青禾农业有限公司"), *lines])
    assert (values["name"], values["legal_representative"]) == ("青禾农业有限公司", "林嘉怡")


def test_a_yuan_sign_is_no_letter():
    assert read([line("开办资金", 40, 40), line("V128万元", 300, 40)])["capital"] == "￥128万元"


@pytest.mark.parametrize(
    ("field", "lost", "half", "value"),
    [
        ("entity_type", ("类型", "有限责任公司"), "型有限责任公司", "enterprise"),
        ("name", ("名称", "青禾农业有限公司"), "称青禾农业有限公司", "青禾农业有限公司"),
        ("address", ("法定代表人", "林嘉怡"), "所；广州市云祥路9号", "广州市云祥路9号"),
    ],
)
def test_the_second_half_of_a_label_is_enough_where_its_answer_can_be_no_other(field, lost, half, value):
    y = {"entity_type": 160, "name": 100, "address": 220}[field]
    values = read([*without(*lost), line(half, 300, y)])
    assert values[field] == value
    assert half not in values.values()


def test_labels_stacked_into_one_upright_line_are_taken_apart():
    stack = line("名类", 100, 100, width=30, height=90)
    assert read([*without("名称", "类型"), stack])["name"] == "青禾农业有限公司"


def test_three_labels_stacked_into_one_are_taller_than_the_title_and_still_labels():
    lines = [*without("名称", "类型", "法定代表人", "林嘉怡"), line("广州市云祥路9号", 400, 220)]
    values = read([*lines, line("名类住", 100, 100, width=30, height=150)])
    assert (values["name"], values["address"]) == ("青禾农业有限公司", "广州市云祥路9号")


def test_a_long_label_is_known_though_it_is_hardly_legible():
    lines = [*without("经营范围"), line("东首和业务范图", 100, 280, width=230)]
    assert read(lines)["scope"] == "谷物种植；谷物销售；蔬菜种植。"


def test_a_label_glued_to_its_answer_is_cut_where_other_labels_begin():
    lines = [*without("名称", "青禾农业有限公司"), line("名称青禾农业有限公司", 100, 100)]
    assert read(lines)["name"] == "青禾农业有限公司"


def test_two_columns_do_not_mix_even_when_a_line_runs_through_both():
    right = [
        line("成立日期", 1000, 160),
        line("2016年05月17日", 1200, 160),
        line("住所", 1000, 220),
        line("广州市云祥路9号", 1200, 220),
    ]
    through = line("青禾农业有限公司注册资本", 400, 100, width=720)
    lines = [*without("青禾农业有限公司"), through, line("伍佰万元整", 1200, 100), *right]
    values = read(lines)
    assert values["name"] == "青禾农业有限公司"
    assert values["capital"] == "伍佰万元整"
    assert values["established"] == "2016年05月17日"
    assert values["address"] == "广州市云祥路9号"


def test_the_answer_of_a_label_that_was_not_read_is_not_glued_to_another():
    lines = [*ONE_COLUMN, line("2016年05月17日", 1200, 220)]
    assert read(lines)["legal_representative"] == "林嘉怡"


def test_a_name_without_its_label_is_still_found_and_not_sure():
    pieces = pieces_of(without("法定代表人"), page=PAGE)
    person = read_fields(answers_of(pieces), code=None, qr=None, pieces=pieces)["legal_representative"]
    assert (person.value, person.sure) == ("林嘉怡", False)


def test_a_name_is_found_by_the_type_below_it_when_all_labels_went_unseen():
    lines = without("名称", "类型", "法定代表人")
    pieces = pieces_of(lines, page=PAGE)
    fields = read_fields(answers_of(pieces), code=None, qr=None, pieces=pieces)
    assert (fields["name"].value, fields["name"].sure) == ("青禾农业有限公司", False)
    assert fields["legal_representative"].value == "林嘉怡"


def test_further_a_foreign_watermark_is_no_part_of_an_answer_and_is_noticed():
    watermark = [line("仅供办理业务", 500, y, slant=120, width=200) for y in (90, 200)]
    assert read([*ONE_COLUMN, *watermark])["name"] == "青禾农业有限公司"
    assert is_marked([*ONE_COLUMN, *watermark])
    assert not is_marked(ONE_COLUMN)


def test_red_ink_is_no_part_of_an_answer():
    page = PAGE.copy()
    page[340:380, 400:700] = (200, 200, 200)
    page[345:375:4, 400:700] = (40, 30, 210)  # red strokes in OpenCV's order
    lines = [*ONE_COLUMN, line("某某市某某局", 400, 345)]
    assert "某某局" not in read(lines, page)["scope"]


def test_the_authority_below_a_single_column_cuts_no_line_above_it_short():
    lines = [*ONE_COLUMN, line("（依法须经批准）", 720, 278), line("登记机关", 600, 900), line("某市某局", 760, 900)]
    values = read(lines)
    assert values["scope"] == "谷物种植；谷物销售；（依法须经批准）蔬菜种植。"
    assert values["authority"] == "某市某局"


def test_a_line_that_begins_far_to_the_right_belongs_to_no_answer():
    assert read([*ONE_COLUMN, line("某市某区", 640, 352)])["scope"] == "谷物种植；谷物销售；蔬菜种植。"


def test_a_bit_of_the_seal_belongs_to_no_answer():
    assert read([*ONE_COLUMN, line("区市场监", 400, 352)])["scope"] == "谷物种植；谷物销售；蔬菜种植。"


def test_a_person_glued_to_a_label_makes_no_longer_label_of_it():
    lines = [*without("法定代表人", "林嘉怡"), line("法定代表人唐喆", 100, 220)]
    assert read(lines)["legal_representative"] == "唐喆"


def test_an_empty_page_gives_empty_fields():
    assert set(read([]).values()) == {""}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("般项目：软件开发：货物进出口", "一般项目：软件开发；货物进出口"),
        ("·般项目：软件开发；销售。", "一般项目：软件开发；销售。"),
        ("一般项目：种植：销售。许可项目：食品销售：运输。", "一般项目：种植；销售。许可项目：食品销售；运输。"),
        ("承担公共服务：组织培训", "承担公共服务；组织培训"),
        ("一般项目:制作;销售。", "一般项目：制作；销售。"),
        ("百货批发·日用品零售.", "百货批发、日用品零售。"),
        (
            "一般项目：制作（除依法照经批准的项目外，凭营业执照依法自主开展经营活动",
            "一般项目：制作。（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）",
        ),
        (
            "许可项目：运输·（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
            "许可项目：运输。（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
        ),
        ("货物仓储（不含危险化学品等需许可审批的项目）", "货物仓储（不含危险化学品等需许可审批的项目）"),
    ],
)
def test_a_scope_is_read_as_registries_write_it(written, meant):
    assert read([line("经营范围", 40, 40), line(written, 300, 40, width=700)])["scope"] == meant


@pytest.mark.parametrize(
    ("label", "answer", "confidence", "bars", "sure"),
    [
        ("成立日期", "2016年05月17日", 0.96, SHARP, True),
        ("成立日期", "2016年05月17日", 0.96, SOFT, False),
        ("住所", "广州市云祥路9号", 0.97, SHARP, True),
        ("住所", "广州市云祥路9号", 0.985, SOFT, False),
        ("法定代表人", "林嘉怡", 0.98, SHARP, False),
        ("经营范围", "谷物种植；谷物销售。", 0.97, SHARP, True),
        ("经营范围", "谷物种植；谷物销售", 0.999, SHARP, False),
    ],
)
def test_a_value_is_sure_by_what_it_is_and_by_how_sharp_the_picture_is(label, answer, confidence, bars, sure):
    lines = [line(label, 100, 100), line(answer, 400, 100, confidence=confidence)]
    pieces = pieces_of(lines, page=PAGE)
    fields = read_fields(answers_of(pieces), code=None, qr=None, pieces=pieces, bars=bars)
    assert fields[LABELS[label]].value == answer
    assert fields[LABELS[label]].sure is sure


@pytest.mark.parametrize(("name", "shopless"), [("***", True), ("**米", True), ("米铺", False)])
def test_stars_stand_for_no_name_even_where_one_is_read_as_a_character_like_it(name, shopless):
    assert is_shopless(Reading(name)) is shopless
