"""The verbs: make a key, end it."""

import secrets

from django.db import models, transaction

from chopmark.audit import log as audit
from chopmark.kit.clock import now
from chopmark.openapi.models import ApiKey
from chopmark.organisations.models import Organisation

MOST = 2  # as many as a change from one to the next needs


class TooMany(Exception):
    """The organisation has as many keys as it may."""


@transaction.atomic
def make(organisation: Organisation, *, actor: models.Model) -> tuple[ApiKey, str]:
    """A new key, and its secret, which is shown this once. Raises TooMany."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.api_keys.filter(ended_at=None).count() >= MOST:
        raise TooMany
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(organisation=organisation, secret_key=secret)
    audit.record("api_key.made", subject=organisation, actor=actor, key=str(key.pk))
    return key, secret


@transaction.atomic
def end(key: ApiKey, *, actor: models.Model) -> None:
    """From now on nothing that it signs is answered."""
    if ApiKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=now()):
        audit.record("api_key.ended", subject=key.organisation, actor=actor, key=str(key.pk))
