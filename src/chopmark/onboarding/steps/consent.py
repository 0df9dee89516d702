"""Before any number is sent: consent to the identity check, on a page of its own."""

from typing import Any

from django import forms

from chopmark.onboarding.models import Application
from chopmark.onboarding.steps.question import EVERY_PURPOSE, Question
from chopmark.web.forms import PageForm, later


class ConsentForm(PageForm):
    """The separate consent to the source that compares (PIPL art. 23); the box is empty at load."""

    source = forms.BooleanField(label=later("consent.identity.provider_tick", provider=later("provider.identity")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].error_messages["required"] = str(later("consent.required"))


class Consent(Question):
    key = "consent"
    stage = "authorise"
    purposes = EVERY_PURPOSE
    form = ConsentForm
    keeps = {"consented_at": None}
    answered_by = "consented_at"

    def context(self, row: Application) -> dict[str, Any]:
        return {"provider": str(later("provider.identity"))}
