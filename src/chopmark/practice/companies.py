"""The organisations of the practice world: one row each, everything else follows from its seed."""

import datetime as dt
from dataclasses import dataclass

from chopmark.drawing.licence_fields import Kind
from chopmark.evidence.engines.base import CompanyStatus
from chopmark.kit import clock
from chopmark.practice import invent

# GB 32100-2015 codes that belong to nobody, as far as known (domain 8.1).
DEMO = "91440300MA00TE5T2D"
BOOKSHOP = "92440300MA00AB124F"
ORCHARD = "93440300MA00AB1327"
BUREAU = "11440300000000019K"
LIBRARY = "12440300400000018T"
TEA_SOCIETY = "51440300500000015U"
LAWYERS = "31440300MD0000016H"

NEW_DAYS = 3  # domain 1.6: registries lag three to seven working days behind


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is not left to the seed. `story` names what the organisation is good for."""

    seed: int
    kind: Kind
    uscc: str = ""
    name: str = ""
    status: CompanyStatus = CompanyStatus.OPEN
    since: dt.date | None = None
    newer_seed: int | None = None
    has_number: bool = True
    is_listed: bool = True
    story: str = ""

    @property
    def code(self) -> str:
        return self.uscc or invent.code(self.seed, kind=self.kind)

    def registered_name(self, representative: str) -> str:
        """A trader without a shop is registered under its operator's name (domain 1.5)."""
        if self.kind is Kind.SHOPLESS:
            return f"个体户{representative}"
        return self.name or invent.licence(self.seed, kind=self.kind).name

    @property
    def established(self) -> dt.date:
        """A new one stays new: its day moves with the calendar."""
        return invent.established(self.seed) if self.is_listed else clock.today() - dt.timedelta(days=NEW_DAYS)


ROSTER = (
    Entry(seed=664, kind=Kind.COMPANY, uscc=DEMO, name="深圳市栗栖湾工艺有限公司", story="demo"),
    Entry(seed=3, kind=Kind.COMPANY),
    Entry(seed=13, kind=Kind.COMPANY),
    Entry(seed=15, kind=Kind.COMPANY),
    Entry(seed=24, kind=Kind.COMPANY),
    Entry(seed=16, kind=Kind.JOINT_STOCK),
    Entry(seed=2, kind=Kind.JOINT_STOCK),
    Entry(seed=17, kind=Kind.BRANCH, story="branch"),
    Entry(seed=20, kind=Kind.BRANCH, story="branch"),
    Entry(seed=22, kind=Kind.PARTNERSHIP, story="partnership"),
    Entry(seed=23, kind=Kind.PARTNERSHIP, story="partnership"),
    Entry(seed=30, kind=Kind.SOLE_PROPRIETORSHIP, story="investor"),
    Entry(seed=25, kind=Kind.SOLE_PROPRIETORSHIP, story="investor"),
    Entry(seed=36, kind=Kind.COOPERATIVE, uscc=ORCHARD),
    Entry(seed=69, kind=Kind.SOLE_TRADER, uscc=BOOKSHOP, name="深圳市南山区栗栖书屋", story="trader"),
    Entry(seed=9, kind=Kind.SOLE_TRADER, story="trader"),
    Entry(seed=33, kind=Kind.SHOPLESS, story="shopless"),
    Entry(seed=37, kind=Kind.INSTITUTION, uscc=LIBRARY, name="深圳市栗栖湾图书馆", story="letter_only"),
    Entry(seed=41, kind=Kind.INSTITUTION, story="letter_only"),
    Entry(seed=157, kind=Kind.GOVERNMENT, uscc=BUREAU, name="深圳市栗栖湾文化服务局", story="letter_only"),
    Entry(seed=46, kind=Kind.GOVERNMENT, story="letter_only"),
    Entry(seed=282, kind=Kind.ASSOCIATION, uscc=TEA_SOCIETY, name="深圳市栗栖湾茶文化研究会", story="letter_only"),
    Entry(seed=47, kind=Kind.ASSOCIATION, story="letter_only"),
    Entry(seed=44, kind=Kind.FOUNDATION, story="letter_only"),
    Entry(seed=289, kind=Kind.LAW_FIRM, uscc=LAWYERS, name="广东栗栖律师事务所", story="letter_only"),
    Entry(seed=45, kind=Kind.COMPANY, story="rare"),
    Entry(seed=27, kind=Kind.COMPANY, story="dot"),
    Entry(seed=49, kind=Kind.COMPANY, story="permit"),
    Entry(seed=26, kind=Kind.COMPANY, status=CompanyStatus.REVOKED, since=dt.date(2025, 3, 18), story="closed"),
    Entry(seed=28, kind=Kind.COMPANY, status=CompanyStatus.DEREGISTERED, since=dt.date(2024, 11, 5), story="closed"),
    Entry(seed=29, kind=Kind.COMPANY, status=CompanyStatus.MOVED_OUT, since=dt.date(2025, 6, 2), story="closed"),
    Entry(seed=31, kind=Kind.COMPANY, status=CompanyStatus.SUSPENDED, since=dt.date(2025, 1, 20), story="closed"),
    Entry(seed=32, kind=Kind.COMPANY, status=CompanyStatus.RESCINDED, since=dt.date(2023, 9, 11), story="closed"),
    Entry(seed=50, kind=Kind.COMPANY, status=CompanyStatus.OTHER, since=dt.date(2025, 8, 8), story="closed"),
    Entry(seed=35, kind=Kind.COMPANY, is_listed=False, story="new"),
    Entry(seed=39, kind=Kind.COMPANY, newer_seed=40, story="changed"),
    Entry(seed=21, kind=Kind.COMPANY, has_number=False, story="namesake"),
    Entry(seed=48, kind=Kind.COMPANY, story="registry_down"),
    Entry(seed=51, kind=Kind.COMPANY, story="sender"),
    Entry(seed=52, kind=Kind.COMPANY, story="invited"),
    Entry(seed=53, kind=Kind.COMPANY, story="stamped"),
    Entry(seed=405, kind=Kind.COMPANY, name="深圳市砚池数字服务有限公司", story="operator"),
    Entry(seed=18, kind=Kind.COMPANY),
)
BY_STORY = {entry.story: entry for entry in reversed(ROSTER)}
_BY_CODE = {entry.code: entry for entry in ROSTER}
_BY_SEED = {entry.seed: entry for entry in ROSTER}


def by_code(uscc: str) -> Entry:
    return _BY_CODE[uscc]


def by_seed(seed: int) -> Entry:
    return _BY_SEED[seed]
