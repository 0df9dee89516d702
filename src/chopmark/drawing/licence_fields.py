"""What a licence or certificate says, and under which labels each kind of holder says it."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Who holds the licence; each kind has labels of its own."""

    COMPANY = "company"
    JOINT_STOCK = "joint_stock"
    SOLE_TRADER = "sole_trader"
    SHOPLESS = "shopless"
    BRANCH = "branch"
    PARTNERSHIP = "partnership"
    SOLE_PROPRIETORSHIP = "sole_proprietorship"
    COOPERATIVE = "cooperative"
    INSTITUTION = "institution"
    ASSOCIATION = "association"


@dataclass(frozen=True)
class LicenceFields:
    """The values as they are printed, dates and amounts included; an empty value prints no row."""

    kind: Kind
    uscc: str
    name: str
    type_text: str
    legal_representative: str
    address: str
    scope: str
    authority: str
    established: str = ""
    issued: str = ""
    capital: str = ""
    term: str = ""
    composing_form: str = ""


@dataclass(frozen=True)
class Row:
    """A label and the attribute of LicenceFields that stands beside it."""

    label: str
    value: str


@dataclass(frozen=True)
class Labels:
    """The two columns of the landscape licence; a one-column sheet sets them below each other."""

    title: str
    left: tuple[Row, ...]
    right: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """One column, with the scope at the foot as the older licence had it."""
        scope = [row for row in self.left if row.value == "scope"]
        return tuple(row for row in self.left if row.value != "scope") + self.right + tuple(scope)


def _licence(role: str, *, address: str, right: tuple[Row, ...], scope: str = "经营范围") -> Labels:
    left = (
        Row("名称", "name"),
        Row("类型", "type_text"),
        Row(role, "legal_representative"),
        Row(scope, "scope"),
    )
    return Labels("营业执照", left, (*right, Row(address, "address")))


def _certificate(title: str, *, capital: str, scope: str) -> Labels:
    left = (
        Row("名称", "name"),
        Row("法定代表人", "legal_representative"),
        Row(scope, "scope"),
        Row("住所", "address"),
    )
    return Labels(title, left, (Row(capital, "capital"), Row("登记管理机关", "authority"), Row("有效期", "term")))


_ESTABLISHED = Row("成立日期", "established")
_TERM = Row("营业期限", "term")
_SOLE_TRADER = _licence(
    "经营者",
    address="经营场所",
    right=(Row("组成形式", "composing_form"), Row("注册日期", "established")),
)
_COMPANY = _licence("法定代表人", address="住所", right=(Row("注册资本", "capital"), _ESTABLISHED, _TERM))

# The labels of the 2019 licence (domain 8.6) and of the two legal-person certificates.
LABELS = {
    Kind.COMPANY: _COMPANY,
    Kind.JOINT_STOCK: _COMPANY,
    Kind.SOLE_TRADER: _SOLE_TRADER,
    Kind.SHOPLESS: _SOLE_TRADER,
    Kind.BRANCH: _licence("负责人", address="营业场所", right=(_ESTABLISHED, _TERM)),
    Kind.PARTNERSHIP: _licence(
        "执行事务合伙人",
        address="主要经营场所",
        right=(Row("出资额", "capital"), _ESTABLISHED, Row("合伙期限", "term")),
    ),
    Kind.SOLE_PROPRIETORSHIP: _licence("投资人", address="住所", right=(Row("出资额", "capital"), _ESTABLISHED)),
    Kind.COOPERATIVE: _licence(
        "法定代表人",
        address="住所",
        right=(Row("成员出资总额", "capital"), _ESTABLISHED),
        scope="业务范围",
    ),
    Kind.INSTITUTION: _certificate("事业单位法人证书", capital="开办资金", scope="宗旨和业务范围"),
    Kind.ASSOCIATION: _certificate("社会团体法人登记证书", capital="注册资金", scope="业务范围"),
}
CERTIFICATES = frozenset({Kind.INSTITUTION, Kind.ASSOCIATION})
