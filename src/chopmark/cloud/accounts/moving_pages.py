"""Pages of another mobile: first the old one agrees, or a second factor does; then the new one answers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts import again, answering, factors, moving
from chopmark.cloud.accounts.actions import Taken
from chopmark.cloud.accounts.again import proof_required
from chopmark.cloud.accounts.forms import Mobile, NewMobile, SecondFactor
from chopmark.cloud.accounts.middleware import SignedIn
from chopmark.cloud.accounts.passkeys import Errand
from chopmark.cloud.accounts.returning import see_other
from chopmark.cloud.accounts.second_pages import tried
from chopmark.cloud.accounts.texting import Texted, language
from chopmark.kit import masks
from chopmark.kit.clock import now
from chopmark.notify import codes
from chopmark.web.forms import PageForm

_AGREED = "mobile_agreed"  # in a session: when the old mobile, or a factor, agreed
_NEW = "/account/mobile/new/"


@require_http_methods(["GET", "POST"])
@proof_required
def agree(request: SignedIn) -> HttpResponse:
    """By a code to the old mobile, or without it by a second factor."""
    if not request.account.is_root:
        return see_other("/account/")
    if "factor" in request.GET or not request.account.mobile:
        return _by_factor(request)
    form, is_right = Texted(request.account.mobile, f"cloud.mobile|{request.account.uin}").press(request)
    return _agreed(request) if is_right else _show(request, form)


def _by_factor(request: SignedIn) -> HttpResponse:
    if not moving.stands_in(request.account):
        return _show(request, PageForm(), settled_at=moving.settled_at(request.account), is_factor=True)
    if answering.is_question(request):
        return answering.question(request, errand=Errand.SECOND, account=request.account)
    form = SecondFactor(request.POST or None)
    if tried(request, form, account=request.account):
        return _agreed(request)
    return _show(request, form, is_factor=True, stands_in=True, has_passkey=factors.has_passkey(request.account))


def _agreed(request: SignedIn) -> HttpResponse:
    request.session[_AGREED] = int(now().timestamp())
    return see_other(_NEW)


def _show(request: SignedIn, form: PageForm, **told: object) -> HttpResponse:
    context = {"form": form, "masked": masks.mobile(request.account.mobile or ""), **_timing(), **told}
    return render(request, "accounts/moving.html", context)


@require_http_methods(["GET", "POST"])
@proof_required
def new(request: SignedIn) -> HttpResponse:
    """The number, then the code that went there; the agreement is good for ten minutes and for one number."""
    if int(now().timestamp()) - request.session.get(_AGREED, 0) >= again.MINUTES * 60:
        return see_other("/account/mobile/")
    if request.method == "GET":
        return _ask(request, Mobile())
    form = (NewMobile if "code" in request.POST else Mobile)(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    texted = Texted(form.cleaned_data["mobile"], f"cloud.moved|{request.account.uin}")
    if not isinstance(form, NewMobile):
        return _ask(request, NewMobile(initial=form.cleaned_data) if texted.send(form, field="mobile") else form)
    if texted.is_right(form, digits=form.cleaned_data["code"]) and _moved(request, form):
        return see_other("/account/?moved=1")
    return _ask(request, form)


def _moved(request: SignedIn, form: NewMobile) -> bool:
    try:
        moving.move(request.account, mobile=form.cleaned_data["mobile"], language=language())
    except Taken:  # whoever reads the code owns the number and may know
        form.say("mobile", "cloud.moving.taken")
        return False
    del request.session[_AGREED]
    return True


def _ask(request: SignedIn, form: Mobile) -> HttpResponse:
    mobile = form.data.get("mobile") or form.initial.get("mobile") or ""
    context = {"form": form, "is_sent": isinstance(form, NewMobile), "masked": masks.mobile(mobile), **_timing()}
    return render(request, "accounts/moving_new.html", context)


def _timing() -> dict[str, object]:
    return {"minutes": codes.MINUTES, "gap": codes.GAP_SECONDS, "proof_minutes": again.MINUTES}
