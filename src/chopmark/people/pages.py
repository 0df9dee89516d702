"""Signing in by mobile: the number, the code, in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from chopmark.kit.clock import now
from chopmark.notify import codes
from chopmark.notify.codes import TooManyCodes
from chopmark.notify.forms import CodeForm, MobileForm
from chopmark.people import signin
from chopmark.people.doors import BY_PHONE
from chopmark.people.models import as_person
from chopmark.people.signin import Arrival, Asked
from chopmark.web.forms import PageForm

_REMEMBERED_SECONDS = 180 * 24 * 3600  # that this browser comes by phone, never who


def phone(request: HttpRequest) -> HttpResponse:
    """The mobile; what follows is the same whoever has it. Who is in already proves anew that it is theirs."""
    back, own = _back(request), _own_mobile(request)
    if own and "again" not in request.GET:
        return redirect(back)
    form = MobileForm(request.POST if request.method == "POST" else None, initial={"mobile": own})
    if own and form.is_bound and form.is_valid() and form.cleaned_data["mobile"] != own:
        form.say("mobile", "people.signin.own")
    if request.method == "POST" and form.is_valid() and _ask(request, form, mobile=form.cleaned_data["mobile"]):
        return redirect(_at("signin-code", back))
    context = {"form": form, "back": back, "is_again": bool(own)}
    return render(request, "people/phone.html", context, status=422 if form.errors else 200)


def _own_mobile(request: HttpRequest) -> str:
    """The mobile by which this browser is signed in."""
    return as_person(request.user).mobile or "" if signin.came_by_phone(request) else ""


def code(request: HttpRequest) -> HttpResponse:
    """The code that went there."""
    back, question = _back(request), signin.asked(request)
    if question is None:
        return redirect(_at("signin-phone", back))
    form = CodeForm(request.POST if "code" in request.POST else None)
    if "send" in request.POST:
        again = MobileForm({"mobile": question.mobile})
        again.is_valid()
        sent = _ask(request, again, mobile=question.mobile)
        return redirect(_at("signin-code", back)) if sent else _show(request, question, again, back=back)
    if request.method == "POST" and form.is_valid():
        outcome = signin.enter(question, digits=form.cleaned_data["code"])
        if form.hear(outcome):
            return _in(request, question, back=back)
    return _show(request, question, form, back=back)


def _ask(request: HttpRequest, form: PageForm, *, mobile: str) -> bool:
    try:
        signin.ask(request, mobile=mobile)
    except TooManyCodes as limit:
        form.add_error(None, limit.text)
        return False
    return True


def _in(request: HttpRequest, question: Asked, *, back: str) -> HttpResponse:
    if signin.arrive(request, question) is Arrival.CLOUD:
        return render(request, "people/cloud.html", {"back": back}, status=403)
    response = redirect(back)
    response.set_cookie(
        BY_PHONE, "1", max_age=_REMEMBERED_SECONDS, httponly=True, samesite="Lax", secure=settings.SECURE_COOKIES
    )
    return response


def _show(request: HttpRequest, question: Asked, form: PageForm, *, back: str) -> HttpResponse:
    wait = codes.may_send_at(signin.PURPOSE, mobile=question.mobile) - now()
    context: dict[str, Any] = {
        "form": form if isinstance(form, CodeForm) else CodeForm(), "trouble": form.non_field_errors(),
        "mobile": question.masked_mobile, "back": back, "wait_seconds": max(int(wait.total_seconds()), 0),
        "delivery": codes.delivery_of(signin.PURPOSE, mobile=question.mobile, matter=question.matter),
        "anew": _at("signin-phone", back),
    }  # fmt: skip
    return render(request, "people/code.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest) -> str:
    """Where the person wanted to go, on this site only."""
    back = request.POST.get("next") or request.GET.get("next") or "/applications/"
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if is_ours else "/applications/"


def _at(name: str, back: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': back})}"
