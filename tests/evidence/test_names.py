"""Names: one writing for what people type in many."""

import pytest

from chopmark.evidence import names


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("深圳云帆(集团)有限公司", "深圳云帆（集团）有限公司"),
        ("  深圳云帆有限公司\u3000", "深圳云帆有限公司"),
        ("ＡＢＣ科技有限公司", "ABC科技有限公司"),
        ("３６０餐厅", "360餐厅"),
        ("云帆\u200b科技", "云帆科技"),
        ("\u2f00\u2f08餐饮店", "一人餐饮店"),  # radicals, as PDF files give them
        ("〇度设计工作室", "〇度设计工作室"),
        ("北京：云，帆", "北京：云，帆"),
    ],
)
def test_an_organisation_is_written_one_way(typed, normal):
    assert names.normalise_organisation(typed) == normal


@pytest.mark.parametrize("dot", "•‧・･∙⋅．·")
def test_every_middle_dot_is_the_same_dot(dot):
    assert names.normalise_person(f"阿卜杜拉{dot}买买提") == "阿卜杜拉·买买提"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [("张 三", "张三"), (" 欧阳\u3000淼 ", "欧阳淼"), ("John   Smith", "John Smith"), ("王 · 五", "王·五")],
)
def test_blanks_stay_only_between_latin_words(typed, normal):
    assert names.normalise_person(typed) == normal


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        ("深圳云帆有限公司", None),
        ("深圳 云帆有限公司", names.Flaw.BLANK),
        ("  ", names.Flaw.EMPTY),
        ("店", names.Flaw.LENGTH),
        ("公" * 201, names.Flaw.LENGTH),
        ("云帆\x07科技", names.Flaw.CHARACTERS),
    ],
)
def test_an_organisation_name_shows_its_flaw(typed, flaw):
    assert names.organisation_flaw(typed) == flaw


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        ("欧阳淼", None),
        ("𠮷田", None),
        ("阿依古丽·买买提", None),
        ("Jean-Luc O'Neil", None),
        ("", names.Flaw.EMPTY),
        ("王", names.Flaw.LENGTH),
        ("王" * 51, names.Flaw.LENGTH),
        ("张三1", names.Flaw.CHARACTERS),
        ("张<三>", names.Flaw.CHARACTERS),
    ],
)
def test_a_person_name_shows_its_flaw(typed, flaw):
    assert names.person_flaw(typed) == flaw


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("云帆(深圳)科技", "云帆（深圳）科技", True),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提", True),
        ("john smith", "John Smith", True),
        ("云帆科技", "云帆科枝", False),
        ("云帆科技", "云帆科技有限公司", False),
    ],
)
def test_names_are_compared_by_what_they_say(first, second, same):
    assert names.same_name(first, second) is same
