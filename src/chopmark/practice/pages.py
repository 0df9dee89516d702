"""The pages that show the practice world: accounts, organisations, residents, documented values."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chopmark.practice import accounts, values
from chopmark.practice.accounts import Group, Root, SubUser
from chopmark.practice.companies import by_code
from chopmark.practice.models import HEADS, Company, Resident
from chopmark.practice.residents import head


@dataclass(frozen=True)
class Shown:
    """An account as the start page and the command show it."""

    root_id: str
    name: str
    story: str
    group: Group
    organisation: str


def shown_accounts() -> list[Shown]:
    """Every documented account, by group."""
    roots = [Shown(root.uin, "", root.story, root.group, _organisation(root)) for root in accounts.ROOTS]
    subs = [Shown(sub.owner, sub.name, sub.story, sub.group, _owned_by(sub)) for sub in accounts.SUB_USERS]
    return sorted(roots + subs, key=lambda account: list(Group).index(account.group))


def _organisation(root: Root) -> str:
    if root.uscc is None:
        return ""
    entry = by_code(root.uscc)
    return entry.registered_name(head(entry.seed).name)


def _owned_by(sub_user: SubUser) -> str:
    return next(_organisation(root) for root in accounts.ROOTS if root.uin == sub_user.owner)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    grouped = [(group, list(found)) for group, found in groupby(shown_accounts(), key=attrgetter("group"))]
    context = {"groups": grouped, "password": accounts.PASSWORD, "signin": f"{settings.CLOUD_URL}/signin/"}
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
    context = {"providers": [(provider, list(found)) for provider, found in grouped]}
    return render(request, "practice/values.html", {**context, "tab": "values"})
