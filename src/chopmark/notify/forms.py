"""The two questions about a mobile: its number, and the code that went to it."""

import unicodedata
from typing import Any

from django import forms

from chopmark.notify import codes
from chopmark.notify.mobiles import mobile_of
from chopmark.web.forms import PageForm, keyed, later


class MobileForm(PageForm):
    """One mobile."""

    mobile = keyed(
        forms.CharField(
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel-national", "class": "cm-code"}),
        ),
        "onboarding.contact.mobile",
    )

    def clean_mobile(self) -> str:
        mobile = mobile_of(self.cleaned_data["mobile"])
        if mobile is None:
            self.say("mobile", "onboarding.contact.mobile.error")
        return mobile or ""


class CodeField(forms.RegexField):
    """Six digits, also when a Chinese keyboard types them in full width."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", str(super().to_python(value)))


class CodeForm(PageForm):
    """Six digits in one input, so that pasting and the phone's own filling work."""

    code = keyed(
        CodeField(
            r"^[0-9]{6}$",
            widget=forms.TextInput(
                attrs={
                    "inputmode": "numeric",
                    "autocomplete": "one-time-code",
                    "maxlength": 6,
                    "data-send-when-full": "yes",
                }
            ),
            error_messages={"invalid": later("onboarding.contact.code.six")},
        ),
        "onboarding.contact.code",
    )

    def __init__(self, *args: Any, entity_words: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, entity_words={**(entity_words or {}), "minutes": str(codes.MINUTES)}, **kwargs)

    def hear(self, outcome: codes.Outcome) -> bool:
        """Whether the entered code was right; otherwise the field says what became of it."""
        if outcome.answer is not codes.Answer.RIGHT:
            self.say("code", f"onboarding.contact.code.{outcome.answer}", left=outcome.tries_left)
            self.data = {**{name: self.data[name] for name in self.data}, "code": ""}  # never sent again unchanged
        return outcome.answer is codes.Answer.RIGHT
