"""The pages that show the practice world: accounts, organisations, residents, documented values."""

from itertools import groupby
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chopmark.practice import accounts, refusals, shown, values
from chopmark.practice.models import HEADS, Company, Payment, Resident

_SHOWN = 50


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    grouped = [(group, list(found)) for group, found in groupby(shown.all_accounts(), key=attrgetter("group"))]
    context = {"groups": grouped, "password": accounts.PASSWORD}
    return render(request, "practice/start.html", {**context, "tab": "start"})


@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    return render(request, "practice/companies.html", {"companies": Company.objects.all(), "tab": "companies"})


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Heads of organisations apart from everybody else, since there are many of them."""
    everybody = Resident.objects.select_related("company")
    context = {"others": everybody.exclude(story__in=HEADS), "heads": everybody.filter(story__in=HEADS)}
    return render(request, "practice/people.html", {**context, "tab": "people"})


@require_safe
def documented_values(request: HttpRequest) -> HttpResponse:
    grouped = groupby(values.TABLE, key=attrgetter("provider"))
    context = {"providers": [(provider, list(found)) for provider, found in grouped], "meetings": refusals.MEETINGS}
    return render(request, "practice/values.html", {**context, "tab": "values"})


@require_safe
def bank(request: HttpRequest) -> HttpResponse:
    """What somebody in the finance department of an invented organisation would see."""
    return render(request, "practice/bank.html", {"payments": Payment.objects.all()[:_SHOWN], "tab": "bank"})
