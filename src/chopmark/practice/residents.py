"""The residents of the practice world: the head of every organisation, employees, and special cases."""

from collections.abc import Iterator
from dataclasses import dataclass

from chopmark.evidence import idcard
from chopmark.evidence.idcard import Kind
from chopmark.practice import companies, invent

# Mobiles that the practice carrier treats in its own way.
MOBILE_DOWN = "13800000090"
MOBILE_UNSURE = "13800000091"
MOBILE_SLOW = "13800000092"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One resident; `story` names what they are good for, `uscc` where they belong."""

    name: str
    number: str
    mobile: str
    story: str
    kind: Kind = Kind.ID_CARD
    uscc: str | None = None


def _numbered(first_17: str) -> str:
    return first_17 + idcard.check_digit(first_17)


def _invented(seed: int, *, story: str, uscc: str | None = None, name: str = "", mobile: str = "") -> Entry:
    known = invent.person(seed)
    return Entry(name=name or known.name, number=known.id_number, mobile=mobile or known.mobile, story=story, uscc=uscc)


# Heads whose name or document is not left to the seed; the numbers are those of domain 8.2.
_HEADS = {
    664: Entry(name="丁一川", number="440300198506150028", mobile="13800000018", story="head"),
    45: Entry(name="程㛃", number=_numbered("42011119930921234"), mobile="13800000045", story="rare"),
    27: Entry(name="阿依娜·栖汀", number=_numbered("33010619800817508"), mobile="13800000027", story="dot"),
    49: Entry(name="夏川", number="H8800001701", mobile="13800000049", story="permit", kind=Kind.HKMO),
}
IDENTITY_DOWN, IDENTITY_NO, NEVER_MATCHES, NAMESAKE = 71, 72, 73, 74  # seeds of the people who stand for these

_OTHERS = (
    Entry(name="陆以宁", number="110101199001010015", mobile="13800000017", story="employee", uscc=companies.DEMO),
    _invented(75, story="employee", uscc=companies.DEMO, name="周岚"),
    _invented(76, story="employee", uscc=companies.BOOKSHOP),
    _invented(77, story="employee", uscc=companies.LIBRARY),
    _invented(78, story="employee", uscc=companies.TEA_SOCIETY),
    _invented(79, story="employee", uscc=companies.DEMO, name="栗䶮"),
    *(_invented(seed, story="employee") for seed in range(101, 121)),  # one for each road: a person is one account
    _invented(40, story="new_head", uscc=companies.BY_STORY["changed"].code),
    _invented(NAMESAKE, story="namesake", uscc=companies.BY_STORY["namesake"].code, name=invent.person(21).name),
    Entry(name="顾小禾", number=_numbered("44030520180504012"), mobile="13800000060", story="minor"),
    Entry(name="林砚秋", number="810000199101010016", mobile="13800000061", story="residence", kind=Kind.RESIDENCE),
    _invented(IDENTITY_DOWN, story="identity_down", mobile="13800000071"),
    _invented(IDENTITY_NO, story="identity_no", mobile="13800000072"),
    _invented(NEVER_MATCHES, story="face_never", mobile="13800000073"),
    _invented(80, story="sms_down", mobile=MOBILE_DOWN),
    _invented(81, story="sms_unsure", mobile=MOBILE_UNSURE),
    _invented(82, story="sms_slow", mobile=MOBILE_SLOW),
)


def head(seed: int) -> Entry:
    """The person at the head of the organisation with this seed."""
    return _HEADS.get(seed) or _invented(seed, story="head")


def roster() -> Iterator[tuple[Entry, str | None]]:
    """Every resident with the code of the organisation that they belong to."""
    for company in companies.ROSTER:
        yield head(company.seed), company.code
    for other in _OTHERS:
        yield other, other.uscc


BY_STORY = {entry.story: entry for entry in reversed(_OTHERS)}
