"""The page of whoever has given the password and lost the second factor and every recovery code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from chopmark.cloud.accounts import factors, lost
from chopmark.cloud.accounts.arriving import complete, half_by, half_of
from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.returning import may_end_there, next_of, see_other
from chopmark.cloud.accounts.texting import Texted, language
from chopmark.kit import masks
from chopmark.notify import codes
from chopmark.web.forms import PageForm

_WITH_PASSWORD = "root"  # noqa: S105  # whoever came by a code to the mobile has proved nothing but the mobile


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """First press: a code to the mobile. A right one begins the wait, or ends it when the day is over."""
    account = half_of(request)
    if account is None:
        return see_other("/signin/")
    if not account.mobile or half_by(request) != _WITH_PASSWORD:
        return _show(request, account, PageForm(), is_closed=True)
    loss = lost.reported(account)
    if loss and not lost.is_over(loss):
        return _show(request, account, PageForm(), waits_until=lost.ends_at(loss))
    form, is_right = Texted(account.mobile, f"cloud.lost|{account.uin}", purpose="lost").press(request)
    return _go_on(request, account) if is_right else _show(request, account, form)


def _go_on(request: HttpRequest, account: Account) -> HttpResponse:
    if lost.settle(account, language=language()):
        return complete(request, Account.objects.get(pk=account.pk), factor="wait")
    lost.report(account, language=language())
    return see_other(request.get_full_path())


def _show(request: HttpRequest, account: Account, form: PageForm, **told: object) -> HttpResponse:
    context = {
        "form": form, "next": next_of(request), "is_root": account.is_root,
        "masked": masks.mobile(account.mobile or ""),
        "is_over": lost.reported(account) is not None, "hours": lost.WAIT.days * 24, "days": lost.OPEN.days,
        "minutes": codes.MINUTES, "gap": codes.GAP_SECONDS, **told,
    }  # fmt: skip
    return may_end_there(request, render(request, "accounts/lost.html", context))


@require_POST
@account_required
def stop(request: SignedIn) -> HttpResponse:
    """By whoever is signed in still: nothing is lost."""
    factors.found(request.account)
    return see_other("/account/")
