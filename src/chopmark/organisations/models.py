"""Organisations and memberships. One verified organisation a code, one super administrator each: by index."""

import uuid
from collections.abc import Callable

from django.db import models

from chopmark.audit import log as audit
from chopmark.kit import ids, masks
from chopmark.kit.clock import now
from chopmark.kit.fields import BlindIndexField, EncryptedTextField
from chopmark.kit.states import check_move
from chopmark.organisations.joining.states import MOVES as JOIN_MOVES
from chopmark.organisations.joining.states import Status as JoinStatus
from chopmark.organisations.members.states import MOVES as INVITATION_MOVES
from chopmark.organisations.members.states import Status as InvitationStatus
from chopmark.organisations.states import MOVES, PERMITS, Status
from chopmark.people.models import Person

Freezer = Callable[["Organisation"], bool]
_FREEZERS: list[Freezer] = []
_FROZEN = frozenset({"invite", "grant"})  # what a super administrator whose succession is open may not do
_EVENTS = {
    Status.VERIFIED: "organisation.authorised",
    Status.OPEN: "organisation.opened",
    Status.VACANT: "organisation.vacated",
    Status.CLOSED: "organisation.closed",
}


def freezes(freezer: Freezer) -> Freezer:
    """Register who knows whether the rights of an organisation are to stay as they are for now."""
    _FREEZERS.append(freezer)
    return freezer


class Organisation(models.Model):
    """A legal entity that has proved who it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uscc = models.CharField(max_length=18)
    name = models.CharField(max_length=200)
    entity_type = models.CharField(max_length=16)
    status = models.CharField(max_length=16, default=Status.VERIFIED)
    verified_at = models.DateTimeField(default=now)
    opened_at = models.DateTimeField(null=True)
    alerted_at = models.DateTimeField(null=True)  # when its administrator was last told of a repeated attempt

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
        return act in PERMITS[Status(self.status)] and not (act in _FROZEN and self.is_frozen)

    @property
    def is_frozen(self) -> bool:
        """A change of super administrator is being decided: until then nobody is given rights."""
        return any(freezer(self) for freezer in _FREEZERS)

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

    def is_administered_by(self, person: Person) -> bool:
        held = self.super_administrator
        return held is not None and held.person_id == person.pk

    def has(self, role: str, person: Person) -> bool:
        """Whether this person is a member with this role now."""
        return self.memberships.filter(person=person, role=role, ended_at=None).exists()

    @property
    def masked_administrator(self) -> str:
        """All that a stranger sees of whoever is super administrator."""
        held = self.super_administrator
        return masks.name(held.person.name or "—") if held else "—"


class Membership(models.Model):
    """A person in an organisation, with one role; ended rather than deleted."""

    SUPER_ADMINISTRATOR = "super_administrator"
    LEGAL_REPRESENTATIVE = "legal_representative"
    MEMBER = "member"
    SEAL_MANAGER = "seal_manager"
    CONTRACT_MANAGER = "contract_manager"

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


class MemberInvitation(models.Model):
    """A mobile to which the super administrator has sent a link, and what its owner is to become."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=24)
    mobile = EncryptedTextField()
    mobile_index = BlindIndexField(source="mobile")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=16, default=InvitationStatus.SENT)
    sent_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("sent_at",)

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def move(self, there: InvitationStatus, *, actor: models.Model | None) -> None:
        """The only writer of the status: checked against the table, audited in the same transaction."""
        check_move(INVITATION_MOVES, here=InvitationStatus(self.status), there=there)
        self.status, self.ended_at = there, now()
        self.save()
        audit.record("member.invitation_moved", subject=self.organisation, actor=actor, there=there)

    @property
    def is_open(self) -> bool:
        """Sent, and its day has not passed."""
        return self.status == InvitationStatus.SENT and self.expires_at > now()

    @property
    def masked_mobile(self) -> str:
        return masks.mobile(self.mobile)


class JoinRequest(models.Model):
    """Somebody whose identity is checked asks to become a member; the super administrator decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ref = models.CharField(max_length=8, unique=True, default=ids.reference)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="join_requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="join_requests")
    matter = models.CharField(max_length=64, db_index=True)  # whose journey it belongs to
    status = models.CharField(max_length=16, default=JoinStatus.ASKED)
    asked_at = models.DateTimeField(default=now)
    told_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = EncryptedTextField(null=True)

    class Meta:
        ordering = ("asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=models.Q(status="asked"), name="one_open_join_request"
            ),
        ]

    def __str__(self) -> str:
        return f"join request {self.ref}"

    def move(self, there: JoinStatus, *, actor: models.Model | None) -> None:
        """The only writer of the status: checked against the table, audited in the same transaction."""
        here = JoinStatus(self.status)
        check_move(JOIN_MOVES, here=here, there=there)
        self.status, self.ended_at = there, now()
        self.save()
        audit.record("join.moved", subject=self, actor=actor, here=here, there=there)

    @property
    def is_open(self) -> bool:
        """Asked, and its day has not passed."""
        return self.status == JoinStatus.ASKED and self.expires_at > now()

    @property
    def shown_status(self) -> str:
        """An open one whose day has passed has expired, though the hourly job may not have said so yet."""
        return JoinStatus.EXPIRED if self.status == JoinStatus.ASKED and not self.is_open else self.status

    @property
    def masked_person(self) -> str:
        return masks.name(self.person.name or "—")

    @property
    def masked_mobile(self) -> str:
        return masks.mobile(self.person.mobile or "")
