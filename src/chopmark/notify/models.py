"""Messages, recorded before they are sent, and one-time codes."""

import uuid

from django.db import models

from chopmark.kit.clock import now
from chopmark.kit.fields import BlindIndexField, EncryptedTextField
from chopmark.kit.states import check_move
from chopmark.notify.states import MOVES, Status


class Message(models.Model):
    """A text to one mobile. Its row exists before any carrier hears of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mobile = EncryptedTextField()
    mobile_index = BlindIndexField(source="mobile")
    body = EncryptedTextField()
    wording = EncryptedTextField(null=True)  # JSON of the language and the values that the body was made of
    template = models.CharField(max_length=64)
    matter = models.CharField(max_length=64, db_index=True)
    status = models.CharField(max_length=16, choices=[(s.value, s.value) for s in Status], default=Status.QUEUED)
    receipt = models.CharField(max_length=64, null=True)
    created_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mobile_index", "created_at"])]

    def __str__(self) -> str:
        return f"message {self.pk}"

    def move(self, there: Status) -> None:
        """The only writer of the status; the row must be locked by the caller."""
        check_move(MOVES, here=Status(self.status), there=there)
        self.status = there
        self.ended_at = now() if not MOVES[there] else None
        self.save(update_fields=["status", "ended_at", "receipt"])


class Code(models.Model):
    """A one-time code: only its keyed digest is kept, bound to mobile, purpose and matter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mobile_index = models.BinaryField()
    purpose = models.CharField(max_length=32)
    matter = models.CharField(max_length=64)
    digest = models.BinaryField()
    tries_left = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE)

    class Meta:
        indexes = [models.Index(fields=["mobile_index", "purpose", "created_at"])]

    def __str__(self) -> str:
        return f"code {self.pk}"


class Use(models.Model):
    """Something that is limited was done once: for whom only as a keyed digest."""

    digest = models.BinaryField()
    at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["digest", "at"])]

    def __str__(self) -> str:
        return f"use {self.pk}"


class Silence(models.Model):
    """Somebody asked us not to write to this number any more, until a day or until undone."""

    mobile_index = models.BinaryField(unique=True)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"silence {self.pk}"
