"""The application: everything that one applicant answered for one organisation, and where it stands."""

import uuid

from django.db import models

from chopmark.audit import log as audit
from chopmark.camera.models import CameraSession
from chopmark.evidence.heads import Title, title_of
from chopmark.evidence.uscc import EntityType
from chopmark.kit import ids, masks
from chopmark.kit.clock import now
from chopmark.kit.fields import BlindIndexField, EncryptedTextField
from chopmark.kit.states import check_move
from chopmark.onboarding.documents.models import DocumentCheck
from chopmark.onboarding.inviting.states import MOVES as INVITATION_MOVES
from chopmark.onboarding.inviting.states import OPEN
from chopmark.onboarding.inviting.states import PERMITS as INVITATION_PERMITS
from chopmark.onboarding.inviting.states import Status as InvitationStatus
from chopmark.onboarding.states import LIVE, MOVES, PERMITS, Status
from chopmark.organisations.models import Membership, Organisation
from chopmark.people.models import Person
from chopmark.web import words

__all__ = ["Application", "DocumentCheck", "FaceSession", "Method", "Objection", "Purpose", "Role", "application_of"]


class Role(models.TextChoices):
    """What the applicant is to the organisation."""

    REPRESENTATIVE = "rep", "rep"
    STAFF = "staff", "staff"


class Method(models.TextChoices):
    """Where the facts of the organisation come from first (domain 1.1)."""

    CLOUD = "cloud", "cloud"
    LICENCE = "licence", "licence"


class Purpose(models.TextChoices):
    """What the applicant is here for: to authenticate the organisation; or, where it is here already, to join it or to
    succeed its super administrator.
    """

    AUTHENTICATE = "authenticate", "authenticate"
    JOIN = "join", "join"
    CHANGE = "change", "change"


class Application(models.Model):
    """One row a journey; the step is derived from it, the status is only written by `move`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ref = models.CharField(max_length=8, unique=True, default=ids.reference)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    method = models.CharField(max_length=16, default=Method.CLOUD)
    purpose = models.CharField(max_length=16, default=Purpose.AUTHENTICATE, choices=Purpose.choices)
    status = models.CharField(max_length=16, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    moved_at = models.DateTimeField(default=now)

    cloud_uin = models.CharField(max_length=64)
    cloud_name = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True)

    entity_type = models.CharField(max_length=16, default="")
    name = models.CharField(max_length=200, default="")
    name_as_typed = models.CharField(max_length=200, default="")
    uscc = models.CharField(max_length=18, default="", db_index=True)
    legal_representative = EncryptedTextField(null=True)
    address = models.CharField(max_length=500, default="")
    company_answered_at = models.DateTimeField(null=True)
    inclusion_asked_at = models.DateTimeField(null=True)
    inclusion_passed_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)

    consented_at = models.DateTimeField(null=True)
    applicant_name = EncryptedTextField(null=True)
    id_kind = models.CharField(max_length=16, default="")
    id_number = EncryptedTextField(null=True)
    id_number_index = BlindIndexField(source="id_number", null=True)
    mobile = EncryptedTextField(null=True)
    identity_answered_at = models.DateTimeField(null=True)
    identity_checked_at = models.DateTimeField(null=True)
    identity_shown_at = models.DateTimeField(null=True)  # handed to a person, since the source could not say yes

    role = models.CharField(max_length=8, default="", choices=[("", ""), *Role.choices])
    road = models.CharField(max_length=16, default="")  # who authorises: empty, "rep", "letter" or "documents"
    face_consented_at = models.DateTimeField(null=True)
    face_passed_at = models.DateTimeField(null=True)
    documents_shown_at = models.DateTimeField(null=True)
    rep_signed_at = models.DateTimeField(null=True)
    letter_number = models.CharField(max_length=16, null=True, unique=True)
    letter_issued_at = models.DateTimeField(null=True)
    letter_submitted_at = models.DateTimeField(null=True)
    authorised_by = models.CharField(max_length=24, default="")  # an authorisation that waits for the identity
    activated_at = models.DateTimeField(null=True)
    bound_for = models.CharField(max_length=200, default="")  # a path of ours to go on to, and who asked for it
    inviter = models.CharField(max_length=200, default="")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="applications")
    granted = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")  # what it gave
    succeeds = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="successions")
    warned = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="warnings"
    )  # the head, if known

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "cloud_uin"],
                condition=models.Q(status__in=[str(status) for status in sorted(LIVE)]),
                name="one_live_application_per_account",
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.ref}"

    def move(self, there: Status, *, actor: models.Model | None, reasons: list[str] | None = None) -> None:
        """The only writer of the status: checked against the table, audited in the same transaction."""
        here = Status(self.status)
        check_move(MOVES, here=here, there=there)
        self.status, self.moved_at = there, now()
        self.save()
        audit.record(
            "application.moved", subject=self.matter, actor=actor, here=here, there=there, reasons=reasons or []
        )

    def may(self, act: str) -> bool:
        """Whether the status permits this; who only joins an organisation does not become its super administrator."""
        return act in PERMITS[Status(self.status)] and (act != "activate" or not self.joins)

    @property
    def has_lapsed(self) -> bool:
        """Whether what it gave has ended since: revoked, handed over, or taken back."""
        return self.granted is not None and self.granted.ended_at is not None

    @property
    def standing(self) -> str:
        """The last part of the key of how it stands, for lists and for whoever was given the link."""
        if self.has_lapsed:
            return "lapsed"
        return "active" if self.status == Status.APPROVED and self.activated_at else self.status

    @property
    def joins(self) -> bool:
        return self.purpose == Purpose.JOIN

    @property
    def changes(self) -> bool:
        """Whether a present super administrator is to be succeeded."""
        return self.purpose == Purpose.CHANGE

    @property
    def approvals(self) -> int:
        """How many people at the desk it takes: nobody's rights are ended by one person's word."""
        return 2 if self.changes else 1

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def matter(self) -> str:
        """The name under which uploads, checks, cases and events belong to this application."""
        return f"application:{self.pk}"

    @property
    def is_by_cloud(self) -> bool:
        """Begun with a cloud account: its record names the organisation, and only that account may go on."""
        return self.method == Method.CLOUD

    @property
    def begins_at(self) -> str:
        """Where another application of the same method begins: the name of an address."""
        return "begin" if self.is_by_cloud else "begin-licence"

    @property
    def rep_holds(self) -> bool:
        """Entity types whose head may authorise online; the others use the letter (domain 1.3), and so does who would
        succeed somebody on the word of a certificate that the registry does not confirm.
        """
        if self.changes and self.inclusion_passed_at is not None:
            return False
        return self.entity_type in (EntityType.ENTERPRISE, EntityType.SOLE_TRADER)

    @property
    def is_authorised(self) -> bool:
        return self.status == Status.APPROVED

    @property
    def waits_for_identity(self) -> bool:
        """A person has the photographs of the document; until they decide, the applicant is only typed data."""
        return self.identity_checked_at is None and self.identity_shown_at is not None

    @property
    def masked_mobile(self) -> str:
        return masks.mobile(self.mobile or "")

    @property
    def masked_applicant(self) -> str:
        return masks.name(self.applicant_name or "")

    @property
    def words(self) -> dict[str, str]:
        """What the texts of this application's pages are filled with."""
        org = self.name or self.cloud_name or words.text("onboarding.unnamed")
        return {"org": org, "ref": ids.spaced(self.ref), **words.entity_words(self.entity_type, title=self.head_title)}

    @property
    def head_title(self) -> Title:
        """What the person at the head of this organisation is called."""
        return title_of(self.entity_type, code=self.uscc, name=self.name or self.cloud_name)


class Invitation(models.Model):
    """The legal representative of one application is asked to authorise, at one mobile and as one identity.

    The link carries a token of 256 bits, the text message an alias of ten characters; of both only the digest is
    kept, and both only open the first page: everything personal waits for the code to the invited mobile.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ref = models.CharField(max_length=8, unique=True, default=ids.reference)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="invitations")
    status = models.CharField(max_length=16, default=InvitationStatus.SENT)
    token_digest = models.CharField(max_length=64, unique=True)
    alias_digest = models.CharField(max_length=64, unique=True)
    mobile = EncryptedTextField()
    mobile_index = BlindIndexField(source="mobile")
    rep_name = EncryptedTextField()
    rep_kind = models.CharField(max_length=16)
    rep_number = EncryptedTextField()
    rep_number_index = BlindIndexField(source="rep_number")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="invitations")
    sent_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    identity_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    face_consented_at = models.DateTimeField(null=True)
    face_passed_at = models.DateTimeField(null=True)
    needs_documents = models.BooleanField(default=False)  # the mobile could not be matched: a person decides first
    documents_passed_at = models.DateTimeField(null=True)
    pressed_at = models.DateTimeField(null=True)
    signature = EncryptedTextField(null=True)
    device = EncryptedTextField(null=True)
    language = models.CharField(max_length=16, default="zh-hans")
    file = models.CharField(max_length=64, default="")
    sha256 = models.CharField(max_length=64, default="")
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=16, default="")
    note = EncryptedTextField(null=True)

    class Meta:
        ordering = ("-sent_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(status__in=[str(status) for status in sorted(OPEN)]),
                name="one_open_invitation",
            ),
        ]
        indexes = [models.Index(fields=["mobile_index", "sent_at"])]

    def __str__(self) -> str:
        return f"invitation {self.ref}"

    def move(self, there: InvitationStatus, *, actor: models.Model | None) -> None:
        """The only writer of the status: checked against the table, audited in the same transaction."""
        here = InvitationStatus(self.status)
        check_move(INVITATION_MOVES, here=here, there=there)
        self.status = there
        if there not in OPEN:
            self.ended_at = now()
        self.save()
        audit.record("invitation.moved", subject=self.matter, actor=actor, here=here, there=there, reason=self.reason)

    def may(self, act: str) -> bool:
        """Whether the status permits this, and the day has not passed."""
        in_time = self.status != InvitationStatus.SENT or self.expires_at > now()
        return act in INVITATION_PERMITS[InvitationStatus(self.status)] and (in_time or act == "report")

    @property
    def matter(self) -> str:
        """The name under which codes, uploads, checks and events belong to this invitation."""
        return f"invitation:{self.pk}"

    @property
    def is_shown(self) -> bool:
        """Whether it is known that the signer is who they say: by their face, or by their document and a person."""
        by_face = self.face_passed_at is not None and not self.needs_documents
        return by_face or self.documents_passed_at is not None

    @property
    def masked_mobile(self) -> str:
        return masks.mobile(self.mobile)


class Objection(models.Model):
    """What the super administrator has to say against a change that would end, or has ended, their rights."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="objections")
    membership = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")  # theirs
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="objections")
    text = EncryptedTextField()
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "membership"], name="one_objection_of_an_administrator"),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"


class FaceSession(CameraSession):
    """The applicant's own face, or with an invitation the invited legal representative's."""

    filed_as = "face"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="face_sessions")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.CASCADE, related_name="face_sessions")

    @property
    def number(self) -> str:
        return str(self.invitation.rep_number if self.invitation else self.application.id_number or "")

    @property
    def masked_name(self) -> str:
        return masks.name(self.invitation.rep_name) if self.invitation else self.application.masked_applicant

    @property
    def org(self) -> str:
        return str(self.application.name)


def application_of(matter: str) -> Application:
    """The application that a matter names."""
    return Application.objects.get(pk=matter.partition(":")[2])
