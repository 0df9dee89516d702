"""Who stands behind a root account, once that has been verified."""

import datetime as dt
import uuid

from django.db import models

from chopmark.camera.models import CameraSession
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.realname.states import ALIVE, MOVES, Status
from chopmark.kit import masks
from chopmark.kit.clock import now
from chopmark.kit.fields import EncryptedTextField
from chopmark.kit.states import check_move

CHANGE_AFTER = dt.timedelta(days=30)  # domain 6.1: changes are 30 days apart
ELEMENTS = ("name", "uscc", "legal_representative")  # domain 1.6: what the registry compares
DETAILS = ("certificate", *ELEMENTS, "address")  # domain 6.1: what the form asks
ANSWER_WITHIN = dt.timedelta(days=7)  # domain 1.7: from the arrival of the sum


class Kind(models.TextChoices):
    PERSONAL = "personal"
    ENTERPRISE = "enterprise"


class Certificate(models.TextChoices):
    """What is shown: businesses have a licence; public bodies, institutions and other organisations something else."""

    LICENCE = "licence"
    OTHER = "other"


class Proof(models.TextChoices):
    """What was shown beyond the three elements."""

    REGISTRY = "registry"
    TRANSFER = "transfer"
    FACE = "face"  # of the legal representative


class RealName(models.Model):
    """One verified name a root account; the name is a person's or a company's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="real_name")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = EncryptedTextField()
    uscc = models.CharField(max_length=18, null=True, db_index=True)
    legal_representative = EncryptedTextField(null=True)
    proof = models.CharField(max_length=16, choices=Proof.choices, default=Proof.REGISTRY)
    verified_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"real name {self.pk}"

    @property
    def is_enterprise(self) -> bool:
        return self.kind == Kind.ENTERPRISE

    @property
    def may_change_at(self) -> dt.datetime:
        """From when an enterprise's name may be verified."""
        return self.may_become_at(Kind.ENTERPRISE)

    def may_become_at(self, kind: Kind) -> dt.datetime:
        """From when another name of this kind may be verified; from person to enterprise at once."""
        is_exempt = not self.is_enterprise and kind is Kind.ENTERPRISE
        return self.verified_at if is_exempt else self.verified_at + CHANGE_AFTER


def real_name_of(account: Account) -> RealName | None:
    """The verified name of an account's root: its sub-users act for the same one."""
    return RealName.objects.filter(account=account.root).first()


class Filing(models.Model):
    """What is said of an enterprise before its name is verified; typed, or read from a picture of its certificate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="filings")
    name = EncryptedTextField(null=True)
    uscc = EncryptedTextField(null=True)
    legal_representative = EncryptedTextField(null=True)
    certificate = models.CharField(max_length=16, choices=Certificate.choices, default=Certificate.LICENCE)
    address = EncryptedTextField(null=True)
    contact_name = EncryptedTextField(null=True)
    contact_mobile = EncryptedTextField(null=True)
    head_number = EncryptedTextField(null=True)
    details_at = models.DateTimeField(null=True)
    contact_at = models.DateTimeField(null=True)
    head_at = models.DateTimeField(null=True)  # when the number was found to be the legal representative's
    created_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended_at=None), name="one_open_filing_per_account"
            ),
        ]

    def __str__(self) -> str:
        return f"filing {self.pk}"

    @property
    def matter(self) -> str:
        """The name under which its pictures and readings are filed."""
        return f"filing:{self.pk}"

    @property
    def details(self) -> dict[str, str]:
        return {name: str(getattr(self, name) or "") for name in DETAILS}

    @property
    def contact(self) -> dict[str, str]:
        """Who is asked about the real name, as a page shows it; empty before they are named."""
        if not self.contact_name or not self.contact_mobile:
            return {}
        return {"name": masks.name(str(self.contact_name)), "mobile": masks.mobile(str(self.contact_mobile))}

    @property
    def elements(self) -> dict[str, str]:
        return {name: str(getattr(self, name) or "") for name in ELEMENTS}


class HeadCamera(CameraSession):
    """The legal representative before a camera, for the name that this filing says."""

    filed_as = "realname_face"

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="cameras")
    consented_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=16, null=True)  # what became of the name once the face had passed

    @property
    def number(self) -> str:
        return str(self.filing.head_number or "")

    @property
    def masked_name(self) -> str:
        return masks.name(str(self.filing.legal_representative or ""))

    @property
    def org(self) -> str:
        return str(self.filing.name or "")


class Transfer(models.Model):
    """A sum below one yuan on its way to the account that an organisation holds.

    How much it is stands nowhere: it follows from the key and the row (`transfers.cents_of`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="transfers")
    name = EncryptedTextField()
    uscc = models.CharField(max_length=18, db_index=True)
    legal_representative = EncryptedTextField()
    number = EncryptedTextField()
    status = models.CharField(max_length=16, default=Status.ORDERED)
    wrong = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(status__in=ALIVE), name="one_living_transfer_per_account"
            ),
        ]

    def __str__(self) -> str:
        return f"transfer {self.pk}"

    def move(self, there: Status) -> None:
        """The only writer of the status; the row is locked by the caller."""
        check_move(MOVES, here=Status(self.status), there=there)
        self.status = there
        self.save()

    @property
    def is_alive(self) -> bool:
        return self.status in ALIVE

    @property
    def masked(self) -> str:
        """The account as a page shows it."""
        return f"**** {str(self.number)[-4:]}"

    @property
    def until(self) -> dt.datetime | None:
        """The last moment for the amount, once the sum has arrived."""
        return self.arrived_at + ANSWER_WITHIN if self.arrived_at else None
