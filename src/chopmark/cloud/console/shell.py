"""The frame of the console: who is here, what stands in the bar, and who may manage access."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.decisions import check_allowed, context_of, decide
from chopmark.cloud.realname.models import real_name_of
from chopmark.web.addresses import client_of

P = ParamSpec("P")
MANAGE = "cam:ManageUsers"  # matched by cam:*


def page(request: SignedIn, template: str, *, nav: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page in the frame."""
    account = request.account
    frame = {
        "account": account,
        "held": real_name_of(account),
        "may_manage": decide(account, action=MANAGE, context=context_of(ip_of(request))).allowed,
        "nav": nav,
    }
    return render(request, template, {**frame, **context}, status=status)


def ip_of(request: SignedIn) -> str | None:
    return str(client_of(request) or "") or None


def manager_required(
    view: Callable[Concatenate[SignedIn, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Let in the root account, and sub-users whom CAM allows to manage access."""

    @wraps(view)
    def guarded(request: SignedIn, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        check_allowed(request.account, action=MANAGE, ip=ip_of(request))
        return view(request, *args, **kwargs)

    return account_required(guarded)


def sub_user_or_404(request: SignedIn, uin: str) -> Account:
    """A sub-user of the same root; anybody else's does not exist here."""
    found = Account.objects.select_related("owner").filter(owner=request.account.root)
    return get_object_or_404(found, uin=uin)
