"""The inventions that practice engines answer from: organisations and residents."""

import uuid

from django.db import models

from chopmark.drawing.licence_fields import Kind
from chopmark.evidence import idcard, uscc
from chopmark.evidence.engines.base import CompanyStatus
from chopmark.evidence.engines.base import Payment as PaymentState
from chopmark.evidence.uscc import EntityType
from chopmark.kit.clock import now
from chopmark.kit.fields import BlindIndexField, EncryptedTextField

_TITLES = {
    Kind.BRANCH: "charge",
    Kind.PARTNERSHIP: "partner",
    Kind.SOLE_PROPRIETORSHIP: "investor",
    Kind.SOLE_TRADER: "operator",
    Kind.SHOPLESS: "operator",
    Kind.GOVERNMENT: "charge",
    Kind.LAW_FIRM: "charge",
}  # whose title is another than that of a company (domain 1.3)


class Company(models.Model):
    """An organisation as the practice registry knows it, and what its licence prints beyond that."""

    uscc = models.CharField(max_length=uscc.LENGTH, primary_key=True)
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    entity_type = models.CharField(max_length=16, choices=[(t.value, t.value) for t in EntityType])
    status = models.CharField(max_length=16, choices=[(s.value, s.value) for s in CompanyStatus])
    status_since = models.DateField(null=True)
    is_listed = models.BooleanField(default=True)
    legal_representative = EncryptedTextField()
    legal_representative_number = EncryptedTextField(null=True)
    newer_representative = EncryptedTextField(null=True)
    established = models.DateField()
    address = models.CharField(max_length=500)
    licence_seed = models.PositiveIntegerField()
    licence_kind = models.CharField(max_length=24, choices=[(k.value, k.value) for k in Kind])
    story = models.CharField(max_length=32, default="")

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return f"practice company {self.uscc}"

    @property
    def head_title(self) -> str:
        """The last part of the key of what the person at the head is called."""
        return _TITLES.get(Kind(self.licence_kind), "rep")

    @property
    def is_open(self) -> bool:
        return self.status == CompanyStatus.OPEN

    @property
    def printed_representative(self) -> str:
        """The name on the licence: newer than the registry's when the registry lags behind."""
        return str(self.newer_representative or self.legal_representative)


HEADS = ("head", "rare", "dot", "permit")  # stories of people at the head of an organisation


class Resident(models.Model):
    """Somebody whom the practice police and the practice carrier know."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.PositiveSmallIntegerField()
    name = EncryptedTextField()
    id_kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in idcard.Kind])
    id_number = EncryptedTextField()
    id_number_index = BlindIndexField(source="id_number", unique=True)
    mobile = EncryptedTextField()
    mobile_index = BlindIndexField(source="mobile", unique=True)
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="residents")
    story = models.CharField(max_length=32)
    portrait_sha256 = models.CharField(max_length=64, null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return f"practice resident {self.pk}"

    @property
    def is_head(self) -> bool:
        """Whether the registry names them at the head of their organisation."""
        return self.story in HEADS

    @property
    def is_kept(self) -> bool:
        """Whether a first face has become the portrait."""
        return self.shown_at is not None


class Payment(models.Model):
    """A sum that the practice bank was asked to pay; on the statement of the account if it arrived."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    holder = EncryptedTextField()
    number = EncryptedTextField()
    cents = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=[(p.value, p.value) for p in PaymentState])
    paid_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("-paid_at",)

    def __str__(self) -> str:
        return f"practice payment {self.reference}"

    @property
    def amount(self) -> str:
        return f"{self.cents / 100:.2f}"
