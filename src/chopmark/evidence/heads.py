"""Who stands at the head of an organisation, and which certificate names them: told by its code and its name.

Sources: GB 32100-2015 for the code, the unified forms of licences and certificates for the titles
(domain 1.3, 8.1, 8.6).
"""

from dataclasses import dataclass
from enum import StrEnum

from chopmark.evidence.uscc import EntityType


class Title(StrEnum):
    """What the person at the head is called; the value is the last part of its text key."""

    REP = "rep"
    OPERATOR = "operator"
    CHARGE = "charge"
    PARTNER = "partner"
    INVESTOR = "investor"

    @property
    def printed(self) -> str:
        """As licences and letters print it."""
        return _PRINTED[self]


_PRINTED = {
    Title.REP: "法定代表人",
    Title.OPERATOR: "经营者",
    Title.CHARGE: "负责人",
    Title.PARTNER: "执行事务合伙人",
    Title.INVESTOR: "投资人",
}


@dataclass(frozen=True)
class Certificate:
    """The paper that an organisation without a business licence shows; `key` is the last part of its text key."""

    key: str
    printed: str
    title: Title


# The first two characters of the code; legal persons have a legal representative, the others a person in charge.
_CERTIFICATES = {
    "11": Certificate("code", "统一社会信用代码证书", Title.CHARGE),
    "12": Certificate("institution", "事业单位法人证书", Title.REP),
    "13": Certificate("code", "统一社会信用代码证书", Title.REP),
    "19": Certificate("code", "统一社会信用代码证书", Title.CHARGE),
    "31": Certificate("law_firm", "律师事务所执业许可证", Title.CHARGE),
    "51": Certificate("association", "社会团体法人登记证书", Title.REP),
    "52": Certificate("private_unit", "民办非企业单位登记证书", Title.REP),
    "53": Certificate("foundation", "基金会法人登记证书", Title.REP),
    "81": Certificate("union", "工会法人资格证书", Title.REP),
}
_ANY = Certificate("code", "统一社会信用代码证书", Title.CHARGE)
_BRANCHES = ("分公司", "分店", "分行", "支行", "营业部", "办事处", "分社", "分厂", "分所", "分部")


def certificate_of(code: str) -> Certificate | None:
    """The certificate of a public body or another organisation; None for those with a business licence."""
    return None if code[:1] == "9" or not code else _CERTIFICATES.get(code[:2], _ANY)


def title_of(entity_type: str, *, code: str, name: str) -> Title:
    """What the person at the head is called; a sole proprietorship cannot be told from its name."""
    certificate = certificate_of(code)
    if entity_type == EntityType.SOLE_TRADER:
        return Title.OPERATOR
    if entity_type in (EntityType.GOVERNMENT, EntityType.OTHER):
        return certificate.title if certificate else Title.CHARGE
    if name.endswith(_BRANCHES):
        return Title.CHARGE
    if "合伙" in name:
        return Title.PARTNER
    return Title.INVESTOR if "个人独资" in name else Title.REP
