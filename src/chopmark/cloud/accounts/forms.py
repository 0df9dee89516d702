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
    password = keyed(forms.CharField(strip=False, widget=_secret("current-password")), "cloud.signin.secret")


class SubUserSignIn(PageForm):
    root_id = keyed(
        forms.CharField(max_length=12, widget=_line("organization", "numeric", 12)), "cloud.signin.root_uin"
    )
    name = keyed(forms.CharField(max_length=64, widget=_line("username")), "cloud.signin.sub_user")
    password = keyed(forms.CharField(strip=False, widget=_secret("current-password")), "cloud.signin.secret")


class Mobile(PageForm):
    mobile = keyed(forms.CharField(max_length=20, widget=_line("tel-national", "tel", 20)), "cloud.register.number")

    def clean_mobile(self) -> str:
        mobile = re.sub(r"[\s-]", "", str(self.cleaned_data["mobile"])).removeprefix("+86")
        if not _MOBILE.fullmatch(mobile):
            self.say("mobile", "cloud.register.number.wrong")
        return mobile


class Registration(Mobile):
    code = keyed(
        forms.CharField(min_length=6, max_length=6, widget=_line("one-time-code", "numeric", 6)),
        "cloud.register.digits",
    )
    password = keyed(forms.CharField(strip=False, widget=_secret("new-password")), "cloud.register.secret")
    email = keyed(
        forms.EmailField(required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})),
        "cloud.register.address",
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if is_weak(password):
            self.say("password", "cloud.register.password_error")
        return password
