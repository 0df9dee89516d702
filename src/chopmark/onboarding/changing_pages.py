"""Pages of a succession: asked for instead of joining; what the present super administrator, and the head, may say."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from chopmark.onboarding import actions, changing, reporting
from chopmark.onboarding.models import Application
from chopmark.onboarding.pages import mine
from chopmark.organisations.access import admitted
from chopmark.people.doors import to_the_phone
from chopmark.people.models import as_person
from chopmark.web.forms import PageForm, keyed


class ObjectionForm(PageForm):
    text = keyed(forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 4})), "change.text")


@admitted
@require_POST
def instead(request: HttpRequest, ref: str) -> HttpResponse:
    """From the question of joining to the one of taking over; pressed twice, the second finds it done."""
    row = mine(request, ref)
    if row.joins:
        changing.change_instead(row)
    return redirect("application", ref=ref)


def notice(request: HttpRequest, ref: str) -> HttpResponse:
    """For the super administrator whom a change is about; by mobile, since a text message brings them here."""
    return _notice(request, ref) if request.user.is_authenticated else to_the_phone(request)


@admitted
def _notice(request: HttpRequest, ref: str) -> HttpResponse:
    """For nobody else: how it stands, and an objection."""
    person = as_person(request.user)
    row = get_object_or_404(Application, ref=ref, succeeds__person=person)
    form = ObjectionForm(request.POST if request.method == "POST" else None, entity_words=row.words)
    if request.method == "POST" and (not changing.may_object(row) or form.is_valid()):
        if form.is_valid():
            changing.object_to(row, person=person, text=form.cleaned_data["text"])
        return redirect("change-notice", ref=ref)
    context = {
        **_facts(row), "form": form, "case": actions.last_case(row), "may_object": changing.may_object(row),
        "objection": changing.objection_of(row),
    }  # fmt: skip
    return render(request, "onboarding/change_notice.html", context, status=422 if form.errors else 200)


def warned(request: HttpRequest, ref: str) -> HttpResponse:
    """For the head whom we warned by a text: signed in by mobile, since they need not have a cloud account."""
    return _warned(request, ref) if request.user.is_authenticated else to_the_phone(request)


@admitted
def _warned(request: HttpRequest, ref: str) -> HttpResponse:
    """What is going on, and stopping it."""
    head = as_person(request.user)
    row = get_object_or_404(Application, ref=ref, warned=head)
    if request.method == "POST":
        reporting.stop(row, head=head)
        return redirect("warned", ref=ref)
    context = {**_facts(row), "may_stop": reporting.may_stop(row), "stopped": reporting.is_reported(row)}
    return render(request, "onboarding/warned.html", context)


def _facts(row: Application) -> dict[str, object]:
    """Masked: who reads this is not the applicant."""
    return {"application": row, "ref": row.ref, "words": {**row.words, "applicant": row.masked_applicant}}
