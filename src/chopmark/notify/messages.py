"""The catalogue of messages: every text goes out through `send`, from the translations `sms.*`."""

import datetime as dt
import json

from django.db import transaction
from django.utils import translation

from chopmark.audit import log as audit
from chopmark.kit.errors import IllegalMove
from chopmark.notify import silence
from chopmark.notify.models import Message
from chopmark.notify.states import Status
from chopmark.notify.tasks import send_message
from chopmark.web import words

# Longest values, so that a Chinese message stays within one part of 70 characters (copy deck, 3.1).
_ORG_LENGTH = 10


def send(template: str, *, mobile: str, matter: str, language: str, **values: object) -> Message:
    """Record a message and defer its sending, both in the transaction of the caller."""
    if "org" in values:
        values["org"] = shortened(str(values["org"]))
    with translation.override(language):
        body = words.text(f"sms.{template}", **values)
        told = {name: str(value) for name, value in values.items()}
    wording = json.dumps({"language": language, "values": told}, ensure_ascii=False)
    return _queue(mobile=mobile, body=body, template=template, matter=matter, wording=wording)


@transaction.atomic
def send_again(message: Message) -> Message:
    """A person decided that an unsure message goes out once more: a new row with the same text."""
    if message.status != Status.UNSURE:
        raise IllegalMove(here=message.status)
    return _queue(
        mobile=message.mobile, body=message.body, template=message.template, matter=message.matter,
        wording=message.wording,
    )  # fmt: skip


def _queue(**fields: str | None) -> Message:
    message = Message.objects.create(**fields)
    audit.record("message.queued", subject=message, actor=None, template=message.template)
    if silence.holds(message.mobile):
        message.move(Status.STOPPED)
        audit.record("message.stopped", subject=message, actor=None, template=message.template)
        return message
    send_message.defer(message_id=str(message.pk))
    return message


def first_told(matter: str) -> dt.datetime | None:
    """When the first message of a matter was recorded; None when there is none."""
    return Message.objects.filter(matter=matter).order_by("created_at").values_list("created_at", flat=True).first()


def was_told(matter: str, *, since: dt.datetime | None = None, template: str | None = None) -> bool:
    """Whether a message of a matter went out, of a template and since a moment where these are given."""
    sent = Message.objects.filter(matter=matter)
    sent = sent.filter(created_at__gt=since) if since else sent
    return (sent.filter(template=template) if template else sent).exists()


def shortened(org: str) -> str:
    """A name that fits into one message."""
    return org if len(org) <= _ORG_LENGTH else f"{org[: _ORG_LENGTH - 1]}…"
