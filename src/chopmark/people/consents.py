"""Giving and refusing consent; the record names the text, its version and the language that was shown."""

from django.db import transaction
from django.utils.translation import get_language

from chopmark.audit import log as audit
from chopmark.people.models import Consent, Person

# Raised whenever the wording of a consent changes in its sense.
VERSIONS = {"identity": "2026-11", "face": "2026-11-28", "idphoto": "2026-11"}


@transaction.atomic
def give(person: Person, text: str, *, matter: str) -> None:
    """Record a yes; a second yes for the same matter changes nothing."""
    if not Consent.stands(person, text, matter):
        _record(person, text, matter=matter, given=True)


@transaction.atomic
def refuse(person: Person, text: str, *, matter: str) -> None:
    _record(person, text, matter=matter, given=False)


def _record(person: Person, text: str, *, matter: str, given: bool) -> None:
    language = get_language() or "zh-hans"
    version = VERSIONS[text]
    Consent.objects.create(person=person, text=text, version=version, language=language, matter=matter, given=given)
    kind = "consent.given" if given else "consent.refused"
    audit.record(kind, subject=matter, actor=person, text=text, version=version, language=language)
