"""Organisations, addresses and persons that do not exist, the same ones for the same seed."""

import datetime as dt
import random
from dataclasses import dataclass

from chopmark.drawing.licence_fields import Kind, LicenceFields
from chopmark.evidence import idcard, uscc
from chopmark.practice import words

# GB 32100-2015: department and category that registers each kind.
_REGISTERS = {
    Kind.SOLE_TRADER: "92",
    Kind.SHOPLESS: "92",
    Kind.COOPERATIVE: "93",
    Kind.INSTITUTION: "12",
    Kind.ASSOCIATION: "51",
    Kind.GOVERNMENT: "11",
    Kind.FOUNDATION: "53",
    Kind.LAW_FIRM: "31",
}
_MARKET = "91"  # GB 32100-2015: enterprises
_RARE = frozenset({Kind.GOVERNMENT, Kind.FOUNDATION, Kind.LAW_FIRM})  # named when wanted, never by seed
_FIRST_DAY = dt.date(2004, 1, 5)
_NEW_FORM = dt.date(2019, 3, 1)  # the landscape licence (domain 8.6)
_LAST_DAY = dt.date(2025, 6, 30)
NO_SHOP_NAME = "***"  # how a licence prints a sole trader that has no shop name


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist, with a number whose check digit fits."""

    name: str
    id_number: str
    mobile: str


def kind_of(seed: int) -> Kind:
    """One of the common kinds, by seed."""
    return _random(seed, "kind").choice(tuple(kind for kind in Kind if kind not in _RARE))


def person(seed: int) -> Person:
    """A grown-up with name, identity number and mobile."""
    source = _random(seed, "person")
    born = dt.date(1960, 1, 1) + dt.timedelta(days=source.randrange(14_000))  # adults: 1960 to 1998
    first_17 = f"{source.choice(words.PLACES).code}{born:%Y%m%d}{source.randrange(1, 999):03d}"
    mobile = f"1380000{source.randrange(10_000):04d}"  # the block that the samples of this house use
    return Person(_person_name(source), first_17 + idcard.check_digit(first_17), mobile)


def code(seed: int, *, kind: Kind) -> str:
    """A unified social credit code whose two checks fit, of the register that the kind belongs to."""
    source = _random(seed, "code")
    body = "MA" + "".join(source.choices(uscc.ALPHABET, k=6))  # MA: bodies given out since 2015
    first_17 = _REGISTERS.get(kind, _MARKET) + _place(seed).code + body + uscc.body_check_character(body)
    return first_17 + uscc.check_character(first_17)


def address(seed: int) -> str:
    """Province, city, district, township, street, number, building and room."""
    source = _random(seed, "address")
    start = f"{_place(seed).whole}{source.choice(words.TOWNSHIPS)}{source.choice(words.STREETS)}"
    room = f"{source.randrange(2, 30)}层{source.randrange(101, 2999)}室"
    return f"{start}{source.randrange(1, 400)}号{source.choice(words.BUILDINGS)}{room}"


def licence(seed: int, *, kind: Kind) -> LicenceFields:
    """A whole licence or certificate, as it would be printed."""
    began = established(seed)
    issued = _day(_random(seed, "issued"), max(began, _NEW_FORM), _LAST_DAY)
    return LicenceFields(
        kind=kind,
        uscc=code(seed, kind=kind),
        name=_name(seed, kind),
        type_text=_type_text(seed, kind),
        legal_representative=person(seed).name,
        address=address(seed),
        scope=_scope(seed, kind),
        authority=_authority(seed, kind),
        established="" if kind in _UNDATED else chinese_day(began),
        issued=chinese_day(issued),
        capital=_capital(seed, kind),
        term=_term(seed, kind, established=began, issued=issued),
        composing_form=_random(seed, "form").choice(("个人经营", "家庭经营")) if kind in _TRADERS else "",
    )


def established(seed: int) -> dt.date:
    """The day on which the organisation was registered."""
    return _day(_random(seed, "established"), _FIRST_DAY, _LAST_DAY)


def chinese_day(day: dt.date) -> str:
    """2019年05月21日, as licences print it."""
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


_TRADERS = frozenset({Kind.SOLE_TRADER, Kind.SHOPLESS})
_TERMED = frozenset({Kind.INSTITUTION, Kind.ASSOCIATION, Kind.FOUNDATION})
_UNDATED = _TERMED | {Kind.GOVERNMENT, Kind.LAW_FIRM}  # certificates print a term, or no day at all
_WITHOUT_CAPITAL = _TRADERS | {Kind.BRANCH, Kind.GOVERNMENT, Kind.LAW_FIRM}
_WITHOUT_TERM = _TRADERS | {Kind.COOPERATIVE, Kind.SOLE_PROPRIETORSHIP, Kind.GOVERNMENT, Kind.LAW_FIRM}

_TYPES = {
    Kind.COMPANY: (
        "有限责任公司(自然人独资)",
        "有限责任公司(自然人投资或控股)",
        "有限责任公司(法人独资)",
    ),
    Kind.JOINT_STOCK: ("股份有限公司(非上市、自然人投资或控股)",),
    Kind.SOLE_TRADER: ("个体工商户",),
    Kind.SHOPLESS: ("个体工商户",),
    Kind.BRANCH: ("有限责任公司分公司(自然人投资或控股)", "分公司"),
    Kind.PARTNERSHIP: ("有限合伙企业",),
    Kind.SOLE_PROPRIETORSHIP: ("个人独资企业",),
    Kind.COOPERATIVE: ("农民专业合作社",),
    Kind.GOVERNMENT: ("机关",),
    Kind.LAW_FIRM: ("普通合伙",),
}


def _random(seed: int, topic: str) -> random.Random:
    """A source of its own for each topic, so that one more question does not change the other answers."""
    return random.Random(f"{topic}:{seed}")  # noqa: S311 - samples, not secrets


def _place(seed: int) -> words.Place:
    return _random(seed, "place").choice(words.PLACES)


def _person_name(source: random.Random) -> str:
    given = source.choice(words.GIVEN_FIRST) + source.choice(words.GIVEN_SECOND)
    return source.choice(words.SURNAMES) + given[source.randrange(4) == 0 :]  # a quarter: one character


def _trade_name(seed: int) -> str:
    source = _random(seed, "trade")
    name = source.choice(words.NAME_FIRST) + source.choice(words.NAME_SECOND)
    return name + source.choice(("", source.choice(words.NAME_THIRD)))


def _name(seed: int, kind: Kind) -> str:
    place, trade = _place(seed), _trade_name(seed)
    source = _random(seed, "name")
    field = _trade(seed)[0]
    company = source.choice((f"{place.city}{trade}{field}", f"{trade}（{place.city[:-1]}）{field}"))
    return {
        Kind.COMPANY: f"{company}有限公司",
        Kind.JOINT_STOCK: f"{company}股份有限公司",
        Kind.SOLE_TRADER: f"{place.city}{place.district}{trade}{_shop(seed)[0]}",
        Kind.SHOPLESS: NO_SHOP_NAME,
        Kind.BRANCH: f"{trade}{field}有限公司{place.city[:-1]}分公司",
        Kind.PARTNERSHIP: f"{place.city}{trade}企业管理合伙企业（有限合伙）",
        Kind.SOLE_PROPRIETORSHIP: f"{place.city}{trade}{field}经营部",
        Kind.COOPERATIVE: f"{place.city}{trade}{_crop(seed)}种植专业合作社",
        Kind.INSTITUTION: f"{place.city}{trade}{source.choice(words.INSTITUTES)}",
        Kind.ASSOCIATION: f"{place.city}{trade}{source.choice(words.GUILDS)}",
        Kind.GOVERNMENT: f"{place.city}{trade}{source.choice(words.BUREAUS)}",
        Kind.FOUNDATION: f"{place.city}{trade}{source.choice(words.FUNDS)}",
        Kind.LAW_FIRM: f"{place.city[:-1]}{trade}律师事务所",
    }[kind]


def _trade(seed: int) -> tuple[str, str]:
    return _random(seed, "field").choice(words.TRADES)


def _shop(seed: int) -> tuple[str, str]:
    return _random(seed, "shop").choice(words.SHOPS)


def _crop(seed: int) -> str:
    return _random(seed, "crop").choice(words.CROPS)


def _type_text(seed: int, kind: Kind) -> str:
    """Most certificates have no row for it."""
    return _random(seed, "type").choice(_TYPES.get(kind, ("",)))


def _scope(seed: int, kind: Kind) -> str:
    if kind is Kind.INSTITUTION:
        return words.DUTIES
    if kind in (Kind.ASSOCIATION, Kind.FOUNDATION):
        return words.AIMS
    source = _random(seed, "scope")
    more = source.sample(words.MORE_SCOPE, k=source.randrange(2, 6))
    return f"一般项目：{'；'.join([_main_scope(seed, kind), *more])}。{words.SCOPE_END}"


def _main_scope(seed: int, kind: Kind) -> str:
    if kind is Kind.COOPERATIVE:
        return f"{_crop(seed)}种植；初级农产品收购；农业技术推广服务"
    return _shop(seed)[1] if kind in _TRADERS else _trade(seed)[1]


def _authority(seed: int, kind: Kind) -> str:
    place = _place(seed)
    return {
        Kind.INSTITUTION: f"{place.city}事业单位登记管理局",
        Kind.ASSOCIATION: f"{place.city}民政局",
        Kind.FOUNDATION: f"{place.city}民政局",
        Kind.GOVERNMENT: f"{place.city}机构编制委员会办公室",
        Kind.LAW_FIRM: f"{place.city}司法局",
    }.get(kind, f"{place.city}{place.district}市场监督管理局")


def _capital(seed: int, kind: Kind) -> str:
    return "" if kind in _WITHOUT_CAPITAL else _random(seed, "capital").choice(words.CAPITALS)


def _term(seed: int, kind: Kind, *, established: dt.date, issued: dt.date) -> str:
    """Licences since 2019 often drop it; certificates always have one, of five years."""
    source = _random(seed, "term")
    if kind in _TERMED:
        return f"自{chinese_day(issued)}至{chinese_day(issued.replace(year=issued.year + 5, day=1))}"
    if kind in _WITHOUT_TERM or source.randrange(3) == 0:
        return ""
    until = established.replace(year=established.year + source.choice((20, 30, 50)), day=1)
    return f"{chinese_day(established)}至{source.choice(('长期', chinese_day(until)))}"


def _day(source: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=source.randrange((last - first).days + 1))
