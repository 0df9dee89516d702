"""Where to call an organisation's systems, and every call."""

import uuid

from django.db import models

from chopmark.kit.clock import now
from chopmark.kit.fields import EncryptedTextField
from chopmark.kit.states import check_move
from chopmark.organisations.models import Organisation
from chopmark.webhooks.states import MOVES, Status


class Endpoint(models.Model):
    """One address of an organisation; the token signs, the key encrypts where the organisation wants that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="endpoints")
    url = models.CharField(max_length=500)
    token = EncryptedTextField()
    key = EncryptedTextField(null=True)
    created_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "url"], condition=models.Q(ended_at=None), name="one_endpoint_per_url"
            ),
        ]

    def __str__(self) -> str:
        return f"endpoint {self.pk}"


class Delivery(models.Model):
    """One event for one address. The message keeps its number over all tries, so that a receiver takes it once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    event = models.BigIntegerField()
    message_id = models.CharField(max_length=32)
    kind = models.CharField(max_length=48)
    data = models.JSONField()
    status = models.CharField(max_length=16, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=80, default="")
    created_at = models.DateTimeField(default=now)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="one_delivery_per_event")]

    def __str__(self) -> str:
        return f"delivery {self.message_id}"

    def move(self, there: Status) -> None:
        """The only writer of the status; the row is locked by the caller."""
        check_move(MOVES, here=Status(self.status), there=there)
        self.status = there
        self.save()


class Cursor(models.Model):
    """How far the record of events was read; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    event = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"read to {self.event}"
