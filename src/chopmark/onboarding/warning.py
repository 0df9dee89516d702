"""The person at the head hears that somebody else asks for their organisation."""

import procrastinate
from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.audit import log as audit
from chopmark.evidence.engines.base import Registry
from chopmark.kit.engines import engine
from chopmark.kit.errors import Unavailable
from chopmark.notify import messages
from chopmark.onboarding.models import Application
from chopmark.people import identities
from chopmark.people.models import Person
from chopmark.web import links

_RETRY = procrastinate.RetryStrategy(max_attempts=4, exponential_wait=2, retry_exceptions={Unavailable})


def ask_for(row: Application) -> None:
    """A stamp or a photograph has been handed in; the registry is asked by a worker, outside of any lock."""
    if row.warned_id is None:
        warn_the_head.defer(application_id=str(row.pk))


@app.task(name="chopmark.warn_the_head", retry=_RETRY, queue="engines")
def warn_the_head(application_id: str) -> None:
    """Tell the legal representative where the registry gives their number away and it is known here; once."""
    row = Application.objects.get(pk=application_id)
    registry: Registry = engine("registry")
    number = registry.number_of_head(row.uscc)
    head = identities.known_by(number) if number else None
    if head is not None and head.pk != row.owner_id and head.mobile:
        _warn(row, head)


@transaction.atomic
def _warn(application: Application, head: Person) -> None:
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.warned_id is not None or not row.is_live or row.uscc != application.uscc:
        return
    row.warned = head
    row.save(update_fields=["warned"])
    audit.record("representative.warned", subject=row.matter, actor=None)
    messages.send(
        "alert.started", mobile=head.mobile or "", matter=row.matter, language=head.language, org=row.name,
        link=links.absolute(f"/warned/{row.ref}/"),
    )  # fmt: skip
