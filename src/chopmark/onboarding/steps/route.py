"""Whether the applicant is the legal representative: decided by the record where it can, else asked."""

from typing import Any

from django import forms
from django.db import models

from chopmark.evidence.engines.base import Registry
from chopmark.evidence.names import same_name
from chopmark.kit.engines import engine
from chopmark.kit.errors import Unavailable
from chopmark.onboarding.models import Application, Role
from chopmark.onboarding.steps.question import Question, Refusal
from chopmark.web.forms import PageForm, later


def by_record(row: Application) -> Role | None:
    """What the registry's own number of the legal representative says; None when it cannot tell.

    A name alone never makes anybody the legal representative (domain 9, case 15).
    """
    if row.inclusion_passed_at:  # a person confirmed what the registry does not know: its number may be a former head's
        return None if same_name(row.applicant_name or "", row.legal_representative or "") else Role.STAFF
    registry: Registry = engine("registry")
    try:
        is_head = registry.head_is(
            row.uscc, company=row.name, name=row.applicant_name or "", number=row.id_number or ""
        )
    except Unavailable:
        return None
    if is_head is not None:
        return Role.REPRESENTATIVE if is_head else Role.STAFF
    return None if same_name(row.applicant_name or "", row.legal_representative or "") else Role.STAFF


class RouteForm(PageForm):
    role = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[
            (Role.REPRESENTATIVE.value, later("onboarding.route.yes")),
            (Role.STAFF.value, later("onboarding.route.no")),
        ],
    )


class Route(Question):
    key = "route"
    stage = "authorise"
    form = RouteForm
    keeps = {"role": ""}
    answered_by = "role"
    depends = frozenset({"company", "identity", "contact"})

    def applies(self, row: Application) -> bool:
        """Bodies without this road, and records that decide by themselves, are not asked."""
        return row.rep_holds

    def examine(self, row: Application, form: PageForm, *, actor: models.Model) -> Refusal | None:
        """Only reached where the record holds a name and no number, or where the identity is not confirmed yet: then a
        yes cannot be proved here, and the record must not tell a stranger whether a number is the right one.
        """
        if row.waits_for_identity and form.cleaned_data["role"] == Role.REPRESENTATIVE:
            return Refusal("identity_waits")
        return Refusal("namesake") if form.cleaned_data["role"] == Role.REPRESENTATIVE else None

    def answer(self, row: Application, form: PageForm) -> None:
        row.role = form.cleaned_data["role"]

    def context(self, row: Application) -> dict[str, Any]:
        return {"rep": row.legal_representative}
