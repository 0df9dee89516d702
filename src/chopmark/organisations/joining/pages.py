"""The page on which the super administrator decides about a request to join."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from chopmark.organisations.access import admitted
from chopmark.organisations.joining import actions
from chopmark.organisations.models import JoinRequest
from chopmark.people.models import Person, as_person
from chopmark.web.forms import PageForm, keyed


class ReasonForm(PageForm):
    reason = keyed(forms.CharField(max_length=200, widget=forms.Textarea(attrs={"rows": 3})), "join.reason")


@admitted
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Accept, or decline with a reason; a second press finds it decided."""
    person = as_person(request.user)
    found = _mine(ref, administrator=person)
    pressed = request.POST.get("decision") if request.method == "POST" else None
    form = ReasonForm(request.POST if pressed == "decline" else None, entity_words={})
    if pressed and found.is_open and found.organisation.may("invite"):
        if pressed == "accept":
            actions.accept(found, administrator=person)
            return redirect("join-decide", ref=ref)
        if pressed == "decline" and form.is_valid():
            actions.decline(found, administrator=person, reason=form.cleaned_data["reason"])
            return redirect("join-decide", ref=ref)
    context = {
        "request_to_join": found, "organisation": found.organisation, "opened": found.organisation.may("invite"),
        "form": form, "words": {"org": found.organisation.name, "applicant": found.person.name or ""},
    }  # fmt: skip
    return render(request, "organisations/join.html", context, status=422 if form.errors else 200)


def _mine(ref: str, *, administrator: Person) -> JoinRequest:
    """The request, through the organisations that this person administers: all others do not exist."""
    found = get_object_or_404(JoinRequest.objects.select_related("organisation", "person"), ref=ref)
    if not found.organisation.is_administered_by(administrator):
        raise Http404
    return found
