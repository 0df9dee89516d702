"""The verbs: name an address, end it, gather what happened, try a delivery, send again."""

import datetime as dt
import secrets
import uuid

from django.db import models, transaction

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
_LONGEST = dt.timedelta(minutes=10)  # no transaction of ours takes longer
_DIED = dt.timedelta(minutes=10)  # a call under way for so long has nobody behind it any more


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

    One process at a time. An event may become visible after younger ones, when its transaction took long: so what is
    not yet old is read again and again, and the index keeps each delivery single.
    """
    Cursor.objects.get_or_create(pk=1)
    cursor = Cursor.objects.select_for_update().get(pk=1)
    told = Event.objects.filter(id__gt=cursor.event, kind__in=TOLD, subject__startswith=SUBJECT).order_by("id")
    found = list(told[:_BATCH])
    made = [made for event in found for made in _deliveries_of(event)]
    settled = [event.pk for event in found if event.at < now() - _LONGEST or len(found) == _BATCH]
    if settled:
        cursor.event = settled[-1]
        cursor.save()
    return made


def _deliveries_of(event: Event) -> list[str]:
    organisation = Organisation.objects.get(pk=event.subject.removeprefix(SUBJECT))
    name, data = TOLD[event.kind]
    made = []
    there = Delivery.objects.filter(event=event.pk).values("endpoint")
    living = organisation.endpoints.filter(ended_at=None, created_at__lte=event.at)
    for endpoint in living.exclude(pk__in=there):
        delivery = Delivery(
            endpoint=endpoint, event=event.pk, message_id=uuid.uuid4().hex, kind=name, data=data(organisation, event)
        )
        delivery.save()
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
    """Put what was parked or left behind, or one of it, back in the queue under the same number."""
    stands = models.Q(status=Status.PARKED) | models.Q(status=Status.SENDING, tried_at__lt=now() - _DIED)
    parked = Delivery.objects.select_for_update(of=["self"]).filter(
        stands, endpoint__organisation=organisation, endpoint__ended_at=None
    )
    again = []
    for delivery in parked.filter(pk=only) if only else parked:
        delivery.tries = 0
        delivery.move(Status.WAITING)
        again.append(str(delivery.pk))
    return again
