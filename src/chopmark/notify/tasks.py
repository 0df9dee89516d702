"""Sending, done later: once, and never again by itself when nobody knows whether the carrier took it."""

import json

import procrastinate
import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.audit import log as audit
from chopmark.kit.engines import engine
from chopmark.kit.errors import Misconfigured, Unavailable
from chopmark.notify import limits
from chopmark.notify.models import Message
from chopmark.notify.senders.base import Refused, Sms, Wording
from chopmark.notify.states import Status

log = structlog.get_logger()
_ATTEMPTS = 4


@app.task(
    name="chopmark.send_message",
    retry=procrastinate.RetryStrategy(max_attempts=_ATTEMPTS, exponential_wait=2, retry_exceptions={Unavailable}),
    pass_context=True,
)
def send_message(context: procrastinate.JobContext, message_id: str) -> None:
    """Three phases, each committed: claimed, handed over, noted. Death between them is seen by the next run."""
    message = _claim(message_id)
    if message is None:
        return
    sms: Sms = engine("sms")
    try:
        receipt = sms.send(to=message.mobile, text=message.body, wording=_wording_of(message))
    except Unavailable:
        _not_taken(message_id, last=context.job.attempts + 1 >= _ATTEMPTS)
        raise
    except Refused as refusal:  # an answer, no trouble of ours: nothing to raise
        log.warning("message.refused", code=refusal.code)
        _end(message_id, Status.FAILED)
        return
    except Misconfigured:
        _end(message_id, Status.FAILED)
        raise
    except Exception:
        _end(message_id, Status.UNSURE)
        raise
    _end(message_id, Status.SENT, receipt=receipt.number)


@transaction.atomic
def _claim(message_id: str) -> Message | None:
    """Mine to send; None when it has ended, or when an earlier run died while the carrier had it."""
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.status == Status.SENDING:
        _note(message, Status.UNSURE)
        return None
    if message.status != Status.QUEUED:
        return None
    message.move(Status.SENDING)
    return message


def _wording_of(message: Message) -> Wording:
    """What the text was made of; rows from before this was kept hold nothing."""
    kept = json.loads(message.wording or '{"language": "", "values": {}}')
    return Wording(message.template, kept["language"], kept["values"])


def _not_taken(message_id: str, *, last: bool) -> None:
    _end(message_id, Status.FAILED if last else Status.QUEUED)


@transaction.atomic
def _end(message_id: str, status: Status, *, receipt: str | None = None) -> None:
    message = Message.objects.select_for_update().get(pk=message_id)
    message.receipt = receipt
    _note(message, status)


def _note(message: Message, status: Status) -> None:
    message.move(status)
    if status is not Status.QUEUED:
        audit.record(f"message.{status}", subject=message, actor=None, template=message.template)


@app.task(name="chopmark.forget_old_uses", queueing_lock="uses")
def forget_old_uses(timestamp: int) -> None:
    """Counts that no limit looks at any more."""
    limits.forget_old()
