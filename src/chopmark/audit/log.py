"""Writing and reading the record."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from chopmark.audit.kinds import KINDS
from chopmark.audit.models import Event

SYSTEM = "system"


class UnknownKind(ValueError):
    """An event kind or a fact that is not listed above: a mistake in our code, never the user's."""


def record(kind: str, /, *, subject: models.Model | str, actor: models.Model | str | None, **facts: Any) -> Event:
    """Write one event in the current transaction."""
    if kind not in KINDS or not KINDS[kind].issuperset(facts):
        message = f"{kind} with {sorted(facts)} is not in the list of event kinds"
        raise UnknownKind(message)
    return Event.objects.create(kind=kind, subject=_name(subject), actor=_name(actor or SYSTEM), facts=facts)


def history(subject: models.Model) -> QuerySet[Event]:
    """What happened to a row, oldest first."""
    return Event.objects.filter(subject=_name(subject))


def _name(thing: models.Model | str) -> str:
    return thing if isinstance(thing, str) else f"{thing._meta.label_lower}:{thing.pk}"
