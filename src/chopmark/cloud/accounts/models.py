"""Cloud accounts and the count of wrong sign-ins."""

import datetime as dt
import secrets
import uuid

from django.db import models
from django.db.models import F, Q

from chopmark.kit.clock import now
from chopmark.kit.fields import BlindIndexField, EncryptedTextField

_LOWEST, _HIGHEST = 100_000_001_000, 999_999_999_999  # 12 digits; those below are for an operator's own


def new_uin() -> str:
    """A number that cannot be guessed from another one."""
    return str(_LOWEST + secrets.randbelow(_HIGHEST - _LOWEST))


class Account(models.Model):
    """A root account, or a sub-user of one. The number is what the outside calls it by."""

    uin = models.CharField(max_length=12, primary_key=True, default=new_uin)
    owner = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="sub_users")
    name = models.CharField(max_length=64, null=True)
    alias = models.CharField(max_length=32, null=True)  # of a root: what its sub-users type instead of the number
    mobile = EncryptedTextField(null=True)
    mobile_index = BlindIndexField(source="mobile", null=True)
    email = EncryptedTextField(null=True)
    password = models.CharField(max_length=128)
    password_set_at = models.DateTimeField(default=now)
    must_change_password = models.BooleanField(default=False)  # the root knows the present one
    must_have_second = models.BooleanField(default=False)
    is_disabled = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    signed_in_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "uin")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_sub_user_per_name"),
            models.UniqueConstraint(fields=["mobile_index"], name="one_root_per_mobile"),
            models.UniqueConstraint(fields=["alias"], name="one_root_per_alias"),
            models.CheckConstraint(condition=Q(owner=None) | Q(alias=None), name="aliases_are_of_roots"),
            models.CheckConstraint(
                condition=Q(owner=None, name=None) | Q(owner__isnull=False, name__isnull=False, mobile=None),
                name="root_or_named_sub_user",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(must_change_password=False, must_have_second=False),
                name="roots_owe_nothing",
            ),
            models.CheckConstraint(condition=~Q(owner=F("uin")), name="nobody_owns_itself"),
        ]

    def __str__(self) -> str:
        return self.uin

    @property
    def is_root(self) -> bool:
        return self.owner_id is None

    @property
    def root(self) -> "Account":
        """The account at the top: itself, or the one that made it."""
        return self.owner or self

    @property
    def is_open(self) -> bool:
        """Whether it may be used: a sub-user falls with its root."""
        return not (self.is_disabled or self.root.is_disabled)

    def has_kept_password_since(self, moment: dt.datetime) -> bool:
        """Whether a sign-in at that moment still counts: a new password ends the earlier ones, of that second too."""
        return moment >= self.password_set_at


class WrongTries(models.Model):
    """Wrong sign-ins in a row under one identifier, whether or not an account belongs to it."""

    key = models.BinaryField(primary_key=True)
    count = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(default=now, db_index=True)
    paused_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"wrong tries {bytes(self.key).hex()[:8]}"


class Device(models.Model):
    """A browser that signed in to an account. It holds a secret of 256 bits; here is its digest only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-seen_at",)

    def __str__(self) -> str:
        return f"device {self.pk}"


class Totp(models.Model):
    """The secret that an account shares with an authenticator app (RFC 6238), once a right code has confirmed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="totp")
    secret = EncryptedTextField()
    last_step = models.BigIntegerField()  # of the code that was used last: it and those before it are spent
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"authenticator {self.pk}"


class RecoveryCode(models.Model):
    """One of a set; only its keyed digest is kept, and it goes when it is used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(unique=True)

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class FactorLoss(models.Model):
    """Somebody who knows the password says that every second factor is lost; it ends by being deleted."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="factor_loss")
    reported_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"loss at {self.pk}"


class Passkey(models.Model):
    """The public half of a key pair that an authenticator made for an account (WebAuthn Level 2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()
    name = EncryptedTextField()
    created_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"passkey {self.pk}"


class PasskeyChallenge(models.Model):
    """What an authenticator is to sign, for one errand; it goes when it is answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    errand = models.CharField(max_length=8)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    value = models.BinaryField()
    made_at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return f"challenge {self.pk}"
