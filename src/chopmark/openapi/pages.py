"""The super administrator's page of keys."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from chopmark.openapi import actions
from chopmark.organisations.access import administered, admitted
from chopmark.people.doors import proved
from chopmark.people.models import as_person


@admitted
@proved()
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest, pk: str) -> HttpResponse:
    """The keys; a new one shows its secret in the answer to the press, and never again."""
    organisation = administered(request, pk)
    made, is_full = None, False
    if request.method == "POST":
        try:
            made = actions.make(organisation, actor=as_person(request.user))
        except actions.TooMany:
            is_full = True
    context = {
        "organisation": organisation, "opened": organisation.may("seal"),
        "keys": organisation.api_keys.filter(ended_at=None), "is_full": is_full,
        "made": made, "most": actions.MOST, "words": {"org": organisation.name},
    }  # fmt: skip
    return render(request, "openapi/keys.html", context, status=422 if is_full else 200)


@admitted
@require_POST
def end(request: HttpRequest, pk: str, key: str) -> HttpResponse:
    organisation = administered(request, pk)
    actions.end(get_object_or_404(organisation.api_keys, pk=key), actor=as_person(request.user))
    return redirect("api-keys", pk=pk)
