"""Organisations and memberships. One verified organisation a code, one super administrator each: by index."""

import uuid

from django.db import models

from chopmark.audit import log as audit
from chopmark.kit.clock import now
from chopmark.kit.states import check_move
from chopmark.organisations.states import MOVES, PERMITS, Status
from chopmark.people.models import Person

_EVENTS = {
    Status.VERIFIED: "organisation.authorised",
    Status.OPEN: "organisation.opened",
    Status.VACANT: "organisation.vacated",
    Status.CLOSED: "organisation.closed",
}


class Organisation(models.Model):
    """A legal entity that has proved who it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uscc = models.CharField(max_length=18)
    name = models.CharField(max_length=200)
    entity_type = models.CharField(max_length=16)
    status = models.CharField(max_length=16, default=Status.VERIFIED)
    verified_at = models.DateTimeField(default=now)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"], condition=~models.Q(status=Status.CLOSED), name="one_verified_organisation_per_uscc"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def may(self, act: str) -> bool:
        """Whether the status permits this; pages and API ask here and nowhere else."""
        return act in PERMITS[Status(self.status)]

    def move(self, there: Status, *, actor: models.Model | None) -> None:
        """The only writer of the status."""
        check_move(MOVES, here=Status(self.status), there=there)
        self.status = there
        if there is Status.OPEN:
            self.opened_at = now()
        self.save(update_fields=["status", "opened_at"])
        audit.record(_EVENTS[there], subject=self, actor=actor)

    @property
    def super_administrator(self) -> "Membership | None":
        return self.memberships.filter(role=Membership.SUPER_ADMINISTRATOR, ended_at=None).first()


class Membership(models.Model):
    """A person in an organisation, with one role; ended rather than deleted."""

    SUPER_ADMINISTRATOR = "super_administrator"
    LEGAL_REPRESENTATIVE = "legal_representative"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24)
    since = models.DateTimeField(default=now)
    activated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(role="super_administrator", ended_at=None),
                name="one_super_administrator",
            ),
            models.UniqueConstraint(
                fields=["organisation", "person", "role"],
                condition=models.Q(ended_at=None),
                name="one_membership_of_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"
