"""The page of the second factor at sign-in, and the pages on which an account sets its factors up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from chopmark.cloud.accounts import answering, factors, lost
from chopmark.cloud.accounts.again import proof_required
from chopmark.cloud.accounts.arriving import (
    MINUTES,
    complete,
    factor_owed_or_proof_required,
    half_of,
    owing_of,
    settle,
)
from chopmark.cloud.accounts.forms import AppCode, SecondFactor
from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.models import Account, Passkey, RecoveryCode, Totp
from chopmark.cloud.accounts.passkeys import Errand
from chopmark.cloud.accounts.returning import may_end_there, next_of, see_other
from chopmark.kit import keys, masks
from chopmark.web.templatetags.chopmark import moment

_OFFERED, _PLACE = "offered_secret", "session|offered_secret"


@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Six digits, a recovery code or a passkey; whoever took too long begins with the password again."""
    account = half_of(request)
    if account is None:
        return see_other("/signin/")
    if answering.is_question(request):
        return answering.question(request, errand=Errand.SECOND, account=account)
    form = SecondFactor(request.POST or None)
    factor = tried(request, form, account=account)
    if factor:
        return complete(request, account, factor=factor)
    context = {"form": form, "next": next_of(request), "minutes": MINUTES, "is_root": account.is_root}
    context |= {"has_passkey": factors.has_passkey(account), "has_app": factors.has_app(account)}
    return may_end_there(request, render(request, "accounts/second.html", context))


def tried(request: HttpRequest, form: SecondFactor, *, account: Account) -> str:
    """The factor that was right, if one was given and it was."""
    if request.method != "POST" or not form.is_valid():
        return ""
    if form.cleaned_data["answer"]:
        outcome = answering.try_passkey(request, errand=Errand.SECOND, account=account)
    else:
        outcome = factors.try_code(account, code=form.cleaned_data["code"])
    if outcome.paused_until:
        form.say("code", "cloud.second.locked", time=moment(outcome.paused_until))
    elif not outcome.factor:
        form.say("code", "cloud.passkey.wrong" if form.cleaned_data["answer"] else "cloud.second.wrong")
    return outcome.factor


@require_GET
@account_required
def account(request: SignedIn) -> HttpResponse:
    context = {
        "totp": Totp.objects.filter(account=request.account).first(),
        "codes": RecoveryCode.objects.filter(account=request.account).count(),
        "passkeys": Passkey.objects.filter(account=request.account).count(),
        "has_second": factors.has_second(request.account),
        "loss": lost.reported(request.account),
        "masked": masks.mobile(request.account.mobile or ""),
    }
    return render(request, "accounts/account.html", context)


@require_http_methods(["GET", "POST"])
@factor_owed_or_proof_required
def app(request: SignedIn) -> HttpResponse:
    """Enabling takes a right code of the new app; removing takes one of the factor that goes."""
    if factors.has_app(request.account):
        return _remove(request)
    form = AppCode(request.POST or None)
    secret = _offered(request)
    if request.method == "POST" and form.is_valid():
        if factors.enable_totp(request.account, secret=secret, digits=form.cleaned_data["code"]):
            del request.session[_OFFERED]
            return after_adding(request, back="/account/")
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
    if answering.is_question(request):
        return answering.question(request, errand=Errand.SECOND, account=request.account)
    form = SecondFactor(request.POST or None)
    if tried(request, form, account=request.account):
        try:
            factors.remove_totp(request.account, by=request.account)
            return see_other("/account/")
        except factors.Required:
            form.say("code", "cloud.account.required")
    return render(
        request, "accounts/app_remove.html", {"form": form, "has_passkey": factors.has_passkey(request.account)}
    )


@require_http_methods(["GET", "POST"])
@proof_required
def codes(request: SignedIn) -> HttpResponse:
    """A new set takes a right factor; the set before stops working."""
    if not factors.has_second(request.account):
        return see_other("/account/")
    if answering.is_question(request):
        return answering.question(request, errand=Errand.SECOND, account=request.account)
    form = SecondFactor(request.POST or None)
    if tried(request, form, account=request.account):
        return show_codes(request)
    return render(request, "accounts/codes.html", {"form": form, "has_passkey": factors.has_passkey(request.account)})


def after_adding(request: SignedIn, *, back: str) -> HttpResponse:
    """The first factor of an account brings the recovery codes; who owed one goes on to where they wanted to be."""
    if not factors.has_codes(request.account):
        return show_codes(request)
    owing = owing_of(request)
    return settle(request, owing) if owing else see_other(back)


def show_codes(request: SignedIn) -> HttpResponse:
    made = factors.new_codes(request.account)
    owing = owing_of(request)
    onward = settle(request, owing).headers["Location"] if owing else "/account/"
    return render(request, "accounts/codes.html", {"made": made, "onward": onward})
