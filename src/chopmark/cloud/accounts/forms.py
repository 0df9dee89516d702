"""Forms of registration and sign-in."""

import re

from django import forms

from chopmark.cloud.accounts.passwords import is_weak
from chopmark.web.forms import PageForm, keyed

_MOBILE = re.compile(r"1[3-9]\d{9}")  # mainland numbers (domain 2.1)


def _secret(complete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": complete, "maxlength": "256"})


def _line(complete: str, mode: str = "text", longest: int = 64) -> forms.TextInput:
    attributes = {"autocomplete": complete, "inputmode": mode, "maxlength": str(longest)}
    return forms.TextInput(attrs={**attributes, "spellcheck": "false", "autocapitalize": "none"})


class RootSignIn(PageForm):
    identifier = keyed(forms.CharField(max_length=64, widget=_line("username", "numeric")), "cloud.signin.identifier")
    password = keyed(forms.CharField(strip=False, widget=_secret("current-password")), "cloud.signin.password")


class SubUserSignIn(PageForm):
    LONGEST_ROOT = 32  # an alias; a number is shorter
    root_id = keyed(forms.CharField(max_length=32, widget=_line("organization", longest=32)), "cloud.signin.root_id")
    name = keyed(forms.CharField(max_length=64, widget=_line("username")), "cloud.signin.sub_name")
    password = keyed(forms.CharField(strip=False, widget=_secret("current-password")), "cloud.signin.password")


class Mobile(PageForm):
    mobile = keyed(forms.CharField(max_length=20, widget=_line("tel-national", "tel", 20)), "cloud.register.mobile")

    def clean_mobile(self) -> str:
        mobile = re.sub(r"[\s-]", "", str(self.cleaned_data["mobile"])).removeprefix("+86")
        if not _MOBILE.fullmatch(mobile):
            self.say("mobile", "cloud.register.mobile.wrong")
        return mobile


class Strong(PageForm):
    """A form whose `password` has to be one that nobody guesses."""

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if is_weak(password):
            self.say("password", "cloud.register.password.weak")
        return password


class TextedCode(PageForm):
    code = keyed(
        forms.CharField(min_length=6, max_length=6, widget=_line("one-time-code", "numeric", 6)),
        "cloud.register.code",
    )


class NewMobile(TextedCode, Mobile):
    """The mobile again, and the code that went there."""


class NewPassword(Strong, NewMobile):
    """The same, and the password that they may set."""

    password = keyed(forms.CharField(strip=False, widget=_secret("new-password")), "cloud.register.password")


class OwnPassword(Strong):
    password = keyed(forms.CharField(strip=False, widget=_secret("new-password")), "cloud.change.password")


class Registration(NewPassword):
    email = keyed(
        forms.EmailField(required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})),
        "cloud.register.mail",
    )


class AppCode(PageForm):
    """Six digits that the authenticator app shows."""

    code = keyed(
        forms.CharField(min_length=6, max_length=6, widget=_line("one-time-code", "numeric", 6)), "cloud.account.digits"
    )


class OrPasskey(PageForm):
    """A secret that is typed, or what a passkey signed instead of it."""

    typed = "code"
    answer = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> None:
        if not self.cleaned_data.get(self.typed) and not self.cleaned_data.get("answer"):
            self.add_error(self.typed, self.fields[self.typed].error_messages["required"])


class SecondFactor(OrPasskey):
    """Six digits of the app, or one of the recovery codes."""

    code = keyed(
        forms.CharField(required=False, max_length=20, widget=_line("one-time-code", "text", 20)), "cloud.second.code"
    )


class Again(OrPasskey):
    typed = "password"
    password = keyed(
        forms.CharField(required=False, strip=False, widget=_secret("current-password")), "cloud.signin.password"
    )


class PasskeyName(PageForm):
    name = keyed(forms.CharField(max_length=40, widget=_line("off", longest=40)), "cloud.passkey.name")
