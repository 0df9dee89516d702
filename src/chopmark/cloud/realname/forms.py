"""The forms of a filing, of a corporate account, and of the sum that arrived there."""

import re
import unicodedata
from typing import Any

from django import forms

from chopmark.cloud.accounts.forms import Mobile
from chopmark.cloud.realname.filing import certificate_of
from chopmark.cloud.realname.models import DETAILS, Certificate
from chopmark.evidence import idcard, uscc
from chopmark.evidence.names import (
    is_address,
    normalise_address,
    normalise_organisation,
    normalise_person,
    organisation_flaw,
    person_flaw,
)
from chopmark.web.forms import PageForm, keyed, later


def _line(longest: int, complete: str = "off") -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": complete, "maxlength": str(longest), "spellcheck": "false"})


class Elements(PageForm):
    """Form is checked here, field by field; whether the three belong together is the registry's answer."""

    name = keyed(forms.CharField(max_length=200, widget=_line(200, "organization")), "cloud.realname.name")
    uscc = keyed(forms.CharField(max_length=30, widget=_line(30)), "cloud.realname.uscc")
    legal_representative = keyed(forms.CharField(max_length=50, widget=_line(50)), "cloud.realname.rep")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if organisation_flaw(name):
            self.say("name", "cloud.realname.name.wrong")
        return normalise_organisation(name)

    def clean_uscc(self) -> str:
        verdict = uscc.check(str(self.cleaned_data["uscc"]))
        if not verdict.fits:
            self.say("uscc", "cloud.realname.uscc.wrong")
        return verdict.code

    def clean_legal_representative(self) -> str:
        name = str(self.cleaned_data["legal_representative"])
        if person_flaw(name):
            self.say("legal_representative", "cloud.realname.rep.wrong")
        return normalise_person(name)


class Details(Elements):
    """What the certificate says, and which one it is; the code tells whether that can be."""

    certificate = keyed(
        forms.ChoiceField(
            choices=[(kind, later(f"cloud.realname.certificate.{kind}")) for kind in Certificate],
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        ),
        "cloud.realname.certificate",
    )
    address = keyed(forms.CharField(max_length=500, widget=_line(500)), "onboarding.company.address")
    field_order = DETAILS

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        if not is_address(address):
            self.say("address", "onboarding.company.address.error")
        return normalise_address(address)

    def clean(self) -> None:
        coded = uscc.entity_type_of(str(self.cleaned_data.get("uscc", "")))
        chosen = self.cleaned_data.get("certificate")
        if chosen and coded and chosen != certificate_of(coded):
            self.say("certificate", "cloud.realname.certificate.mismatch")


class Contact(Mobile):
    """Who is asked when something is unclear; what is kept is not shown, and stays where a field is left empty."""

    contact_name = keyed(forms.CharField(max_length=50, widget=_line(50, "name")), "cloud.realname.contact.name")
    mobile = keyed(forms.CharField(max_length=20, widget=_line(20, "tel-national")), "cloud.realname.contact.mobile")
    field_order = ("contact_name", "mobile")

    def __init__(self, *args: Any, kept: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = not kept

    def clean_contact_name(self) -> str:
        name = str(self.cleaned_data["contact_name"])
        if name and person_flaw(name):
            self.say("contact_name", "cloud.realname.rep.wrong")
        return normalise_person(name)

    def clean_mobile(self) -> str:
        return super().clean_mobile() if self.cleaned_data["mobile"] else ""

    @property
    def said(self) -> dict[str, str]:
        """By the names of a filing, without what was left empty."""
        told = {"contact_name": self.cleaned_data["contact_name"], "contact_mobile": self.cleaned_data["mobile"]}
        return {name: value for name, value in told.items() if value}


class Head(PageForm):
    """The number beside the name of the legal representative."""

    number = keyed(forms.CharField(max_length=30, widget=_line(30)), "cloud.head.number")

    def clean_number(self) -> str:
        number = idcard.normalise(str(self.cleaned_data["number"]))
        if idcard.flaw_of(idcard.kind_of(number), number):
            self.say("number", "cloud.head.number.wrong")
        return number


class CorporateAccount(Elements):
    """The elements, and the account that the organisation holds at a bank."""

    number = keyed(forms.CharField(max_length=40, widget=_line(40)), "cloud.transfer.account")

    def clean_number(self) -> str:
        number = re.sub(r"[\s-]", "", _narrow(self.cleaned_data["number"]))
        if not re.fullmatch(r"\d{8,30}", number):
            self.say("number", "cloud.transfer.account.wrong")
        return number


class Amount(PageForm):
    """What the statement shows, in yuan; `amount` becomes whole cents, 1 to 99."""

    amount = keyed(
        forms.CharField(max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})),
        "cloud.transfer.amount",
    )

    def clean_amount(self) -> int:
        typed = re.fullmatch(r"[¥￥]?0?[.。](\d{1,2})元?", re.sub(r"\s", "", _narrow(self.cleaned_data["amount"])))
        cents = int(typed[1].ljust(2, "0")) if typed else 0
        if not cents:
            self.say("amount", "cloud.transfer.amount.unreadable")
        return cents


def _narrow(typed: object) -> str:
    """Full-width digits and points as the narrow ones that they mean."""
    return unicodedata.normalize("NFKC", str(typed))
