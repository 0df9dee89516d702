"""The pages of a sum that goes to the corporate account: order it, wait, say how much it was."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.realname import filing, transfers
from chopmark.cloud.realname.actions import Answer
from chopmark.cloud.realname.forms import Amount, CorporateAccount
from chopmark.cloud.realname.models import ANSWER_WITHIN, Transfer
from chopmark.cloud.realname.pages import asks, sentence_of
from chopmark.cloud.realname.states import Status
from chopmark.cloud.realname.tasks import pay_transfer
from chopmark.kit.errors import Unavailable
from chopmark.web import words
from chopmark.web.forms import PageForm


@require_http_methods(["GET", "POST"])
@account_required
def transfer(request: SignedIn) -> HttpResponse:
    """The form of a new transfer, or the page of the last one."""
    if not asks(request):
        return redirect("realname")
    last = request.account.transfers.first()
    begun = filing.open_of(request.account)
    form = CorporateAccount(request.POST or None, initial=begun.elements if begun else None)
    if request.method == "POST" and form.is_valid():
        refusal = _order(request, form)
        if refusal is None:
            return redirect("realname-transfer")
        form.add_error(None, refusal)
    is_asked = request.method == "POST" or not (_stands(last) or _tells(last, request))
    return _page(request, last, form if is_asked else Amount(), state="ask" if is_asked else "")


def _stands(last: Transfer | None) -> bool:
    return last is not None and last.is_alive


def _tells(last: Transfer | None, request: SignedIn) -> bool:
    """Whether the end of the last one is still news: until somebody begins again."""
    ended = {Status.RETURNED, Status.WRONG, Status.LATE}
    return last is not None and last.status in ended and "again" not in request.GET


def _order(request: SignedIn, form: CorporateAccount) -> str | None:
    """None when it is ordered, else the sentence to show."""
    try:
        made = transfers.order(request.account, **form.cleaned_data)
    except Unavailable:
        return words.text("cloud.realname.unavailable")
    if isinstance(made, Answer):
        too_many = made is Answer.TOO_MANY
        return words.text("cloud.transfer.too_many", n=transfers.A_DAY) if too_many else sentence_of(request, made)
    pay_transfer.defer(transfer_id=str(made.pk))
    return None


@require_POST
@account_required
def amount(request: SignedIn) -> HttpResponse:
    """How much arrived; a wrong amount leaves one more try."""
    form = Amount(request.POST)
    last = request.account.transfers.first()
    if not form.is_valid():
        return _page(request, last, form)
    found = transfers.answer(request.account, cents=form.cleaned_data["amount"])
    if isinstance(found, Answer):
        form.add_error("amount", sentence_of(request, found))
    elif found.status == Status.MATCHED:
        return redirect("realname")
    elif found.status == Status.ARRIVED:
        form.say("amount", "cloud.transfer.wrong", left=transfers.TRIES - found.wrong)
    else:
        return redirect("realname-transfer")
    return _page(request, last, form)


@require_POST
@account_required
def withdraw(request: SignedIn) -> HttpResponse:
    transfers.withdraw(request.account)
    return redirect("realname-transfer")


@require_safe
@account_required
def live(request: SignedIn) -> HttpResponse:
    """The part that changes while the sum is on its way; a page that must be drawn anew is asked to reload."""
    last = transfers.living_of(request.account)
    if last is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "realname/transfer_live.html", {"transfer": last, "form": Amount()})


def _page(request: SignedIn, last: Transfer | None, form: PageForm, *, state: str = "") -> HttpResponse:
    context = {"transfer": last, "form": form, "state": state, "days": ANSWER_WITHIN.days, "here_nav": "realname"}
    return render(request, "realname/transfer.html", context, status=422 if form.errors else 200)
