"""The sign-in page: two tabs, one door."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts.arriving import arrive
from chopmark.cloud.accounts.counting import PAUSE, TRIES
from chopmark.cloud.accounts.forms import RootSignIn, SubUserSignIn
from chopmark.cloud.accounts.returning import may_end_there, next_of
from chopmark.cloud.accounts.signin import Outcome, try_root, try_sub_user
from chopmark.web import words
from chopmark.web.forms import PageForm
from chopmark.web.templatetags.chopmark import moment

_Tab = tuple[type[PageForm], Callable[[HttpRequest, dict[str, str]], Outcome]]
_TABS: dict[str, _Tab] = {
    "root": (
        RootSignIn,
        lambda request, told: try_root(told["identifier"], password=told["password"], request=request),
    ),
    "sub": (
        SubUserSignIn,
        lambda request, told: try_sub_user(
            told["root_id"], name=told["name"], password=told["password"], request=request
        ),
    ),
}


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """A wrong answer says the same for every account, known or not."""
    tab = request.GET.get("as") if request.GET.get("as") in _TABS else "root"
    form_class, attempt = _TABS[str(tab)]
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = attempt(request, form.cleaned_data)
        if outcome.account:
            return arrive(request, outcome.account, by=str(tab))
        form.add_error(None, _refusal(outcome))
    limits = {"tries": TRIES, "minutes": int(PAUSE.total_seconds() // 60)}
    context = {"form": form, "tab": tab, "next": next_of(request), **limits}
    return may_end_there(request, render(request, "accounts/signin.html", context))


def _refusal(outcome: Outcome) -> str:
    if outcome.paused_until:
        return words.text("cloud.signin.locked", time=moment(outcome.paused_until))
    return words.text("cloud.signin.error")
