"""Writing and reading the record. The kinds and the facts of each are public and listed here."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from chopmark.audit.models import Event

SYSTEM = "system"

# kind -> names of the facts that it may carry. Anything else is refused, so that no value slips in.
KINDS: dict[str, frozenset[str]] = {
    "application.started": frozenset({"method"}),
    "application.answered": frozenset({"step"}),
    "application.moved": frozenset({"here", "there", "reasons"}),
    "application.superseded_evidence": frozenset({"step"}),
    "application.resumed": frozenset({"device"}),
    "application.activated": frozenset(),
    "consent.given": frozenset({"text", "version", "language"}),
    "consent.refused": frozenset({"text", "version", "language"}),
    "identity.checked": frozenset({"engine", "version", "verdict"}),
    "registry.checked": frozenset({"engine", "version", "verdict"}),
    "face.session_opened": frozenset({"device"}),
    "face.judged": frozenset({"engine", "version", "verdict"}),
    "upload.kept": frozenset({"purpose", "sha256"}),
    "upload.superseded": frozenset({"purpose"}),
    "upload.viewed": frozenset({"purpose"}),
    "licence.read": frozenset({"engine", "version", "verdict"}),
    "letter.issued": frozenset({"number", "template"}),
    "case.opened": frozenset({"kind"}),
    "case.taken": frozenset(),
    "case.decided": frozenset({"decision", "reasons"}),
    "organisation.verified": frozenset({"by"}),
    "organisation.opened": frozenset(),
    "organisation.closed": frozenset(),
    "membership.granted": frozenset({"role"}),
    "message.queued": frozenset({"template"}),
    "message.sent": frozenset({"template"}),
    "message.unsure": frozenset({"template"}),
    "message.failed": frozenset({"template"}),
    "person.signed_in": frozenset({"by"}),
    "person.signed_out": frozenset(),
    "person.refused": frozenset({"reason"}),
    "account.registered": frozenset(),
    "account.signed_in": frozenset({"by"}),
    "account.signed_out": frozenset(),
    "account.locked": frozenset(),
    "account.password_set": frozenset(),
    "account.disabled": frozenset(),
    "account.enabled": frozenset(),
    "subuser.created": frozenset(),
    "policy.attached": frozenset({"policy"}),
    "policy.detached": frozenset({"policy"}),
    "policy.requested": frozenset({"policy"}),
    "policy.refused": frozenset({"policy"}),
    "policy.created": frozenset({"policy"}),
    "realname.verified": frozenset({"kind", "engine"}),
    "realname.refused": frozenset({"kind", "engine"}),
    "consent.granted_to_client": frozenset({"client"}),
    "consent.refused_to_client": frozenset({"client"}),
    "token.issued": frozenset({"client"}),
    "token.revoked": frozenset({"client"}),
    "code.replayed": frozenset({"client"}),
}


class UnknownKind(ValueError):
    """An event kind or a fact that is not listed above: a mistake in our code, never the user's."""


def record(
    kind: str, /, *, subject: models.Model | str, actor: models.Model | str | None, **facts: Any
) -> Event:
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
