"""What was shown to us, and what was found out from it. Neither is deleted by going back: it is superseded."""

import json
import uuid
from typing import Any

from django.db import models

from chopmark.kit.clock import now
from chopmark.kit.fields import EncryptedTextField


class Upload(models.Model):
    """A picture that somebody gave us, re-encoded and sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=16)
    file = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=now)
    superseded_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"upload {self.pk}"


class Check(models.Model):
    """One question put to one engine: pending until answered. Details may hold what was read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=16)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL)
    engine = models.CharField(max_length=96, default="")
    verdict = models.CharField(max_length=32, default="pending")
    details = EncryptedTextField(null=True)
    seconds = models.FloatField(null=True)
    created_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"check {self.pk}"

    @property
    def is_pending(self) -> bool:
        return self.ended_at is None

    @property
    def findings(self) -> dict[str, Any]:
        """The details as they were given to `end`."""
        return dict(json.loads(self.details)) if self.details else {}

    def end(self, verdict: str, *, engine: str, seconds: float | None = None, **details: Any) -> None:
        """Write the answer down."""
        self.verdict, self.engine, self.seconds = verdict, engine, seconds
        self.details = json.dumps(details, ensure_ascii=False)
        self.ended_at = now()
        self.save()
