"""A case: something that a person has to decide, until when, and what they decided."""

import uuid

from django.db import models

from chopmark.audit import log as audit
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.kit.fields import EncryptedTextField
from chopmark.kit.states import check_move
from chopmark.people.models import Person
from chopmark.review.states import MOVES, Status


class Case(models.Model):
    """One decision. `matter` names what it is about; `excluded` may not decide it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ref = models.CharField(max_length=8, unique=True, default=ids.reference)
    kind = models.CharField(max_length=48)
    matter = models.CharField(max_length=64, db_index=True)
    matter_ref = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=16, default=Status.OPEN)
    opened_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="cases_taken")
    taken_at = models.DateTimeField(null=True)
    excluded = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="cases_barred")
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="cases_decided")
    decided_at = models.DateTimeField(null=True)
    reasons = models.JSONField(default=list)
    confirmed = models.JSONField(default=list)
    needs = models.PositiveSmallIntegerField(default=1)  # how many people have to approve
    note = EncryptedTextField(null=True)

    class Meta:
        ordering = ("due_at", "opened_at")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "matter"], condition=models.Q(status="open"), name="one_open_case_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.ref}"

    def move(self, there: Status, *, actor: models.Model | None) -> None:
        """The only writer of the status."""
        check_move(MOVES, here=Status(self.status), there=there)
        self.status, self.decided_at = there, now()
        self.save()
        audit.record(
            "case.decided", subject=f"case:{self.pk}", actor=actor, decision=there, reasons=list(self.reasons),
            confirmed=list(self.confirmed),
        )  # fmt: skip

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN

    @property
    def is_half_approved(self) -> bool:
        """Somebody has approved and somebody else still has to."""
        return self.is_open and self.votes.exists()

    def has_vote_of(self, person: Person) -> bool:
        return self.votes.filter(reviewer=person).exists()

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at < now()


class Vote(models.Model):
    """One approval of a case that needs more than one; who it was is shown to nobody at the desk."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="votes")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="votes")
    given_at = models.DateTimeField(default=now)
    confirmed = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reviewer"], name="one_vote_of_a_reviewer")]

    def __str__(self) -> str:
        return f"vote {self.pk}"
