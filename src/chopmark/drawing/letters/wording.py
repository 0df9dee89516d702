"""The words of the letter: the fixed text in both languages, its articles, and its digest."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chopmark.drawing.letters.data import Family, Kind, Language, LetterData

_ENGLISH_TITLES = {
    "法定代表人": "legal representative",
    "经营者": "operator",
    "负责人": "person in charge",
    "执行事务合伙人": "managing partner",
    "投资人": "investor",
}
# Copy 4.1: what the organisation and its seal are called in each family.
_SELVES = {Language.CHINESE: ("本单位", "本户"), Language.ENGLISH: ("the Entity", "the Business")}
_SEALS = {Language.CHINESE: ("公章", "机构公章"), Language.ENGLISH: ("official seal", "institutional seal")}
_INSTITUTIONS = frozenset({Family.GOVERNMENT, Family.OTHER})

# Copy 4.1: clauses of the kind, then the common ones, then that of the family. A lead and how many items.
_OF_KIND = {
    Kind.AUTHENTICATION: (("0.grant", "", 0),),
    Kind.CHANGE: (("1.grant", "", 0), ("1.old", "", 0), ("1.notice", "", 0)),
}
_COMMON = (
    ("scope.head", "scope", 6),
    ("delegate", "", 0),
    ("except.head", "except", 4),
    ("promise.head", "promise", 4),
    ("liability.head", "liability", 4),
    ("term.head", "term", 3),
    ("other.head", "other", 3),
)


@dataclass(frozen=True)
class Article:
    """A lead, and items below it; `**` around a stretch of text means bold."""

    lead: str
    items: tuple[str, ...]


@lru_cache(maxsize=2)  # two languages
def words(language: Language) -> Mapping[str, str]:
    """The table of one language; values in braces vary."""
    path = Path(__file__).with_name(f"{language}.json")
    table: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return table


def articles(
    family: Family, *, language: Language, values: Mapping[str, str], kind: Kind = Kind.AUTHENTICATION
) -> list[Article]:
    """All articles in their order, with the values given put in and the others left in braces."""
    table, known = words(language), {**family_values(family, language=language), **values}
    listed = [
        Article(table[lead], tuple(table[f"{stem}.{number}"] for number in range(1, count + 1)))
        for lead, stem, count in _OF_KIND[kind] + _COMMON
    ]
    listed.append(Article(table[f"family_clause.{family}"], ()))
    return [Article(filled(a.lead, known), tuple(filled(item, known) for item in a.items)) for a in listed]


def family_values(family: Family, *, language: Language) -> dict[str, str]:
    """What {self} and {seal} stand for."""
    entity, business = _SELVES[language]
    official, institutional = _SEALS[language]
    return {
        "self": business if family is Family.SOLE_TRADER else entity,
        "seal": institutional if family in _INSTITUTIONS else official,
    }


def values_of(data: LetterData, *, language: Language) -> dict[str, str]:
    """Everything that stands in braces somewhere in the table, for one letter."""
    return {
        **family_values(data.family, language=language),
        "rep_title": title_in(language, data.title),
        "operator": data.operator,
        "stale_days": str(data.stale_days),
        "number": data.number,
        "template": data.template,
    }


def title_in(language: Language, title: str) -> str:
    """The role of the person who stands for the organisation, in the language of the text around it."""
    return _ENGLISH_TITLES.get(title, title) if language is Language.ENGLISH else title


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values into braces; one that opens a sentence gets a capital, braces without a value stay."""
    return re.sub(r"\{(\w+)\}", lambda match: _put(match, values), text)


def _put(match: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(match[1], match[0])
    before = match.string[: match.start()].replace("*", "").rstrip()
    opens = not before or before.endswith(".")
    return value[:1].upper() + value[1:] if opens else value


def fixed_text(family: Family, *, kind: Kind = Kind.AUTHENTICATION) -> str:
    """The Chinese sheet without the values of one letter: what nobody may change."""
    table = words(Language.CHINESE)
    keys = [f"title.{kind}", f"family.{family}", "number", "to", "party.head", f"admin.head.{kind}"]
    keys += ["old.head"] if kind is Kind.CHANGE else []
    heads = [table[key] for key in keys]
    parties = "party|admin|old" if kind is Kind.CHANGE else "party|admin"
    cells = [text for key, text in table.items() if re.match(rf"({parties})\.(?!head)", key)]
    body = [
        part
        for article in articles(family, language=Language.CHINESE, values={}, kind=kind)
        for part in (article.lead, *article.items)
    ]
    places = [text for key, text in table.items() if key.startswith("place.")]
    known = family_values(family, language=Language.CHINESE)
    return "\n".join(filled(line, known) for line in (*heads, *cells, *body, *places, table["foot"]))


def fixed_text_hash(family: Family, *, kind: Kind = Kind.AUTHENTICATION) -> str:
    """The SHA-256 of the fixed text in hexadecimal; its first half stands in the QR code."""
    return hashlib.sha256(fixed_text(family, kind=kind).encode()).hexdigest()


def qr_text(data: LetterData) -> str:
    """What the QR code of a letter says: the form, number, template, digest and where to upload."""
    digest = fixed_text_hash(data.family, kind=data.kind)[:32]  # 128 bits keep the code small enough for 22 mm
    return f"CM1|{data.number}|{data.template}|{digest}|{data.upload_url}"
