"""Who stands behind a root account, once that has been verified."""

import datetime as dt
import uuid

from django.db import models

from chopmark.cloud.accounts.models import Account
from chopmark.kit.clock import now
from chopmark.kit.fields import EncryptedTextField

CHANGE_AFTER = dt.timedelta(days=30)  # domain 6.1: changes are 30 days apart


class Kind(models.TextChoices):
    PERSONAL = "personal"
    ENTERPRISE = "enterprise"


class RealName(models.Model):
    """One verified name a root account; the name is a person's or a company's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="real_name")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = EncryptedTextField()
    uscc = models.CharField(max_length=18, null=True, db_index=True)
    legal_representative = EncryptedTextField(null=True)
    verified_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"real name {self.pk}"

    @property
    def is_enterprise(self) -> bool:
        return self.kind == Kind.ENTERPRISE

    @property
    def may_change_at(self) -> dt.datetime:
        """From when another name may be verified; from person to enterprise at once."""
        return self.verified_at + CHANGE_AFTER if self.is_enterprise else self.verified_at


def real_name_of(account: Account) -> RealName | None:
    """The verified name of an account's root: its sub-users act for the same one."""
    return RealName.objects.filter(account=account.root).first()
