"""The pages: the code at the desk, and the question on the phone that is signed in."""

import re
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chopmark.cloud.accounts import devices
from chopmark.cloud.accounts.arriving import finish
from chopmark.cloud.accounts.middleware import SignedIn, account_required, session_of
from chopmark.cloud.accounts.returning import may_end_there, next_of, see_other
from chopmark.cloud.scan import actions
from chopmark.cloud.scan.models import ScanLogin
from chopmark.cloud.scan.states import Status
from chopmark.kit import ids

_SECRET, _SHOWN = "scan_secret", "scan"
_GONE = 410


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """A fresh code; the one shown before stops mattering, since its secret is replaced."""
    secret = ids.token()
    row, token = actions.show(device_secret=secret, device=devices.name_of(request))
    request.session[_SECRET], request.session[_SHOWN] = secret, str(row.pk)
    context = {
        "row": row, "link": f"{settings.CLOUD_URL}/scan/{token}/", "state": "waiting", "next": next_of(request),
        "minutes": actions.MINUTES,
    }  # fmt: skip
    return may_end_there(request, render(request, "scan/desk.html", context))


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """204 while nothing changed; the fragment then offers the last press, or says why there is none."""
    shown = request.session.get(_SHOWN)
    row = ScanLogin.objects.filter(pk=shown).first() if shown else None
    state = "expired" if row is None or row.is_late else str(row.status)
    if state == request.GET.get("v"):
        return HttpResponse(status=204)
    return render(request, "scan/desk_live.html", {"row": row, "state": state, "next": next_of(request)})


@require_POST
def come_in(request: HttpRequest) -> HttpResponse:
    """The device that was let in takes its session; anybody else begins anew."""
    secret, shown = request.session.pop(_SECRET, ""), request.session.pop(_SHOWN, "")
    row = actions.come_in(shown, device_secret=secret) if shown else None
    if row is None or row.account is None or row.proved_at is None:
        return _on(request, "/signin/scan/")
    entered = finish(request, row.account, by="scan", new_hash=None, since=row.proved_at.timestamp())
    return _on(request, entered.headers["Location"])


def _on(request: HttpRequest, where: str) -> HttpResponse:
    """The browser itself goes there, also when a fragment asked."""
    if not request.htmx:  # type: ignore[attr-defined]  # django-htmx
        return see_other(where)
    return HttpResponse(headers={"HX-Redirect": where})


@account_required
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest, token: str) -> HttpResponse:
    """Which device asks, which number it shows, and who would be signed in there."""
    account = cast("SignedIn", request).account
    row = actions.find(token)
    held = actions.scan(row, account=account) if row else None
    if held is None:
        return render(request, "scan/gone.html", status=_GONE)
    if request.method == "POST":
        return _answered(request, held)
    return render(request, "scan/phone.html", {"row": held, "account": account, "token": token})


def _answered(request: HttpRequest, row: ScanLogin) -> HttpResponse:
    account = cast("SignedIn", request).account
    number = request.POST.get("number", "")
    if not re.fullmatch(r"[0-9]{2}", number):
        actions.refuse(row, account=account)
        return render(request, "scan/done.html", {"state": Status.REFUSED})
    _, since = session_of(request)
    allowed = actions.allow(row, account=account, number=int(number), since=since)
    return render(request, "scan/done.html", {"state": Status.ALLOWED if allowed else "wrong"})
