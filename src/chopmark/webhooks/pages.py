"""The super administrator's page: addresses, what was sent there, and sending again."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from chopmark.organisations.access import administered, admitted
from chopmark.people.models import as_person
from chopmark.web.forms import PageForm, keyed
from chopmark.webhooks import actions
from chopmark.webhooks.addresses import BadAddress
from chopmark.webhooks.models import Delivery
from chopmark.webhooks.states import Status
from chopmark.webhooks.tasks import deliver

_SHOWN = 50


class AddressForm(PageForm):
    url = keyed(
        forms.CharField(max_length=500, widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"})),
        "callbacks.url",
    )


@admitted
def callbacks(request: HttpRequest, pk: str) -> HttpResponse:
    organisation = administered(request, pk)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(organisation, url=form.cleaned_data["url"].strip(), actor=as_person(request.user))
            return redirect("callbacks", pk=pk)
        except BadAddress as trouble:
            form.say("url", f"callbacks.bad.{trouble.reason}")
        except actions.TooMany:
            form.say("url", "callbacks.too_many", n=actions.MOST)
    deliveries = Delivery.objects.filter(endpoint__organisation=organisation).select_related("endpoint")[:_SHOWN]
    context = {
        "organisation": organisation, "opened": organisation.may("seal"),
        "form": form, "endpoints": organisation.endpoints.filter(ended_at=None),
        "deliveries": deliveries, "parked": [d for d in deliveries if d.status == Status.PARKED],
        "words": {"org": organisation.name},
    }  # fmt: skip
    return render(request, "webhooks/callbacks.html", context, status=422 if form.errors else 200)


@admitted
@require_POST
def end(request: HttpRequest, pk: str, endpoint: str) -> HttpResponse:
    organisation = administered(request, pk)
    actions.end(get_object_or_404(organisation.endpoints, pk=endpoint), actor=as_person(request.user))
    return redirect("callbacks", pk=pk)


@admitted
@require_POST
def again(request: HttpRequest, pk: str) -> HttpResponse:
    """One delivery, or everything that was parked."""
    organisation = administered(request, pk)
    only = request.POST.get("delivery") or None
    if only is not None:
        get_object_or_404(Delivery, pk=only, endpoint__organisation=organisation)
    for identifier in actions.send_again(organisation, only=only):
        deliver.defer(delivery_id=identifier)
    return redirect("callbacks", pk=pk)
