"""The words of the deed in both languages: the clauses of the letter, with those of signing online (copy 4.10)."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from chopmark.drawing.authorisations.data import Authorisation
from chopmark.drawing.letters import wording as letters
from chopmark.drawing.letters.data import Language
from chopmark.drawing.letters.setting import literal, stars
from chopmark.drawing.letters.wording import Article, family_values, filled, title_in
from chopmark.drawing.sheets import words_in

_OWN = "online"
# A lead and its items, in the order of copy 4.10; those of this folder carry its prefix, the others are the letter's.
_ARTICLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("online.grant", ()),
    ("scope.head", tuple(f"scope.{number}" for number in range(1, 7))),
    ("delegate", ()),
    ("except.head", tuple(f"except.{number}" for number in range(1, 5))),
    ("promise.head", ("online.promise.1", "online.promise.2", "promise.3")),
    ("liability.head", tuple(f"liability.{number}" for number in range(1, 5))),
    ("term.head", ("online.term", "term.2", "term.3")),
    ("other.head", ("other.2", "other.3")),
    ("online.member", ()),
    ("online.form", ()),
    ("online.free", ()),
    ("online.revoke", ()),
)


def own_words(language: Language) -> Mapping[str, str]:
    return words_in(Path(__file__).parent, language)


def words(language: Language) -> dict[str, str]:
    """The letter's words and ours, which carry the prefix `online.`."""
    return {**letters.words(language), **{f"{_OWN}.{key}": text for key, text in own_words(language).items()}}


def values_of(data: Authorisation, *, language: Language) -> dict[str, str]:
    """Everything that stands in braces in the clauses."""
    return {
        **family_values(data.family, language=language),
        "rep_title": title_in(language, data.title),
        "operator": data.operator,
        "number": data.number,
        "template": data.template,
        "rep": literal(data.legal_name),
        "rep_id": literal(data.legal_id_masked),
        "org": literal(data.organization_name),
        "uscc": data.uniform_social_credit_code,
        "applicant": literal(data.applicant_name),
        "applicant_id": literal(data.applicant_id_masked),
        "applicant_mobile": literal(data.applicant_mobile),
        "old": literal(data.former_administrator),
    }


def opening_of(data: Authorisation, *, language: Language) -> str:
    """Who signs for whom."""
    return filled(own_words(language)["signer"], values_of(data, language=language))


def articles_of(data: Authorisation, *, language: Language) -> list[Article]:
    """All articles in their order; `**` around a stretch means bold, and `stars` restores those of masked values."""
    table, known = words(language), values_of(data, language=language)
    listed = [Article(table[lead], tuple(table[item] for item in items)) for lead, items in _ARTICLES]
    if data.former_administrator:
        listed.insert(1, Article(table["online.change"], ()))
    return [Article(filled(one.lead, known), tuple(filled(item, known) for item in one.items)) for one in listed]


def lines_of(data: Authorisation, *, language: Language) -> list[str]:
    """What the signer reads, plain: opening, articles and items, a line each."""
    articles = articles_of(data, language=language)
    lines = [opening_of(data, language=language), *(line for one in articles for line in (one.lead, *one.items))]
    return [stars(line.replace("**", "")) for line in lines]


def digest_of(data: Authorisation, *, language: Language) -> str:
    """The SHA-256 in hexadecimal of what the signer read."""
    return hashlib.sha256("\n".join(lines_of(data, language=language)).encode()).hexdigest()
