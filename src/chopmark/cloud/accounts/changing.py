"""The page on which a sub-user replaces a password that its root knows, before anything else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts.actions import choose_password
from chopmark.cloud.accounts.arriving import MINUTES, owing_of, settle
from chopmark.cloud.accounts.forms import OwnPassword
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.owing import Owed, owed
from chopmark.cloud.accounts.returning import may_end_there, next_of, see_other
from chopmark.kit.errors import NotReady


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Whoever took too long, or was given another password meanwhile, begins with the sign-in again."""
    account = owing_of(request)
    if account is None:
        return see_other("/signin/user/")
    if owed(account) is not Owed.PASSWORD:
        return settle(request, account)
    form = OwnPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if choose_password(account, password=form.cleaned_data["password"]):
                return settle(request, Account.objects.get(pk=account.pk))
        except NotReady:
            return see_other("/signin/user/")
        form.say("password", "cloud.change.same")
    context = {"form": form, "next": next_of(request), "minutes": MINUTES}
    return may_end_there(request, render(request, "accounts/change.html", context))
