"""What the person at the head is called, and which certificate names them."""

import pytest

from chopmark.evidence.heads import Title, certificate_of, title_of
from chopmark.evidence.uscc import EntityType


@pytest.mark.parametrize(
    ("kind", "code", "name", "title"),
    [
        ("enterprise", "91440300MA00TE5T2D", "深圳市栗栖湾工艺有限公司", Title.REP),
        ("enterprise", "91440300MA00TE5T2D", "栗栖湾（深圳）工艺有限公司广州分公司", Title.CHARGE),
        ("enterprise", "91440300MA00TE5T2D", "深圳栗栖投资合伙企业（有限合伙）", Title.PARTNER),
        ("enterprise", "91440300MA00TE5T2D", "栗栖工艺厂（个人独资）", Title.INVESTOR),
        ("enterprise", "93440300MA00AB1327", "栗栖果品专业合作社", Title.REP),
        ("sole_trader", "92440300MA00AB124F", "栗栖书屋", Title.OPERATOR),
        ("sole_trader", "", "栗栖合伙小店分店", Title.OPERATOR),
        ("government", "11440300000000019K", "文化服务局", Title.CHARGE),
        ("government", "12440300400000018T", "图书馆", Title.REP),
        ("other", "51440300500000015U", "茶文化研究会", Title.REP),
        ("other", "31440300MD0000016H", "律师事务所", Title.CHARGE),
        ("other", "N2440300MF10000152", "经济合作社", Title.CHARGE),
        ("other", "", "还没有代码", Title.CHARGE),
        ("", "", "", Title.REP),
    ],
)
def test_the_title_follows_kind_code_and_name(kind, code, name, title):
    assert title_of(kind, code=code, name=name) is title


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("12440300400000018T", "事业单位法人证书"),
        ("11440300000000019K", "统一社会信用代码证书"),
        ("51440300500000015U", "社会团体法人登记证书"),
        ("52440300MJ0000018W", "民办非企业单位登记证书"),
        ("31440300MD0000016H", "律师事务所执业许可证"),
        ("Y1440300MF10000152", "统一社会信用代码证书"),
    ],
)
def test_the_certificate_is_that_of_the_code(code, printed):
    assert certificate_of(code).printed == printed


@pytest.mark.parametrize("code", ["91440300MA00TE5T2D", "92440300MA00AB124F", "93440300MA00AB1327", ""])
def test_a_business_licence_is_no_certificate_of_its_own(code):
    assert certificate_of(code) is None


def test_every_kind_has_a_title():
    assert {title_of(kind, code="", name="甲") for kind in EntityType} <= set(Title)
