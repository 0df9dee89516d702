"""Certificates with their sealed keys: at most one living for each role of the house, and for each seal and signer."""

import datetime as dt
import uuid

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from django.db import models

from chopmark.kit import keys
from chopmark.kit.clock import now
from chopmark.trust.base import KeysLost


class Role(models.TextChoices):
    """What the house needs a key for."""

    ROOT = "root"
    ISSUING = "issuing"
    DOCUMENTS = "documents"
    TIMESTAMPS = "timestamps"
    SIGNER = "signer"


class Finished(models.Model):
    """A contract that this house finished, by digests: of the whole file, and of what its last time stamp covers."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    covered_sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"finished {self.sha256[:12]}"


class Certificate(models.Model):
    """One certificate, its chain up to the root as PEM, and its private key, sealed to this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=16, choices=Role.choices)
    subject = models.CharField(max_length=64, default="")  # whose it is, for a signer: a seal, a party
    chain = models.TextField()
    key = models.BinaryField()
    serial = models.CharField(max_length=40, unique=True)
    renew_at = models.DateTimeField()
    created_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["role", "subject"],
                condition=models.Q(retired_at__isnull=True),
                name="one_living_certificate_a_role",
            )
        ]

    def __str__(self) -> str:
        return f"certificate {self.pk}"

    @property
    def place(self) -> str:
        return f"{self._meta.db_table}|{self.pk}|key"

    @property
    def certificates(self) -> list[x509.Certificate]:
        """Own certificate first, root last."""
        return x509.load_pem_x509_certificates(self.chain.encode())

    @property
    def root_pem(self) -> str:
        return self.certificates[-1].public_bytes(Encoding.PEM).decode()

    @property
    def is_due(self) -> bool:
        """Whether a new one should take over, so that what this one signs stays checkable for years."""
        return self.renew_at <= now()

    def hold(self, private: EllipticCurvePrivateKey) -> None:
        """Seal the private half to this row."""
        plain = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self.key = keys.seal(plain, place=self.place)

    def private_key(self) -> EllipticCurvePrivateKey:
        """The private half; KeysLost when the key file is not the one that sealed it."""
        try:
            plain = keys.unseal(bytes(self.key), place=self.place)
        except (InvalidTag, KeyError) as trouble:
            raise KeysLost from trouble
        opened = load_der_private_key(plain, password=None)
        if not isinstance(opened, EllipticCurvePrivateKey):
            raise KeysLost
        return opened

    @property
    def issuer_serial(self) -> str:
        """The serial of the certificate above; of a root its own."""
        above = self.certificates[:2][-1]
        return f"{above.serial_number:x}"

    def retire(self) -> None:
        """It signs no more; what it signed stays good."""
        self.retired_at = now()
        self.save(update_fields=["retired_at"])

    def revoke(self) -> None:
        """It signs no more, and the next list says since when."""
        self.revoked_at = now()
        self.retired_at = self.retired_at or self.revoked_at
        self.save(update_fields=["retired_at", "revoked_at"])


def years(number: int) -> dt.timedelta:
    """A span in whole days; leap days do not matter here."""
    return dt.timedelta(days=365 * number)
