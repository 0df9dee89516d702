"""Taking away what an application gave: only that, never what its applicant has on another paper."""

from django.db import models

from chopmark.onboarding.models import Application
from chopmark.organisations import activation


def stands(row: Application) -> bool:
    """Whether the very membership that this application gave is the super administrator's now."""
    held = row.organisation.super_administrator if row.organisation else None
    return held is not None and held.pk == row.granted_id


def dismiss(row: Application, *, actor: models.Model | None) -> bool:
    """End it at once; False when it has ended, or somebody else is super administrator."""
    return stands(row) and row.granted is not None and activation.dismiss_administrator(row.granted, actor=actor)
