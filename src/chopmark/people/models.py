"""Persons, their sign-ins at an identity provider, and their consents."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from chopmark.kit.clock import now
from chopmark.kit.fields import BlindIndexField, EncryptedTextField


class People(BaseUserManager):  # type: ignore[type-arg]
    """Persons are made by a sign-in; none has a password here."""

    def arrive(self) -> "Person":
        person: Person = self.model()
        person.set_unusable_password()
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        found: Person = self.get(pk=username)
        return found


class Person(AbstractBaseUser):
    """A natural person. Name, number and mobile are filled in once their identity has been checked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = EncryptedTextField(null=True)
    id_kind = models.CharField(max_length=16, null=True)
    id_number = EncryptedTextField(null=True)
    id_number_index = BlindIndexField(source="id_number", null=True)
    mobile = EncryptedTextField(null=True)
    mobile_index = BlindIndexField(source="mobile", null=True)
    identity_checked_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=16, default="zh-hans")
    created_at = models.DateTimeField(default=now)

    objects = People()
    USERNAME_FIELD = "id"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            # One natural person, one account (domain 2.1).
            models.UniqueConstraint(
                fields=["id_number_index"],
                name="one_account_per_identity",
                condition=models.Q(identity_checked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Login(models.Model):
    """One subject at one issuer is one person; the claims are what the provider said last."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="logins")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    claims = models.JSONField(default=dict)
    seen_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_login_per_subject")]

    def __str__(self) -> str:
        return f"login {self.pk}"


class Consent(models.Model):
    """What somebody agreed to: which text in which version and language, when, for which matter."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    text = models.CharField(max_length=32)
    version = models.CharField(max_length=16)
    language = models.CharField(max_length=16)
    matter = models.CharField(max_length=64)
    given = models.BooleanField()
    at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"consent {self.pk}"

    @classmethod
    def stands(cls, person: Person, text: str, matter: str) -> bool:
        """Whether the person's last word on this text and matter is yes."""
        last = cls.objects.filter(person=person, text=text, matter=matter).order_by("-id").first()
        return bool(last and last.given and last.withdrawn_at is None)


def as_person(user: Any) -> Person:
    """The signed-in user as what it is; for views behind a sign-in."""
    if not isinstance(user, Person):
        raise TypeError("nobody is signed in")
    return user
