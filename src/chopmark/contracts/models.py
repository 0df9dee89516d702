"""Contracts, their parties, and the places where each signs."""

import json
import uuid

from django.db import models

from chopmark.audit import log as audit
from chopmark.contracts.states import MOVES, Status
from chopmark.kit import files, ids, masks
from chopmark.kit.clock import now
from chopmark.kit.fields import BlindIndexField, EncryptedTextField, index_of
from chopmark.kit.states import check_move
from chopmark.organisations.models import Organisation
from chopmark.people.models import Person
from chopmark.seals.models import Seal
from chopmark.sheets.fields import Field, Kind

POINTS = 72 / 25.4  # a millimetre
LONGEST_LABEL = 40  # characters
_LABEL = 11  # points, of the letters that name a field on the screen
_ENDED = (Status.FINISHED, Status.REFUSED, Status.WITHDRAWN, Status.EXPIRED)


class Contract(models.Model):
    """One PDF that only grows. `file` is its present state; each signature replaces the name, never the bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ref = models.CharField(max_length=8, unique=True, default=ids.reference)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contracts")
    initiator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = EncryptedTextField()
    status = models.CharField(max_length=12, default=Status.DRAFT)
    file = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    sheets = models.JSONField()  # of each page [width, height] in points, as seen
    is_ordered = models.BooleanField(default=False)
    takes_texts = models.BooleanField(default=True)  # who signed the file before allows more than signatures
    deadline_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    renew_at = models.DateTimeField(null=True)  # of a finished one: when the next time stamp over its file is due
    reason = EncryptedTextField(null=True)
    token_digest = models.CharField(max_length=64, null=True, unique=True)  # of the code on its pages

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"contract {self.ref}"

    def move(self, there: Status, *, actor: models.Model | None) -> None:
        """The only writer of the status: checked against the table, audited in the same transaction."""
        here = Status(self.status)
        check_move(MOVES, here=here, there=there)
        self.status = there
        if there is Status.SENT:
            self.sent_at = now()
        if there in _ENDED:
            self.ended_at = now()
        self.save()
        audit.record("contract.moved", subject=self, actor=actor, here=here, there=there)

    @property
    def pdf(self) -> bytes:
        return files.get(self.file)

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_open(self) -> bool:
        """Sent, and its last day has not passed, though the hourly job may not have said so yet."""
        return self.status == Status.SENT and (self.deadline_at is None or self.deadline_at > now())

    @property
    def standing(self) -> str:
        """Its status as pages say it: past its last day it has expired, said or not."""
        return Status.EXPIRED if self.status == Status.SENT and not self.is_open else self.status

    @property
    def is_over(self) -> bool:
        """Nobody will sign it any more, and nobody can download it signed."""
        return self.standing in (Status.REFUSED, Status.WITHDRAWN, Status.EXPIRED)

    @property
    def due(self) -> "list[Party]":
        """Whose turn it is: everybody who has not signed, or in order the first of them."""
        waiting = [party for party in self.parties.all() if party.signed_at is None]
        return waiting[:1] if self.is_ordered else waiting


class Parties(models.QuerySet["Party"]):
    """Parties, found by who they are."""

    def of(self, organisation: Organisation) -> "Parties":
        """The parties that this organisation is: the own ones, and those that were invited by its code.

        Where nobody told the code it is known by its very name.
        """
        named = models.Q(uscc="", name_index=index_of(Party, "name_index", organisation.name))
        invited = models.Q(organisation=None, kind=Party.ORGANISATION) & (models.Q(uscc=organisation.uscc) | named)
        return self.filter(models.Q(organisation=organisation) | invited)


class Party(models.Model):
    """Who is to sign: a person by link and code, an organisation by a seal that its member holds."""

    ORGANISATION = "organisation"
    PERSON = "person"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="parties")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    name = EncryptedTextField()
    name_index = BlindIndexField(source="name", db_index=True, null=True)
    uscc = models.CharField(max_length=18, default="", db_index=True)  # of an invited organisation, where it was told
    mobile = EncryptedTextField(null=True)
    token_digest = models.CharField(max_length=64, null=True, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, null=True, related_name="+")
    mark = EncryptedTextField(null=True)  # the strokes or the typed name of a person, as JSON
    answers = EncryptedTextField(null=True)  # what they fill into their texts, as JSON: number of the place -> text
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")  # for a seal
    language = models.CharField(max_length=16, default="zh-hans")
    opened_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # they pressed; a worker signs
    signed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    objects = Parties.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="one_party_of_a_position"),
        ]

    def __str__(self) -> str:
        return f"party {self.pk}"

    @property
    def matter(self) -> str:
        """Under which codes, messages and uses of a seal belong to it."""
        return f"party:{self.pk}"

    @property
    def is_organisation(self) -> bool:
        return self.kind == self.ORGANISATION

    def is_of(self, organisation: Organisation) -> bool:
        """Whether this organisation is the party (`Parties.of`)."""
        if self.organisation_id:
            return self.organisation_id == organisation.pk
        if not self.is_organisation:
            return False
        return self.uscc == organisation.uscc if self.uscc else self.name == organisation.name

    @property
    def is_due(self) -> bool:
        """Whether they may sign right now."""
        return self.contract.is_open and self.asked_at is None and self in self.contract.due

    @property
    def masked_mobile(self) -> str:
        return masks.mobile(self.mobile or "")

    @property
    def texts(self) -> "list[Place]":
        """What they are asked to fill in, in the order of the pages."""
        asked = [one for one in self.places.all() if one.kind == Kind.TEXT]
        return sorted(asked, key=lambda one: (one.page, -one.y, one.x))

    @property
    def answered(self) -> dict[str, str]:
        """What they filled in, by the number of the place."""
        told: dict[str, str] = json.loads(self.answers or "{}")
        return told

    @property
    def state(self) -> str:
        """What a page says of it."""
        if self.refused_at:
            return "refused"
        if self.signed_at:
            return "signed"
        if not self.contract.is_open:
            return "not_signed"
        return "signing" if self.asked_at else "due" if self.is_due else "waiting"


class Place(models.Model):
    """A field on a page, and its name in the file once the contract is sent."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="places")
    page = models.PositiveSmallIntegerField()  # from 0
    x = models.FloatField()  # points from the lower left of the page as seen
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()
    kind = models.CharField(max_length=12)
    label = models.CharField(max_length=LONGEST_LABEL, default="")  # of a text: what is asked for
    name = models.CharField(max_length=60, default="")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"place {self.pk}"

    @property
    def field(self) -> Field:
        kind = Kind(self.kind)
        return Field(self.page, self.x, self.y, self.width, self.height, kind, self.party.position)

    @property
    def top(self) -> float:
        """Its upper edge in points from the top of the page, as drawings on the screen count."""
        return float(self.party.contract.sheets[self.page][1]) - self.y - self.height

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def line(self) -> float:
        """Where its label stands in a drawing on the screen."""
        return self.top + self.height / 2 + _LABEL / 3

    @property
    def millimetres(self) -> tuple[int, int]:
        """Its middle from the upper left corner of the page."""
        return round((self.x + self.width / 2) / POINTS), round((self.top + self.height / 2) / POINTS)
