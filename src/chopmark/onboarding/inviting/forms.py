"""What the legal representative is asked on the phone."""

import json
from typing import Any

from django import forms

from chopmark.drawing.handwriting import LIMIT_CHARACTERS, strokes_in
from chopmark.evidence import idcard
from chopmark.evidence.names import normalise_person
from chopmark.onboarding.inviting.actions import REASONS
from chopmark.web import words
from chopmark.web.forms import PageForm, keyed, later


class WhoForm(PageForm):
    """Name and number, and the two consents under which they are compared; both boxes are empty at load."""

    name = keyed(
        forms.CharField(max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"})),
        "onboarding.identity.name",
    )
    number = keyed(
        forms.CharField(max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off", "class": "cm-code"})),
        "onboarding.identity.number",
    )
    agree = forms.BooleanField(label=later("consent.identity.provider_tick", provider=later("provider.identity")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agree"].error_messages["required"] = words.text("consent.required")

    def clean_name(self) -> str:
        return normalise_person(self.cleaned_data["name"])

    def clean_number(self) -> str:
        return idcard.normalise(self.cleaned_data["number"])


class SignForm(PageForm):
    """The name by hand, or typed where a hand cannot draw; and the word that it binds."""

    strokes = forms.CharField(required=False, max_length=LIMIT_CHARACTERS, widget=forms.HiddenInput)
    typed = keyed(
        forms.CharField(required=False, max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"})),
        "authorise.sign.typed",
    )
    agree = forms.BooleanField(required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agree"].label = words.text("authorise.sign.agree", **self.entity_words)
        self.fields["agree"].error_messages["required"] = words.text("consent.required")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        strokes = strokes_in(data.get("strokes") or "")
        if not strokes and not data.get("typed"):
            self.say("typed", "authorise.sign.empty")
        data["signature"] = json.dumps({"strokes": strokes, "typed": normalise_person(data.get("typed") or "")})
        return data


class RefuseForm(PageForm):
    reason = forms.ChoiceField(
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        choices=[(code, later(f"authorise.refuse.{code}")) for code in REASONS],
    )
    note = keyed(
        forms.CharField(required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})),
        "authorise.refuse.note",
    )
