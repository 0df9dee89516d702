"""What the pages of contracts ask."""

import json
from typing import Any

from django import forms

from chopmark.contracts.actions import MOST_DAYS, USUAL_DAYS
from chopmark.contracts.models import LONGEST_LABEL, POINTS, Contract, Party, Place
from chopmark.drawing.handwriting import LIMIT_CHARACTERS, strokes_in
from chopmark.drawing.letters import GlyphMissing
from chopmark.drawing.marks import check_line, check_name, room_of
from chopmark.evidence import uscc
from chopmark.evidence.names import normalise_organisation, normalise_person
from chopmark.notify.mobiles import mobile_of
from chopmark.seals.models import Seal
from chopmark.sheets.fields import Kind
from chopmark.web import words
from chopmark.web.forms import PageForm, keyed, later

_LONGEST_ANSWER = 100  # characters; what fits is measured
PICTURE_WIDTH = 620  # pixels, of the picture of a page on the screen


class DraftForm(PageForm):
    title = keyed(forms.CharField(max_length=100), "contracts.title_field")
    file = keyed(
        forms.FileField(widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf", "class": "form-control"})),
        "contracts.file",
    )


class PartyForm(PageForm):
    """Who else signs. An organisation is reached through one of its people."""

    kind = keyed(
        forms.ChoiceField(
            choices=[(one, later(f"contracts.kind.{one}")) for one in (Party.PERSON, Party.ORGANISATION)],
        ),
        "contracts.party_kind",
    )
    name = keyed(forms.CharField(max_length=100), "contracts.party_name")
    mobile = keyed(
        forms.CharField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})),
        "contracts.party_mobile",
    )
    uscc = keyed(
        forms.CharField(required=False, max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})),
        "contracts.party_uscc",
    )

    def clean_mobile(self) -> str:
        mobile = mobile_of(self.cleaned_data["mobile"])
        if mobile is None:
            self.say("mobile", "onboarding.contact.mobile.error")
        return mobile or ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        normal = normalise_organisation if data.get("kind") == Party.ORGANISATION else normalise_person
        data["name"] = normal(data.get("name") or "")
        if not data["name"] and "name" not in self.errors:
            self.say("name", "contracts.party_name.empty")
        data["uscc"] = self._code(data) if data.get("kind") == Party.ORGANISATION else ""
        return data

    def _code(self, data: dict[str, Any]) -> str:
        """The code of an organisation, where it was told."""
        if not data.get("uscc"):
            return ""
        found = uscc.check(data["uscc"])
        if not found.fits:
            self.say("uscc", f"contracts.party_uscc.{found.flaw}", n=len(found.code))
        return found.code


class PlaceForm(PageForm):
    """Where something goes: a press on the picture of the page, or millimetres from its upper left corner."""

    party = keyed(forms.ChoiceField(), "contracts.place_party")
    kind = keyed(forms.ChoiceField(), "contracts.place_kind")
    label = keyed(forms.CharField(required=False, max_length=LONGEST_LABEL), "contracts.place_label")
    across = keyed(forms.FloatField(required=False, min_value=0, max_value=5080), "contracts.across")
    down = keyed(forms.FloatField(required=False, min_value=0, max_value=5080), "contracts.down")
    shown = forms.IntegerField(
        required=False, min_value=100, max_value=PICTURE_WIDTH
    )  # pixels, as wide as it was shown

    def __init__(self, *args: Any, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["party"], [(str(one.pk), one.name) for one in parties])
        _offer(self.fields["kind"], [("sign", words.text("contracts.place.sign")), *_others()])
        self.parties = {str(one.pk): one for one in parties}

    @property
    def chosen(self) -> tuple[Party, Kind]:
        """An organisation signs by its seal, a person by hand."""
        party = self.parties[self.cleaned_data["party"]]
        if self.cleaned_data["kind"] == "sign":
            return party, Kind.SEAL if party.is_organisation else Kind.SIGNATURE
        return party, Kind(self.cleaned_data["kind"])


def _others() -> list[tuple[str, str]]:
    return [(one, words.text(f"contracts.place.{one}")) for one in (Kind.DATE, Kind.TEXT, Kind.STRIP, Kind.CODE)]


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField


class SendForm(PageForm):
    days = keyed(forms.IntegerField(initial=USUAL_DAYS), "contracts.days")
    is_ordered = keyed(forms.BooleanField(required=False), "contracts.ordered")

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        if not 1 <= days <= MOST_DAYS:
            self.say("days", "contracts.days.error", most=MOST_DAYS)
        return days


class AnswersForm(PageForm):
    """What the party fills in, one line a text of its places."""

    def __init__(self, *args: Any, texts: list[Place], answered: dict[str, str], **kwargs: Any) -> None:
        initial = {f"text_{number}": text for number, text in answered.items()}
        super().__init__(*args, initial=initial, **kwargs)
        self.texts = {f"text_{one.pk}": one for one in texts}
        for name, one in self.texts.items():
            self.fields[name] = forms.CharField(max_length=_LONGEST_ANSWER, label=one.label)
            self._dress(name, self.fields[name])
            most = room_of(width=one.width, height=one.height)
            self.fields[name].help_text = words.text("contracts.text.hint", most=most)
        self.order_fields(self.texts)

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in self.texts]

    @property
    def answers(self) -> dict[str, str]:
        """Number of the place -> text."""
        return {str(one.pk): self.cleaned_data[name] for name, one in self.texts.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, one in self.texts.items():
            self._check(name, one, str(data.get(name) or ""))
        return data

    def _check(self, name: str, one: Place, text: str) -> None:
        try:
            if not check_line(text, width=one.width, height=one.height):
                self.say(name, "contracts.text.long", label=one.label, most=room_of(width=one.width, height=one.height))
        except GlyphMissing as trouble:
            self.say(name, "contracts.text.glyph", label=one.label, characters="".join(trouble.characters))


class MarkForm(AnswersForm):
    """The name by hand, or typed; and the word that it binds."""

    strokes = forms.CharField(required=False, max_length=LIMIT_CHARACTERS, widget=forms.HiddenInput)
    typed = keyed(
        forms.CharField(required=False, max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"})),
        "authorise.sign.typed",
    )
    agree = keyed(forms.BooleanField(required=True), "contracts.agree")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        strokes, typed = strokes_in(data.get("strokes") or ""), normalise_person(data.get("typed") or "")
        if not strokes and not typed:
            self.say("typed", "authorise.sign.empty")
        try:
            check_name(typed)
        except GlyphMissing:
            self.say("typed", "contracts.by_hand")
        data["mark"] = json.dumps({"strokes": strokes, "typed": typed})
        return data


class SealChoiceForm(AnswersForm):
    """Which seal, and the word that it binds."""

    seal = keyed(forms.ChoiceField(), "contracts.seal")
    agree = keyed(forms.BooleanField(required=True), "contracts.agree")

    def __init__(self, *args: Any, seals: list[Seal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["seal"], [(str(one.pk), one.name) for one in seals])
        self.seals = {str(one.pk): one for one in seals}


class RefusalForm(PageForm):
    reason = keyed(forms.CharField(max_length=200, widget=forms.Textarea(attrs={"rows": 3})), "contracts.reason")


class NameForm(PageForm):
    """The new name, and whom the register has at the head: two of the three elements of a confirmation."""

    name = keyed(forms.CharField(max_length=100), "rename.name")
    legal_representative = keyed(forms.CharField(max_length=50), "rename.head")

    def clean_name(self) -> str:
        return normalise_organisation(self.cleaned_data["name"])

    def clean_legal_representative(self) -> str:
        return normalise_person(self.cleaned_data["legal_representative"])


def point_on(contract: Contract, page: int, *, pressed: tuple[int, int] | None, form: PlaceForm) -> tuple[float, float]:
    """Points from the lower left of the page: of the press on its picture, else of the millimetres, else its middle."""
    width, height = contract.sheets[page]
    if pressed is not None and pressed != (0, 0):  # the Enter key presses a picture at its corner
        scale = width / (form.cleaned_data.get("shown") or PICTURE_WIDTH)
        return pressed[0] * scale, height - pressed[1] * scale
    across, down = form.cleaned_data.get("across"), form.cleaned_data.get("down")
    if across is None or down is None:
        return width / 2, height / 2
    return across * POINTS, height - down * POINTS
