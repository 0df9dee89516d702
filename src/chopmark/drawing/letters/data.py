"""What varies in a letter: its parties, its number, and the marks that it carries."""

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum, StrEnum

TEMPLATE_VERSION = "2026-10"  # raised whenever the fixed text changes


class Kind(IntEnum):
    """What the letter is for: CreateOrganizationAuthFile.Type of domain 4.1."""

    AUTHENTICATION = 0
    CHANGE = 1


class Family(StrEnum):
    """Whom the template is for (copy 4.1)."""

    ENTERPRISE = "E"
    SOLE_TRADER = "S"
    GOVERNMENT = "G"
    OTHER = "O"


class Mark(StrEnum):
    """Warnings printed on a sheet; the value is the key of its words."""

    DRAFT = "draft"
    PRACTICE = "practice"
    EXAMPLE = "example"


class Language(StrEnum):
    """The Chinese sheet binds; the English one is a rendering."""

    CHINESE = "zh"
    ENGLISH = "en"


_USUAL_TITLES = {Family.SOLE_TRADER: "经营者"}


@dataclass(frozen=True)
class LetterData:
    """The values of one letter (domain 4.1); an empty text leaves an empty cell to write in."""

    family: Family
    organization_name: str
    uniform_social_credit_code: str
    legal_name: str
    admin_name: str
    admin_mobile: str
    admin_id_card_number: str
    number: str
    operator: str
    issued: dt.date
    admin_id_card_type: str = "居民身份证"
    legal_title: str = ""
    certificate: str = ""  # what a public body or another organisation shows instead of a business licence
    template_version: str = TEMPLATE_VERSION
    upload_url: str = ""
    kind: Kind = Kind.AUTHENTICATION
    former_name: str = ""  # of a change: whom the agent succeeds, masked, since the applicant may not know them
    former_mobile: str = ""
    stale_days: int = 30  # a letter not submitted within a month is issued anew

    @property
    def title(self) -> str:
        """The role of the person who stands for the organisation; the usual one unless given."""
        return self.legal_title or _USUAL_TITLES.get(self.family, "法定代表人")

    @property
    def template(self) -> str:
        return f"CM-{self.family}{self.kind}-{self.template_version}"


def blank(
    family: Family, *, number: str, operator: str, issued: dt.date, kind: Kind = Kind.AUTHENTICATION
) -> LetterData:
    """A letter whose parties are filled in by hand."""
    return LetterData(
        family=family,
        organization_name="",
        uniform_social_credit_code="",
        legal_name="",
        admin_name="",
        admin_mobile="",
        admin_id_card_number="",
        admin_id_card_type="",
        number=number,
        operator=operator,
        issued=issued,
        kind=kind,
    )


_EXAMPLE_NAMES = {
    Family.ENTERPRISE: ("深圳市栗栖湾工艺有限公司", "91440300MA00TE5T2D"),
    Family.SOLE_TRADER: ("深圳市南山区栗栖书屋", "92440300MA00AB124F"),
    Family.GOVERNMENT: ("深圳市栗栖湾图书馆", "12440300400000018T"),
    Family.OTHER: ("深圳市栗栖湾茶文化研究会", "51440300500000015U"),
}  # the codes are the invented ones of domain 8.1


def example(family: Family, *, operator: str, kind: Kind = Kind.AUTHENTICATION) -> LetterData:
    """An invented letter that shows how to fill in."""
    name, code = _EXAMPLE_NAMES[family]
    changes = kind is Kind.CHANGE
    return LetterData(
        family=family,
        organization_name=name,
        uniform_social_credit_code=code,
        legal_name="丁一川",
        admin_name="陆以宁",
        admin_mobile="13800000017",
        admin_id_card_number="110101199001010015",
        number="POA-0000-0000",
        operator=operator,
        issued=dt.date(2026, 10, 8),
        kind=kind,
        former_name="周*" if changes else "",
        former_mobile="138****0018" if changes else "",
    )
