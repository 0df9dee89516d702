"""The page of the second factor at sign-in, and the pages on which an account sets its factors up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from chopmark.cloud.accounts import factors
from chopmark.cloud.accounts.arriving import (
    MINUTES,
    complete,
    factor_owed_or_account_required,
    half_of,
    owing_of,
    settle,
)
from chopmark.cloud.accounts.forms import AppCode, SecondFactor
from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.models import Account, RecoveryCode, Totp
from chopmark.cloud.accounts.returning import may_end_there, next_of, see_other
from chopmark.kit import keys
from chopmark.web.forms import PageForm
from chopmark.web.templatetags.chopmark import moment

_OFFERED, _PLACE = "offered_secret", "session|offered_secret"


@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Six digits or a recovery code; whoever took too long begins with the password again."""
    account = half_of(request)
    if account is None:
        return see_other("/signin/")
    form = SecondFactor(request.POST or None)
    if request.method == "POST" and form.is_valid():
        factor = _try(form, account=account)
        if factor:
            return complete(request, account, factor=factor)
    context = {"form": form, "next": next_of(request), "minutes": MINUTES, "is_root": account.is_root}
    return may_end_there(request, render(request, "accounts/second.html", context))


def _try(form: PageForm, *, account: Account) -> str:
    outcome = factors.try_code(account, code=form.cleaned_data["code"])
    if outcome.paused_until:
        form.say("code", "cloud.second.locked", time=moment(outcome.paused_until))
    elif not outcome.factor:
        form.say("code", "cloud.second.wrong")
    return outcome.factor


@require_GET
@account_required
def account(request: SignedIn) -> HttpResponse:
    context = {
        "totp": Totp.objects.filter(account=request.account).first(),
        "codes": RecoveryCode.objects.filter(account=request.account).count(),
    }
    return render(request, "accounts/account.html", context)


@require_http_methods(["GET", "POST"])
@factor_owed_or_account_required
def app(request: SignedIn) -> HttpResponse:
    """Enabling takes a right code of the new app; removing takes one of the factor that goes."""
    if factors.has_second(request.account):
        return _remove(request)
    form = AppCode(request.POST or None)
    secret = _offered(request)
    if request.method == "POST" and form.is_valid():
        if factors.enable_totp(request.account, secret=secret, digits=form.cleaned_data["code"]):
            del request.session[_OFFERED]
            return _show_codes(request)
        form.say("code", "cloud.account.digits.wrong")
    address = factors.address_of(request.account, secret=secret)
    context = {"form": form, "address": address, "secret": secret, "owing": owing_of(request)}
    return may_end_there(request, render(request, "accounts/app.html", context))


def _offered(request: SignedIn) -> str:
    """The secret that the page shows until a code confirms it; sealed, since sessions lie in the database."""
    if _OFFERED not in request.session:
        request.session[_OFFERED] = keys.seal(factors.new_secret().encode(), place=_PLACE).hex()
    return keys.unseal(bytes.fromhex(request.session[_OFFERED]), place=_PLACE).decode()


def _remove(request: SignedIn) -> HttpResponse:
    form = SecondFactor(request.POST or None)
    if request.method == "POST" and form.is_valid() and _try(form, account=request.account):
        try:
            factors.remove_totp(request.account, by=request.account)
            return see_other("/account/")
        except factors.Required:
            form.say("code", "cloud.account.required")
    return render(request, "accounts/app_remove.html", {"form": form})


@require_http_methods(["GET", "POST"])
@account_required
def codes(request: SignedIn) -> HttpResponse:
    """A new set takes a right factor; the set before stops working."""
    if not factors.has_second(request.account):
        return see_other("/account/")
    form = SecondFactor(request.POST or None)
    if request.method == "POST" and form.is_valid() and _try(form, account=request.account):
        return _show_codes(request)
    return render(request, "accounts/codes.html", {"form": form})


def _show_codes(request: SignedIn) -> HttpResponse:
    made = factors.new_codes(request.account)
    owing = owing_of(request)
    onward = settle(request, owing).headers["Location"] if owing else "/account/"
    return render(request, "accounts/codes.html", {"made": made, "onward": onward})
