"""Policies, which account has which, and a sub-user's request to its root."""

from django.db import models
from django.db.models import Q

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.writing import written
from chopmark.kit.clock import now


class Policy(models.Model):
    """A preset of the cloud (no owner) or one that a root account wrote."""

    owner = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="policies")
    name = models.CharField(max_length=128)  # domain 6.2: 1 to 128 characters
    document = models.JSONField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_policy_per_name"),
            models.UniqueConstraint(fields=["name"], condition=Q(owner=None), name="one_preset_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_preset(self) -> bool:
        return self.owner_id is None

    @property
    def text(self) -> str:
        """The policy as people read and write it."""
        return written(self.document)


class Attachment(models.Model):
    """A policy that a sub-user has."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="attachments")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="attachments")
    attached_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("attached_at", "id")
        constraints = [models.UniqueConstraint(fields=["policy", "account"], name="one_attachment_each")]

    def __str__(self) -> str:
        return f"attachment {self.pk}"


class Group(models.Model):
    """Sub-users of one root who are given policies together (domain 6.3)."""

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_group_per_name")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A sub-user who is in a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("added_at", "id")
        constraints = [models.UniqueConstraint(fields=["group", "account"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class GroupAttachment(models.Model):
    """A policy that everybody in a group has."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="group_attachments")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="attachments")
    attached_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("attached_at", "id")
        constraints = [models.UniqueConstraint(fields=["policy", "group"], name="one_group_attachment_each")]

    def __str__(self) -> str:
        return f"group attachment {self.pk}"


class PolicyRequest(models.Model):
    """A sub-user asks its root for a policy. Of the link, the row keeps the digest only."""

    class Answer(models.TextChoices):
        GRANTED = "granted"
        REFUSED = "refused"

    sub_user = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="policy_requests")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE)
    organisation = models.CharField(max_length=200)  # domain 1.5: a company's name, no personal data
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=now)
    answer = models.CharField(max_length=16, null=True, choices=Answer.choices)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"policy request {self.pk}"
