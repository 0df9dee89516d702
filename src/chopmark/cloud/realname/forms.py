"""The form of three elements."""

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
