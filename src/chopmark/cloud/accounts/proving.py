"""Pages that begin with a mobile and its code: registration, and a new password."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts.actions import Taken, register_root, root_by
from chopmark.cloud.accounts.arriving import arrive
from chopmark.cloud.accounts.forms import Mobile, NewPassword, Registration
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.returning import may_end_there, next_of
from chopmark.cloud.accounts.texting import Texted
from chopmark.kit import masks
from chopmark.notify import codes
from chopmark.web.forms import PageForm


@dataclass(frozen=True)
class Errand:
    """What the code is for: its name in texts and addresses, its form, and what a right code does."""

    name: str
    form: type[NewPassword]
    finish: Callable[[NewPassword], Account | None]

    @property
    def matter(self) -> str:
        return f"cloud.{self.name}"


def _register(form: NewPassword) -> Account | None:
    told = form.cleaned_data
    try:
        with transaction.atomic():
            return register_root(mobile=told["mobile"], password=told["password"], email=told["email"])
    except Taken:  # whoever reads the code owns the number and may know
        form.say("mobile", "cloud.register.mobile.taken")
        return None


def _reset(form: NewPassword) -> Account | None:
    account = root_by(form.cleaned_data["mobile"])
    if account is None or not account.is_open:
        form.say("mobile", "cloud.register.mobile.none")
        return None
    return account


_REGISTER = Errand("register", Registration, _register)
_RESET = Errand("reset", NewPassword, _reset)


def register(request: HttpRequest) -> HttpResponse:
    return _run(request, _REGISTER)


def reset(request: HttpRequest) -> HttpResponse:
    return _run(request, _RESET)


@require_http_methods(["GET", "POST"])
def _run(request: HttpRequest, errand: Errand) -> HttpResponse:
    """First the mobile, to which a code goes whoever has it; then the code and a password."""
    if request.method == "GET":
        return _ask(request, errand, Mobile())
    if "code" not in request.POST:
        return _send(request, errand, Mobile(request.POST))
    return _finish(request, errand, errand.form(request.POST))


def _send(request: HttpRequest, errand: Errand, form: Mobile) -> HttpResponse:
    if not form.is_valid():
        return _ask(request, errand, form)
    mobile = form.cleaned_data["mobile"]
    if not Texted(mobile, errand.matter).send(form, field="mobile"):
        return _ask(request, errand, form)
    return _ask(request, errand, errand.form(initial={"mobile": mobile}), mobile=mobile)


def _finish(request: HttpRequest, errand: Errand, form: NewPassword) -> HttpResponse:
    account = errand.finish(form) if form.is_valid() and _is_right(form, errand) else None
    if account is None:
        return _ask(request, errand, form, mobile=form.cleaned_data.get("mobile", ""))
    new_hash = make_password(form.cleaned_data["password"]) if errand is _RESET else None
    return arrive(request, account, by=errand.name, new_hash=new_hash)


def _is_right(form: NewPassword, errand: Errand) -> bool:
    told = form.cleaned_data
    return Texted(told["mobile"], errand.matter).is_right(form, digits=told["code"])


def _ask(request: HttpRequest, errand: Errand, form: PageForm, *, mobile: str = "") -> HttpResponse:
    context = {
        "form": form,
        "errand": errand.name,
        "masked": masks.mobile(mobile) if mobile else "",
        "minutes": codes.MINUTES,
        "gap": codes.GAP_SECONDS,
        "next": next_of(request),
    }
    template = "accounts/code.html" if isinstance(form, NewPassword) else "accounts/mobile.html"
    return may_end_there(request, render(request, template, context))
