"""The keys with which an organisation's systems sign."""

import secrets
import uuid

from django.db import models

from chopmark.kit.clock import now
from chopmark.kit.fields import EncryptedTextField
from chopmark.organisations.models import Organisation


def _identifier() -> str:
    return f"CMID{secrets.token_hex(16)}"


class ApiKey(models.Model):
    """A pair: the name of the key travels with each question, the key itself never does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="api_keys")
    secret_id = models.CharField(max_length=40, unique=True, default=_identifier)
    secret_key = EncryptedTextField()
    created_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"key {self.pk}"
