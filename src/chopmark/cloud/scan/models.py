"""A sign-in that waits to be scanned."""

import uuid

from django.db import models

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.scan.states import MOVES, Status
from chopmark.kit.clock import now
from chopmark.kit.states import check_move


class ScanLogin(models.Model):
    """The device that shows the code, the number that it shows beside it, and the account that let it in.

    The code carries a token of 256 bits; the device proves itself by a secret in its own session. Of both only
    the digest is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_digest = models.CharField(max_length=64, unique=True)
    device_digest = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField()
    choices = models.JSONField()
    device = models.CharField(max_length=80)
    status = models.CharField(max_length=16, default=Status.WAITING)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="scans")
    proved_at = models.DateTimeField(null=True)  # when the phone's session was begun by a proof
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"scan {self.pk}"

    def move(self, there: Status) -> None:
        """The only writer of the status; the row is locked by the caller."""
        check_move(MOVES, here=Status(self.status), there=there)
        self.status = there
        self.save(update_fields=["status", "account", "proved_at"])

    @property
    def is_late(self) -> bool:
        return self.expires_at < now()
