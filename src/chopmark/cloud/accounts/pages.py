"""Registration and sign-in."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts.actions import Taken, register_root
from chopmark.cloud.accounts.forms import Mobile, Registration, RootSignIn, SubUserSignIn
from chopmark.cloud.accounts.middleware import enter
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.returning import may_end_there, next_of, see_other
from chopmark.cloud.accounts.signin import Outcome, try_root, try_sub_user
from chopmark.notify import codes
from chopmark.web import words
from chopmark.web.forms import PageForm
from chopmark.web.templatetags.chopmark import moment

_MATTER = "cloud.register"
_Tab = tuple[type[PageForm], Callable[[dict[str, str]], Outcome]]
_TABS: dict[str, _Tab] = {
    "root": (RootSignIn, lambda told: try_root(told["identifier"], password=told["password"])),
    "sub": (
        SubUserSignIn,
        lambda told: try_sub_user(told["root_id"], name=told["name"], password=told["password"]),
    ),
}


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Two tabs, one door. A wrong answer says the same for every account, known or not."""
    tab = request.GET.get("as", "root")
    form_class, attempt = _TABS.get(tab, _TABS["root"])
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = attempt(form.cleaned_data)
        if outcome.account:
            enter(request, outcome.account, by=tab)
            return see_other(next_of(request))
        form.add_error(None, _refusal(outcome))
    context = {"form": form, "tab": tab, "next": next_of(request)}
    return may_end_there(request, render(request, "accounts/signin.html", context))


def _refusal(outcome: Outcome) -> str:
    if outcome.paused_until:
        return words.text("cloud.signin.locked", time=moment(outcome.paused_until))
    return words.text("cloud.signin.error")


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """First the mobile, to which a code goes; then the code and a password."""
    if request.method == "GET":
        return _ask(request, Mobile(), step="mobile")
    if "code" not in request.POST or "again" in request.POST:
        return _send(request, Mobile(request.POST))
    return _finish(request, Registration(request.POST))


def _send(request: HttpRequest, form: Mobile) -> HttpResponse:
    if not form.is_valid():
        return _ask(request, form, step="mobile")
    mobile = form.cleaned_data["mobile"]
    try:
        codes.send_code("confirm", mobile=mobile, matter=_MATTER, language=get_language() or "zh-hans")
    except codes.TooManyCodes as limit:
        form.say("mobile", "cloud.register.digits.many", time=moment(limit.again_at))
        return _ask(request, form, step="mobile")
    return _ask(request, Registration(initial={"mobile": mobile}), step="code")


def _finish(request: HttpRequest, form: Registration) -> HttpResponse:
    account = _registered(form) if form.is_valid() else None
    if account is None:
        return _ask(request, form, step="code")
    enter(request, account, by="register")
    return see_other(next_of(request))


def _registered(form: Registration) -> Account | None:
    """The new account, or None with the reason in the form. A wrong code costs a try, so it is kept."""
    told = form.cleaned_data
    outcome = codes.enter("confirm", mobile=told["mobile"], matter=_MATTER, digits=told["code"])
    if outcome.answer is not codes.Answer.RIGHT:
        form.say("code", f"cloud.register.digits.{outcome.answer}", left=outcome.tries_left)
        return None
    try:
        with transaction.atomic():
            return register_root(mobile=told["mobile"], password=told["password"], email=told["email"])
    except Taken:  # whoever reads the code owns the number and may know
        form.say("mobile", "cloud.register.number.taken")
        return None


def _ask(request: HttpRequest, form: PageForm, *, step: str) -> HttpResponse:
    context = {"form": form, "step": step, "next": next_of(request), "gap": codes.GAP_SECONDS}
    return may_end_there(request, render(request, "accounts/register.html", context))
