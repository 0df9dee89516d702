"""What the pages of seals ask."""

import datetime as dt
import re
from typing import Any

from django import forms

from chopmark.drawing.seals import MOST_IN_LINE
from chopmark.kit.clock import now
from chopmark.people.models import Person
from chopmark.seals.shapes import SAYS, Kind, commonest_form, forms_for, usual_form
from chopmark.web import words
from chopmark.web.forms import PageForm, keyed

_SPOKEN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffffA-Za-z0-9（）()·]*")
_DAYS = ("30", "365", "0")  # nought: until it is taken back


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField


class SealForm(PageForm):
    """Name, form, and the line across: of a kind that stands fast already."""

    name = keyed(forms.CharField(max_length=50, strip=True), "seals.name")
    form = keyed(forms.ChoiceField(), "seals.form")
    line = keyed(forms.CharField(max_length=MOST_IN_LINE, required=False), "seals.line")

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        usual = {"name": words.text(f"seals.kind.{kind}"), "form": usual_form(kind), "line": SAYS.get(kind, "")}
        super().__init__(*args, initial=usual, **kwargs)
        _offer(self.fields["form"], [(one, words.text(f"seals.size.{one}")) for one in forms_for(kind)])
        if kind in (Kind.OFFICIAL, Kind.LEGAL):
            del self.fields["line"]

    def clean_line(self) -> str:
        line = "".join(self.cleaned_data["line"].split())
        if not _SPOKEN.fullmatch(line):
            self.say("line", "seals.line.error")
        return line


class PictureForm(PageForm):
    """Name, form and picture of a seal that there is; once a picture is kept, no other need be given."""

    name = keyed(forms.CharField(max_length=50, strip=True), "seals.name")
    form = keyed(forms.ChoiceField(), "seals.form")
    picture = keyed(
        forms.FileField(
            required=False,
            allow_empty_file=True,
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "class": "form-control"}),
        ),
        "seals.upload.picture",
    )

    def __init__(self, *args: Any, kind: Kind, name: str, form: str, **kwargs: Any) -> None:
        usual = {"name": name or words.text(f"seals.kind.{kind}"), "form": form or commonest_form(kind)}
        super().__init__(*args, initial=usual, **kwargs)
        _offer(self.fields["form"], [(one, words.text(f"seals.size.{one}")) for one in forms_for(kind)])


class GrantForm(PageForm):
    """To whom, and for how long."""

    to = keyed(forms.ChoiceField(), "seals.to")
    days = keyed(forms.ChoiceField(initial="365"), "seals.days")

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["to"], [(str(one.pk), one.name or "—") for one in people])
        _offer(self.fields["days"], [(one, words.text(f"seals.days.{one}")) for one in _DAYS])

    @property
    def until(self) -> dt.datetime | None:
        days = int(self.cleaned_data["days"])
        return now() + dt.timedelta(days=days) if days else None
