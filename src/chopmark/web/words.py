"""Texts for people, by key: the translations are their home, the words inside follow the entity type."""

import re
from collections.abc import Mapping

from django.conf import settings
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

_ADDRESS = re.compile("://|@")  # no word: it keeps its letters
_SENTENCE_START = re.compile(r"(?:^|[.:!?] )\{(\w+)\}")


class MissingText(KeyError):
    """A key without a text in the present language: a mistake in our code."""


def text(key: str, **values: object) -> str:
    """The plain text of a key, its variables filled in; for messages, PDFs and logs of letters."""
    return _fill(_found(key), {**_defaults(), **values})


def html(key: str, **values: object) -> SafeString:
    """The same for a page: every value is escaped, the text itself is ours."""
    escaped = {
        name: conditional_escape(str(value) if not isinstance(value, SafeString) else value)
        for name, value in {**_defaults(), **values}.items()
    }
    return mark_safe(_fill(str(conditional_escape(_found(key))), escaped))  # noqa: S308 - each part is escaped above


def exists(key: str) -> bool:
    return gettext(key) != key


def _found(key: str) -> str:
    found = gettext(key)
    if found == key:
        raise MissingText(f"{key} ({get_language()})")
    return found


def _fill(template: str, values: Mapping[str, object]) -> str:
    opening = {match.start(1) for match in _SENTENCE_START.finditer(template)}

    def put(match: re.Match[str]) -> str:
        value = str(values[match.group(1)])
        opens = match.start(1) in opening and not _ADDRESS.search(value)
        return value[:1].upper() + value[1:] if opens else value

    return re.sub(r"\{(\w+)\}", put, template)


def _defaults() -> dict[str, object]:
    return {
        "operator": settings.OPERATOR_NAME or gettext("shell.operator"),
        "contact": f"{settings.CONTACT_MAIL} {settings.CONTACT_PHONE}",
        "email": settings.CONTACT_MAIL,
        "phone": settings.CONTACT_PHONE,
        "hours": settings.CONTACT_HOURS,
        "policy": "QcloudESSFullAccess",
        "sign": gettext("shell.sign"),
        **entity_words(""),
    }


def entity_words(entity_type: str, *, title: str = "") -> dict[str, str]:
    """The words that follow the entity type: the document, the seal, the title of the person at its head."""
    usual = {"enterprise": "rep", "sole_trader": "operator", "": "rep"}.get(entity_type, "charge")
    institution = entity_type in ("government", "other")
    return {
        "rep_title": gettext(f"entity.title.{title or usual}"),
        "doc": gettext(f"entity.doc.{'certificate' if institution else 'licence' if entity_type else 'either'}"),
        "seal": gettext(f"entity.seal.{'institutional' if institution else 'official'}"),
    }
