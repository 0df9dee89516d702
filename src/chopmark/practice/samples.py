"""The sample desk: licences of the invented organisations, and one's own letter, stamped well or badly."""

import io
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from PIL import Image

from chopmark.drawing.damage import Damage, damaged
from chopmark.drawing.idcards import Side, draw_card
from chopmark.drawing.letters.chinese import chinese_letter
from chopmark.drawing.licences import draw_licence
from chopmark.drawing.returned.kinds import Defect
from chopmark.drawing.stamped import stamped
from chopmark.kit import clock
from chopmark.kit.errors import NotReady
from chopmark.onboarding import actions
from chopmark.onboarding.flow import FLOW
from chopmark.onboarding.models import Application
from chopmark.onboarding.papers import letter_data, marks
from chopmark.people.doors import signed_in
from chopmark.people.models import as_person
from chopmark.practice.idcards import card_of, expired
from chopmark.practice.licences import licence_of
from chopmark.practice.models import Company, Resident
from chopmark.web.forms import PageForm, keyed, later

WAYS = (Damage.CLEAN, Damage.PHONE, Damage.ROTATED, Damage.WATERMARK, Damage.HARD, Damage.COPY)
FORMATS = {"jpg": ("JPEG", "image/jpeg"), "png": ("PNG", "image/png"), "pdf": ("PDF", "application/pdf")}
GOOD = "good"
CARD_WAYS = (Damage.CLEAN, Damage.PHONE, Damage.ROTATED, Damage.HARD, Damage.COPY)
TERMS = {"in_force": lambda card: card, "expired": expired}


def _choices(key: str, names: Any) -> list[tuple[str, Any]]:
    return [(str(name), later(f"{key}.{name}")) for name in names]


class LicenceForm(PageForm):
    company = keyed(forms.ModelChoiceField(Company.objects.all(), empty_label=None), "practice.samples.company")
    way = keyed(forms.ChoiceField(choices=_choices("practice.way", WAYS)), "practice.samples.way")
    format = keyed(forms.ChoiceField(choices=[(name, name.upper()) for name in FORMATS]), "practice.samples.format")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].label_from_instance = lambda company: company.name  # type: ignore[attr-defined]


class CardForm(PageForm):
    person = keyed(forms.ModelChoiceField(Resident.objects.all(), empty_label=None), "practice.samples.person")
    side = keyed(forms.ChoiceField(choices=_choices("practice.side", Side)), "practice.samples.side")
    way = keyed(forms.ChoiceField(choices=_choices("practice.way", CARD_WAYS)), "practice.samples.way")
    term = keyed(forms.ChoiceField(choices=_choices("practice.term", TERMS)), "practice.samples.term")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]


class LetterForm(PageForm):
    application = keyed(forms.ChoiceField(), "practice.samples.application")
    defect = keyed(forms.ChoiceField(choices=_choices("practice.defect", (GOOD, *Defect))), "practice.samples.defect")

    def __init__(self, *args: Any, rows: list[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["application"].choices = [(row.ref, row.name) for row in rows]  # type: ignore[attr-defined]


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    rows = _with_letter(request)
    first = {"company": request.GET.get("company"), "way": str(Damage.CLEAN), "format": "jpg"}
    card = {"side": str(Side.FRONT), "way": str(Damage.PHONE), "term": "in_force"}
    context = {
        "licence_form": LicenceForm(initial=first), "card_form": CardForm(initial=card), "rows": rows, "tab": "samples",
    }  # fmt: skip
    if rows:
        context["letter_form"] = LetterForm(rows=rows)
    return render(request, "practice/samples.html", context)


@require_safe
def licence(request: HttpRequest) -> HttpResponse:
    """The licence of an organisation as it would arrive."""
    form = LicenceForm(request.GET)
    if not form.is_valid():
        raise Http404
    company, way, name = (form.cleaned_data[key] for key in ("company", "way", "format"))
    sheet = draw_licence(licence_of(company)).picture
    jpeg = damaged(sheet, damage=Damage(way), seed=company.licence_seed).jpeg
    return _file(_converted(jpeg, name), name=f"licence-{company.uscc}-{way}.{name}", kind=FORMATS[name][1])


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """One side of a resident's identity card as a phone would send it, marked as a sample."""
    form = CardForm(request.GET)
    if not form.is_valid():
        raise Http404
    person, side, way, term = (form.cleaned_data[key] for key in ("person", "side", "way", "term"))
    sheet = draw_card(TERMS[term](card_of(person)), side=Side(side)).picture
    jpeg = damaged(sheet, damage=Damage(way), seed=person.place).jpeg
    return _file(jpeg, name=f"card-{person.place}-{side}-{way}.jpg", kind="image/jpeg")


def _converted(jpeg: bytes, name: str) -> bytes:
    if name == "jpg":
        return jpeg
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(jpeg)) as picture:
        picture.save(buffer, FORMATS[name][0], resolution=150)  # the resolution that licences are drawn at
    return buffer.getvalue()


@require_safe
@signed_in
def letter(request: HttpRequest) -> HttpResponse:
    """The letter of one's own application, printed, signed, stamped and photographed."""
    form = LetterForm(request.GET, rows=_with_letter(request))
    if not form.is_valid():
        raise Http404
    row = get_object_or_404(Application, ref=form.cleaned_data["application"], owner=as_person(request.user))
    data = letter_data(actions.issue_letter(row))
    chosen = form.cleaned_data["defect"]
    photo = stamped(
        chinese_letter(data, marks=marks()), data, signed_on=clock.today(), seed=row.revision,
        defect=None if chosen == GOOD else Defect(chosen),
    )  # fmt: skip
    return _file(photo.jpeg, name=f"letter-{row.ref}-{chosen}.jpg", kind="image/jpeg")


def _with_letter(request: HttpRequest) -> list[Application]:
    """The person's own applications that have come as far as the letter."""
    if not settings.PRACTICE or not request.user.is_authenticated:
        return []
    return [row for row in Application.objects.filter(owner=as_person(request.user)) if _has_letter(row)]


def _has_letter(row: Application) -> bool:
    try:
        FLOW.check_reached(row, "letter")
    except NotReady:
        return False
    return row.may("answer")


def _file(content: bytes, *, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
