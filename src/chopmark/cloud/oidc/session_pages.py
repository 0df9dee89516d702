"""Pages of an account's sessions: another password, where it was signed in, and the end of all of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chopmark.audit import log as audit
from chopmark.cloud.accounts import devices
from chopmark.cloud.accounts.again import proof_required
from chopmark.cloud.accounts.forms import OwnPassword
from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.models import Account, Device
from chopmark.cloud.accounts.returning import see_other
from chopmark.cloud.oidc.actions import change_password, sign_out_everywhere
from chopmark.kit.errors import NotReady

_SHOWN = 50


@dataclass(frozen=True)
class SignIn:
    """When, and by which proofs one after the other: `root`, `sub`, `scan`, `passkey`, `reset`, `totp`, `codes`."""

    at: datetime
    by: tuple[str, ...]


@require_http_methods(["GET", "POST"])
@proof_required
def password(request: SignedIn) -> HttpResponse:
    form = OwnPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if change_password(request, request.account, password=form.cleaned_data["password"]):
                return see_other("/account/?changed=1")
        except NotReady:
            return see_other("/signin/")
        form.say("password", "cloud.change.same")
    return render(request, "oidc/password.html", {"form": form})


@require_GET
@account_required
def sign_ins(request: SignedIn) -> HttpResponse:
    known = Device.objects.filter(account=request.account, withdrawn_at=None)
    here = devices.find(request, name=request.account.uin)
    context = {"sign_ins": sign_ins_of(request.account), "devices": known, "here": here}
    return render(request, "oidc/signins.html", context)


def sign_ins_of(account: Account) -> list[SignIn]:
    """The last ones first."""
    events = audit.history(account).filter(kind="account.signed_in").order_by("-at")[:_SHOWN]
    return [SignIn(event.at, tuple(event.facts["by"].split("+"))) for event in events]


@require_POST
@account_required
def forget(request: SignedIn, device: UUID) -> HttpResponse:
    """It has no tries of its own any more; whoever is signed in there stays so."""
    devices.withdraw(request.account, device=str(device))
    return see_other("/account/signins/")


@require_POST
@account_required
def end(request: SignedIn) -> HttpResponse:
    sign_out_everywhere(request.account)
    request.session.flush()
    return see_other("/signin/")
