"""The page that asks whoever is signed in for the password, or a passkey, again."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts import again, answering, factors
from chopmark.cloud.accounts.forms import Again
from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.passkeys import Errand
from chopmark.cloud.accounts.returning import next_of, see_other
from chopmark.cloud.accounts.signin import try_again
from chopmark.web.templatetags.chopmark import moment


@require_http_methods(["GET", "POST"])
@account_required
def prove(request: SignedIn) -> HttpResponse:
    """A right answer goes back to what asked for it."""
    if answering.is_question(request):
        return answering.question(request, errand=Errand.AGAIN, account=request.account)
    form = Again(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_right(request, form):
        again.note(request)
        return see_other(next_of(request))
    context = {
        "form": form, "next": next_of(request), "minutes": again.MINUTES,
        "has_passkey": factors.has_passkey(request.account),
    }  # fmt: skip
    return render(request, "accounts/again.html", context)


def _is_right(request: SignedIn, form: Again) -> bool:
    told = form.cleaned_data
    if told["answer"]:
        tried = answering.try_passkey(request, errand=Errand.AGAIN, account=request.account)
        return _say(form, is_right=bool(tried.factor), paused_until=tried.paused_until, wrong="cloud.passkey.wrong")
    outcome = try_again(request.account, password=told["password"], request=request)
    is_right = outcome.account is not None
    return _say(form, is_right=is_right, paused_until=outcome.paused_until, wrong="cloud.again.wrong")


def _say(form: Again, *, is_right: bool, paused_until: dt.datetime | None, wrong: str) -> bool:
    if paused_until:
        form.say("password", "cloud.second.locked", time=moment(paused_until))
    elif not is_right:
        form.say("password", wrong)
    return is_right
