"""Seed step 4: who the applicant is. The mobile gets its code from here; the next step asks for it."""

from typing import Any

from django import forms
from django.db import models

from chopmark.evidence import idcard
from chopmark.evidence.names import normalise_person, person_flaw
from chopmark.kit import clock
from chopmark.kit.clock import now
from chopmark.notify import codes
from chopmark.notify.codes import TooManyCodes
from chopmark.notify.forms import MobileForm
from chopmark.onboarding.models import Application
from chopmark.onboarding.steps.contact import is_somebody_else
from chopmark.onboarding.steps.question import EVERY_PURPOSE, Question, Refusal
from chopmark.web.forms import PageForm, keyed, later


class IdentityForm(MobileForm):
    field_order = ("applicant_name", "id_kind", "id_number", "mobile")

    applicant_name = keyed(
        forms.CharField(max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"})),
        "onboarding.identity.name",
    )
    id_kind = keyed(
        forms.ChoiceField(choices=[(k.value, later(f"onboarding.identity.kind.{k.value}")) for k in idcard.Kind]),
        "onboarding.identity.kind",
    )
    id_number = keyed(
        forms.CharField(max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off", "class": "cm-code"})),
        "onboarding.identity.number",
    )

    def clean_applicant_name(self) -> str:
        name = normalise_person(self.cleaned_data["applicant_name"])
        if person_flaw(name):
            self.say("applicant_name", "onboarding.identity.name.error")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "id_number" in data and "id_kind" in data:
            data["id_number"] = idcard.normalise(data["id_number"])
            flaw = idcard.flaw_of(idcard.Kind(data["id_kind"]), data["id_number"])
            if flaw:
                self.say("id_number", f"onboarding.identity.number.{flaw}")
        return data


class Identity(Question):
    key = "identity"
    stage = "authorise"
    purposes = EVERY_PURPOSE
    form = IdentityForm
    answered_by = "identity_answered_at"
    keeps = {
        "applicant_name": None, "id_kind": "", "id_number": None, "mobile": None, "identity_answered_at": None,
    }  # fmt: skip

    def initial(self, row: Application) -> dict[str, Any]:
        kept = super().initial(row)
        return {**kept, "id_kind": kept["id_kind"] or idcard.Kind.ID_CARD}

    def examine(self, row: Application, form: PageForm, *, actor: models.Model) -> Refusal | None:
        data = form.cleaned_data
        if idcard.is_under_age(idcard.Kind(data["id_kind"]), data["id_number"], today=clock.today()):
            return Refusal("under_age")
        if is_somebody_else(row, number=data["id_number"]):
            return Refusal("account_held")
        if not row.identity_checked_at or any(getattr(row, name) != data[name] for name in self.form.base_fields):
            send_confirmation(row, form, mobile=data["mobile"])
        return None

    def answer(self, row: Application, form: PageForm) -> None:
        for name in ("applicant_name", "id_kind", "id_number", "mobile"):
            setattr(row, name, form.cleaned_data[name])
        row.identity_answered_at = now()


def send_confirmation(row: Application, form: PageForm, *, mobile: str) -> None:
    """Send the code that confirms the mobile. A code that went out moments ago is still good: no second one."""
    try:
        codes.send_code("confirm", mobile=mobile, matter=row.matter, language=row.owner.language)
    except TooManyCodes as limit:
        if not codes.has_live(mobile=mobile, purpose="confirm", matter=row.matter):
            form.add_error("mobile", limit.text)
