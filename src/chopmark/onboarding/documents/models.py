"""One check of a document by a person: whose it should be, what for, and where it stands."""

import uuid
from dataclasses import dataclass, field

from django.db import models

from chopmark.audit import log as audit
from chopmark.kit.clock import now
from chopmark.kit.fields import EncryptedTextField
from chopmark.kit.states import check_move
from chopmark.onboarding.documents.states import LIVE, MOVES, PERMITS, Status
from chopmark.people.models import Person


class Purpose(models.TextChoices):
    """What the decision replaces: a face check, the identity source, or either for a legal representative."""

    FACE = "face", "face"
    IDENTITY = "identity", "identity"
    REPRESENTATIVE = "rep", "rep"


@dataclass(frozen=True)
class Subject:
    """Whose document is asked for. `about` is the matter it belongs to; `person` is None without an account."""

    about: str
    ref: str
    title: str
    purpose: Purpose
    person: Person | None
    name: str = field(repr=False)
    id_kind: str
    id_number: str = field(repr=False)
    mobile: str = field(repr=False)


class DocumentCheck(models.Model):
    """What was declared is kept here until the decision, so that exactly that is decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    about = models.CharField(max_length=64, db_index=True)
    ref = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="document_checks")
    status = models.CharField(max_length=16, default=Status.PENDING)
    name = EncryptedTextField(null=True)
    id_kind = models.CharField(max_length=16)
    id_number = EncryptedTextField(null=True)
    mobile = EncryptedTextField(null=True)
    consented_at = models.DateTimeField(default=now)
    submitted_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "onboarding"
        ordering = ("consented_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["about", "purpose"],
                condition=models.Q(status__in=[str(status) for status in sorted(LIVE)]),
                name="one_live_check_of_a_document",
            ),
        ]

    def __str__(self) -> str:
        return f"document check {self.pk}"

    def move(self, there: Status, *, actor: models.Model | None, reasons: list[str] | None = None) -> None:
        """The only writer of the status; with the end of it what was declared is forgotten here."""
        here = Status(self.status)
        check_move(MOVES, here=here, there=there)
        self.status, self.moved_at = there, now()
        if not self.is_live:
            self.name = self.id_number = self.mobile = None
        self.save()
        audit.record(
            "documents.moved", subject=self.about, actor=actor, purpose=self.purpose, here=here, there=there,
            reasons=reasons or [],
        )  # fmt: skip

    def may(self, act: str) -> bool:
        """Whether the status permits this."""
        return act in PERMITS[Status(self.status)]

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def matter(self) -> str:
        """The name under which its pictures, readings and case are filed."""
        return f"documents:{self.pk}"


def check_of(matter: str) -> DocumentCheck:
    """The check that a matter names."""
    return DocumentCheck.objects.get(pk=matter.partition(":")[2])
