"""The forms of three elements, of a corporate account, and of the sum that arrived there."""

import re
import unicodedata

from django import forms

from chopmark.evidence import uscc
from chopmark.evidence.names import normalise_organisation, normalise_person, organisation_flaw, person_flaw
from chopmark.web.forms import PageForm, keyed


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
