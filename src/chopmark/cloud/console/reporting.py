"""Who may do what: every sub-user of a root beside every action of E-Sign, as CAM answers; also as a CSV file."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chopmark.audit import log as audit
from chopmark.cloud.accounts.middleware import SignedIn
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.returning import see_other
from chopmark.cloud.cam.presets import ESIGN_ACTIONS
from chopmark.cloud.cam.values import moment
from chopmark.cloud.console.forms import Terms
from chopmark.cloud.console.shell import ip_of, manager_required, page
from chopmark.cloud.console.simulating import supposed
from chopmark.cloud.console.verdicts import OUTCOMES, Row, Verdict, key_of, rows_of
from chopmark.kit.clock import now
from chopmark.kit.spreadsheets import csv_of
from chopmark.web import words

_ON_A_PAGE = 25
_AT_ONCE = 200  # sub-users whose policies are asked for together
_ADDRESS = "/report/"


@dataclass(frozen=True)
class Cell:
    """One answer, and where it is explained."""

    verdict: Verdict
    address: str


@dataclass(frozen=True)
class Asked:
    """From where, when and about which actions: what was typed, and what it means."""

    ip: str
    at: str
    action: str

    @property
    def actions(self) -> list[str]:
        return [each for each in ESIGN_ACTIONS if self.action in ("", each)]

    @property
    def moment(self) -> str:
        """With its zone, as the conditions see it."""
        asked: dt.datetime = moment(self.at) if self.at else timezone.localtime(now())
        return asked.isoformat(sep=" ", timespec="minutes")

    def query(self, **more: object) -> str:
        return urlencode({"action": self.action, "ip": self.ip, "at": self.at, **more})

    def verdicts(self, row: Row) -> list[Verdict]:
        return [each for each in row.verdicts if each.action in self.actions]

    def cells(self, row: Row) -> list[Cell]:
        about = {"user": row.account.pk, "ip": self.ip, "at": self.at}
        return [Cell(each, f"/simulator/?{urlencode({**about, 'action': each.action})}") for each in self.verdicts(row)]


@require_GET
@manager_required
def report(request: SignedIn) -> HttpResponse:
    """Without terms it is asked from the manager's own address, now."""
    form = Terms({"ip": ip_of(request) or "", "at": "", "action": "", **request.GET.dict()})
    if not form.is_valid():
        return page(request, "console/report.html", nav="report", form=form)
    asked = Asked(**form.cleaned_data)
    listed = Paginator(_sub_users(request), _ON_A_PAGE).get_page(request.GET.get("page"))
    rows = rows_of(listed, context=supposed(ip=asked.ip, at=asked.at))
    return page(
        request,
        "console/report.html",
        nav="report",
        form=form,
        asked=asked,
        columns=[key_of(action) for action in asked.actions],
        rows=[(row, asked.cells(row)) for row in rows],
        listed=listed,
        earlier=asked.query(page=listed.previous_page_number()) if listed.has_previous() else "",
        later=asked.query(page=listed.next_page_number()) if listed.has_next() else "",
    )


@require_POST
@manager_required
def download(request: SignedIn) -> HttpResponseBase:
    """The whole table, recorded before the first row goes out."""
    form = Terms(request.POST)
    if not form.is_valid():
        return see_other(_ADDRESS)
    found = _sub_users(request)
    audit.record("access_report.downloaded", subject=request.account.root, actor=request.account, count=found.count())
    response = StreamingHttpResponse(csv_of(_table(found, Asked(**form.cleaned_data))), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="chopmark-access.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _sub_users(request: SignedIn) -> QuerySet[Account]:
    """Of the own root only; nobody has the same name twice there."""
    return Account.objects.filter(owner=request.account.root).order_by("name")


def _table(accounts: QuerySet[Account], asked: Asked) -> Iterator[list[str]]:
    """One moment and one language for all rows, also where the last goes out minutes after the first."""
    head = [
        *(words.text(f"cloud.report.column_{name}") for name in ("user", "uin", "state")),
        *asked.actions,
        *(words.text(f"cloud.report.column_{name}") for name in ("ip", "at")),
    ]
    tail = [asked.ip or words.text("cloud.report.no_address"), asked.moment]
    said = {outcome: words.text(f"cloud.badge.{outcome}") for outcome in OUTCOMES}
    # what a policy grants is of no use while the account may not be used
    states = {True: words.text("cloud.users.disabled"), False: words.text("cloud.report.open")}
    context = supposed(ip=asked.ip, at=asked.at)
    return chain(
        [head],
        (
            [
                str(row.account.name),
                row.account.uin,
                states[row.account.is_disabled],
                *(said[each.outcome] for each in asked.verdicts(row)),
                *tail,
            ]
            for some in _by(_AT_ONCE, accounts.iterator(chunk_size=_AT_ONCE))
            for row in rows_of(some, context=context)
        ),
    )


def _by(size: int, accounts: Iterable[Account]) -> Iterator[list[Account]]:
    left = iter(accounts)
    while some := list(islice(left, size)):
        yield some
