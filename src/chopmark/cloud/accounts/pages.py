"""The two sign-in pages: root accounts, and sub-users under theirs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts import remembering
from chopmark.cloud.accounts.arriving import arrive
from chopmark.cloud.accounts.counting import PAUSE, TRIES
from chopmark.cloud.accounts.forms import RootSignIn, SubUserSignIn
from chopmark.cloud.accounts.returning import is_proof_asked, may_end_there, next_of
from chopmark.cloud.accounts.signin import Outcome, try_root, try_sub_user
from chopmark.web import words
from chopmark.web.forms import PageForm
from chopmark.web.templatetags.chopmark import moment


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """For root accounts; sub-users were asked here too once, and old links still say so."""
    if request.GET.get("as") == "sub":
        return sign_in_user(request)
    form = RootSignIn(request.POST or None)
    return _run(request, form, tab="root", attempt=_root)


@require_http_methods(["GET", "POST"])
def sign_in_user(request: HttpRequest) -> HttpResponse:
    """For sub-users. The root stands there already when the link names it, or when it was typed here before."""
    known = request.GET.get("root") or remembering.alias_in(request)
    form = SubUserSignIn(request.POST or None, initial={"root_id": known[: SubUserSignIn.LONGEST_ROOT]})
    return _run(request, form, tab="sub", attempt=_sub_user)


def _root(request: HttpRequest, told: dict[str, str]) -> Outcome:
    return try_root(told["identifier"], password=told["password"], request=request)


def _sub_user(request: HttpRequest, told: dict[str, str]) -> Outcome:
    return try_sub_user(told["root_id"], name=told["name"], password=told["password"], request=request)


def _run(
    request: HttpRequest, form: PageForm, *, tab: str, attempt: Callable[[HttpRequest, dict[str, str]], Outcome]
) -> HttpResponse:
    """A wrong answer says the same for every account, known or not."""
    if request.method == "POST" and form.is_valid():
        outcome = attempt(request, form.cleaned_data)
        if outcome.account:
            return arrive(request, outcome.account, by=tab)
        form.add_error(None, _refusal(outcome, tab))
    limits = {"tries": TRIES, "minutes": int(PAUSE.total_seconds() // 60)}
    back = next_of(request)
    context = {"form": form, "tab": tab, "next": back, "may_lend": not is_proof_asked(back), **limits}
    return may_end_there(request, render(request, "accounts/signin.html", context))


def _refusal(outcome: Outcome, tab: str) -> str:
    if outcome.paused_until:
        return words.text(_LOCKED[tab], time=moment(outcome.paused_until))
    return words.text(_WRONG[tab])


_LOCKED = {"root": "cloud.signin.locked", "sub": "cloud.signin.locked_sub"}
_WRONG = {"root": "cloud.signin.error", "sub": "cloud.signin.error_sub"}
