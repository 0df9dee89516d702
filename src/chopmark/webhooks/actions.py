"""The verbs: name an address, end it, gather what happened, try a delivery, send again."""

import datetime as dt
import secrets
import uuid

from django.db import IntegrityError, models, transaction

from chopmark.audit import log as audit
from chopmark.audit.models import Event
from chopmark.kit.clock import now
from chopmark.organisations.models import Organisation
from chopmark.webhooks import addresses, calling
from chopmark.webhooks.catalogue import SUBJECT, TOLD
from chopmark.webhooks.models import Cursor, Delivery, Endpoint
from chopmark.webhooks.states import Status

# Domain 5.3: 1 s, 5 s, 30 s, 2 min, 10 min, 1 h, 6 h, 24 h; afterwards a person sends it again.
PAUSES = tuple(dt.timedelta(seconds=s) for s in (1, 5, 30, 120, 600, 3600, 21_600, 86_400))
MOST = 5  # addresses of one organisation
_BATCH = 500


class TooMany(Exception):
    """The organisation has as many addresses as it may."""


@transaction.atomic
def add(organisation: Organisation, *, url: str, actor: models.Model) -> Endpoint:
    """A new address with a token of its own; naming one twice finds the first. Raises BadAddress and TooMany."""
    addresses.check(url)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    living = organisation.endpoints.filter(ended_at=None)
    known = living.filter(url=url).first()
    if known is not None:
        return known
    if living.count() >= MOST:
        raise TooMany
    endpoint = Endpoint.objects.create(organisation=organisation, url=url, token=secrets.token_urlsafe(24))
    audit.record("endpoint.added", subject=organisation, actor=actor)
    return endpoint


@transaction.atomic
def end(endpoint: Endpoint, *, actor: models.Model) -> None:
    """No further message goes there; the log stays."""
    if Endpoint.objects.filter(pk=endpoint.pk, ended_at=None).update(ended_at=now()):
        audit.record("endpoint.ended", subject=endpoint.organisation, actor=actor)


@transaction.atomic
def gather() -> list[str]:
    """Make a delivery of each event since the last time, for each address; returns the new ones.

    One process at a time; an event is read once it is older than any transaction that could still come before it.
    """
    Cursor.objects.get_or_create(pk=1)
    cursor = Cursor.objects.select_for_update().get(pk=1)
    found = Event.objects.filter(id__gt=cursor.event, at__lt=now() - dt.timedelta(seconds=2)).order_by("id")[:_BATCH]
    made = [made for event in found for made in _deliveries_of(event)]
    if found:
        cursor.event = found[len(found) - 1].pk
        cursor.save()
    return made


def _deliveries_of(event: Event) -> list[str]:
    if event.kind not in TOLD or not event.subject.startswith(SUBJECT):
        return []
    organisation = Organisation.objects.get(pk=event.subject.removeprefix(SUBJECT))
    name, data = TOLD[event.kind]
    made = []
    for endpoint in organisation.endpoints.filter(ended_at=None, created_at__lte=event.at):
        delivery = Delivery(
            endpoint=endpoint, event=event.pk, message_id=uuid.uuid4().hex, kind=name, data=data(organisation, event)
        )
        try:
            with transaction.atomic():
                delivery.save()
        except IntegrityError:
            continue
        made.append(str(delivery.pk))
    return made


def attempt(identifier: str) -> dt.timedelta | None:
    """Try once; returns the pause until the next try, None when there is none. Three committed phases."""
    delivery = _claim(identifier)
    if delivery is None:
        return None
    endpoint = delivery.endpoint
    body = calling.body_of(
        message_id=delivery.message_id, kind=delivery.kind, data=delivery.data, key=endpoint.key or None
    )
    taken, answer = calling.call(endpoint.url, body=body, token=endpoint.token)
    return _note(identifier, taken=taken, answer=answer)


@transaction.atomic
def _claim(identifier: str) -> Delivery | None:
    delivery = Delivery.objects.select_for_update(of=["self"]).select_related("endpoint").get(pk=identifier)
    if delivery.status == Status.SENDING:  # only a run that died leaves it so: the receiver knows it by its number
        delivery.move(Status.WAITING)
    if delivery.status != Status.WAITING:
        return None
    if delivery.endpoint.ended_at is not None:
        delivery.answer = "address ended"
        delivery.move(Status.PARKED)
        return None
    delivery.tries, delivery.tried_at = delivery.tries + 1, now()
    delivery.move(Status.SENDING)
    return delivery


@transaction.atomic
def _note(identifier: str, *, taken: bool, answer: str) -> dt.timedelta | None:
    delivery = Delivery.objects.select_for_update().get(pk=identifier)
    delivery.answer = answer
    if taken:
        delivery.move(Status.DELIVERED)
        return None
    if delivery.tries > len(PAUSES):
        delivery.move(Status.PARKED)
        return None
    delivery.move(Status.WAITING)
    return PAUSES[delivery.tries - 1]


@transaction.atomic
def send_again(organisation: Organisation, *, only: str | None = None) -> list[str]:
    """Put what was parked, or one of it, back in the queue under the same number."""
    parked = Delivery.objects.select_for_update(of=["self"]).filter(
        endpoint__organisation=organisation, endpoint__ended_at=None, status=Status.PARKED
    )
    again = []
    for delivery in parked.filter(pk=only) if only else parked:
        delivery.tries = 0
        delivery.move(Status.WAITING)
        again.append(str(delivery.pk))
    return again
