"""Seals, who holds them, and each use: one official seal an organisation, by index."""

import uuid

from django.db import models

from chopmark.audit import log as audit
from chopmark.kit import files
from chopmark.kit.clock import now
from chopmark.kit.fields import EncryptedTextField
from chopmark.kit.states import check_move
from chopmark.organisations.models import Organisation
from chopmark.people.models import Person
from chopmark.seals.shapes import FORMS, Form, Kind
from chopmark.seals.states import MOVES, PERMITS, Status


class Seal(models.Model):
    """A seal, drawn or cut out of a picture. It lies sealed in the store; what it says does not change any more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seals")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=50)
    form = models.CharField(max_length=12)
    status = models.CharField(max_length=12, default=Status.IN_USE)
    file = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("made_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=models.Q(kind__in=["official", "legal"]) & ~models.Q(status="void"),
                name="one_official_and_one_legal_seal",
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=~models.Q(status="void"), name="one_seal_of_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"seal {self.pk}"

    @property
    def drawing(self) -> bytes:
        """One PDF page of the seal's size."""
        return files.get(self.file)

    @property
    def size(self) -> Form:
        """Millimetres."""
        return FORMS[self.form]

    @property
    def matter(self) -> str:
        """The name under which its picture, its case and its certificate are filed."""
        return f"seal:{self.pk}"

    def may(self, act: str) -> bool:
        """Whether the status permits this."""
        return act in PERMITS[Status(self.status)]

    @property
    def is_personal(self) -> bool:
        """The legal representative's own: nobody else makes, stops or grants it (domain 7)."""
        return self.kind == Kind.LEGAL

    def move(self, there: Status, *, actor: models.Model | None) -> None:
        """The only writer of the status."""
        here = Status(self.status)
        check_move(MOVES, here=here, there=there)
        self.status = there
        self.save(update_fields=["status"])
        audit.record("seal.moved", subject=self, actor=actor, here=here, there=there)


class Draft(models.Model):
    """A picture on its way to become a seal, which then has its number: looked at by its owner, not handed in yet.

    Name and form are empty until they were said in a way that fits.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=50, default="")
    form = models.CharField(max_length=12, default="")
    begun_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("begun_at",)

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def matter(self) -> str:
        """The same as that of the seal to be."""
        return f"seal:{self.pk}"


class Grant(models.Model):
    """A member may use a seal, until a moment or until it is taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="grants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seal_grants")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    granted_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("granted_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "person"], condition=models.Q(ended_at=None), name="one_grant_of_a_seal"
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"


class Use(models.Model):
    """A seal was set once: by whom, when, and on what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="uses")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    matter = models.CharField(max_length=64, unique=True)
    title = EncryptedTextField()
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"use {self.pk}"
