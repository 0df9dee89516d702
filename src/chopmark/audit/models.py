"""The append-only record of what happened: one row an act, written in the transaction of the act."""

from django.db import models

from chopmark.kit.clock import now


class Event(models.Model):
    """Somebody did something to something. Facts are keys and codes, never personal data."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=now, db_index=True)
    kind = models.CharField(max_length=64)
    actor = models.CharField(max_length=64)
    subject = models.CharField(max_length=96, db_index=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"
