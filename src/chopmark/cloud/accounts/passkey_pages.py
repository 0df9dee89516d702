"""Pages of passkeys: signing in with one alone, and the account's own list of them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts import answering, devices, factors, passkeys
from chopmark.cloud.accounts.again import proof_required
from chopmark.cloud.accounts.arriving import factor_owed_or_proof_required, finish
from chopmark.cloud.accounts.counting import PAUSE
from chopmark.cloud.accounts.forms import PasskeyName
from chopmark.cloud.accounts.middleware import SignedIn
from chopmark.cloud.accounts.models import Passkey
from chopmark.cloud.accounts.passkeys import Errand
from chopmark.cloud.accounts.returning import may_end_there, next_of, see_other
from chopmark.cloud.accounts.second_pages import after_adding
from chopmark.notify import limits

# Each is a row that a stranger makes; an office behind one address does not sign in more often.
CHALLENGES = limits.Limit("passkey_challenges", ((100, PAUSE),))


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A passkey that verified its person is something they have and something they are or know: both factors."""
    if answering.is_question(request):
        limits.use(CHALLENGES, of=limits.here())
        return answering.question(request, errand=Errand.ENTER, account=None)
    account = answering.try_any_passkey(request) if request.method == "POST" else None
    if account:
        return finish(request, account, by="passkey", new_hash=None)
    context = {"is_wrong": request.method == "POST", "next": next_of(request)}
    return may_end_there(request, render(request, "accounts/passkey_enter.html", context))


@require_http_methods(["GET", "POST"])
@factor_owed_or_proof_required
def list_of_account(request: SignedIn) -> HttpResponse:
    """What there is, and a form for one more; the first factor of an account brings the recovery codes."""
    if answering.is_question(request):
        return answering.question(request, errand=Errand.ADD, account=request.account)
    form = PasskeyName(request.POST or None, initial={"name": devices.name_of(request)})
    if request.method == "POST" and form.is_valid() and _add(request, form):
        return after_adding(request, back="/account/passkeys/")
    context = {
        "form": form,
        "passkeys": Passkey.objects.filter(account=request.account),
        "place": passkeys.place(),
        "host": request.get_host().partition(":")[0],
    }
    return render(request, "accounts/passkeys.html", context)


def _add(request: SignedIn, form: PasskeyName) -> bool:
    challenge = answering.challenge_of(request, errand=Errand.ADD, account=request.account)
    answer, name = answering.answer_in(request), form.cleaned_data["name"]
    kept = passkeys.add(request.account, answer=answer, challenge=challenge, name=name) if challenge else None
    if kept is None and passkeys.is_full(request.account):
        form.say("name", "cloud.passkey.full", most=passkeys.MOST)
    elif kept is None:
        form.say("name", "cloud.passkey.not_added")
    return kept is not None


@require_http_methods(["GET", "POST"])
@proof_required
def one(request: SignedIn, pk: UUID) -> HttpResponse:
    """Another name for it, or an end to it."""
    passkey = get_object_or_404(Passkey.objects.select_related("account__owner"), pk=pk, account=request.account)
    form = PasskeyName(request.POST or None, initial={"name": passkey.name})
    if "remove" in request.POST:
        return _remove(request, passkey)
    if request.method == "POST" and form.is_valid():
        passkeys.rename(passkey, name=form.cleaned_data["name"])
        return see_other("/account/passkeys/")
    return render(request, "accounts/passkey.html", {"form": form, "passkey": passkey})


def _remove(request: SignedIn, passkey: Passkey) -> HttpResponse:
    try:
        factors.remove_passkey(passkey, by=request.account)
        return see_other("/account/passkeys/")
    except factors.Required:
        form = PasskeyName({"name": passkey.name})
        form.say("name", "cloud.account.required")
        return render(request, "accounts/passkey.html", {"form": form, "passkey": passkey})
