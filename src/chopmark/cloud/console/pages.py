"""Home and sub-users of the console."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chopmark.cloud.accounts.actions import Taken, create_sub_user, set_password
from chopmark.cloud.accounts.factors import reset_all
from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.returning import see_other
from chopmark.cloud.cam.actions import attach, attachable, detach
from chopmark.cloud.cam.decisions import context_of
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.console.forms import ChoosePolicy, FirstPassword, NewSubUser
from chopmark.cloud.console.shell import ip_of, manager_required, page, sub_user_or_404
from chopmark.cloud.console.verdicts import Row, row_of, rows_of
from chopmark.cloud.oidc import actions as oidc


@require_GET
@account_required
def home(request: SignedIn) -> HttpResponse:
    row = row_of(request.account, context=context_of(ip_of(request)))
    return page(request, "console/home.html", nav="home", row=row, sub_signin=_sub_signin(request.account))


def _sub_signin(root: Account) -> str:
    """The address that a root hands to its sub-users; with the alias, so that only name and password are left."""
    return f"{settings.CLOUD_URL}/signin/user/" + (f"?root={root.alias}" if root.alias else "")


@require_GET
@manager_required
def users(request: SignedIn) -> HttpResponse:
    return page(request, "console/users.html", nav="users", rows=_rows(request))


@require_GET
@manager_required
def user(request: SignedIn, uin: str) -> HttpResponse:
    """The list with one sub-user open beside it."""
    account = sub_user_or_404(request, uin)
    return page(
        request,
        "console/users.html",
        nav="users",
        rows=_rows(request),
        row=row_of(account, context=context_of(ip_of(request))),
        form=ChoosePolicy(free=attachable(account)),
    )


def _rows(request: SignedIn) -> list[Row]:
    context = context_of(ip_of(request))
    return rows_of(Account.objects.filter(owner=request.account.root), context=context)


@require_http_methods(["GET", "POST"])
@manager_required
def new_user(request: SignedIn) -> HttpResponse:
    form = NewSubUser(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_sub_user(request.account.root, by=request.account, **form.cleaned_data)
            return see_other(f"/users/{made.uin}/")
        except Taken:
            form.say("name", "cloud.users.name.taken")
    return page(request, "console/new_user.html", nav="users", form=form)


@require_POST
@manager_required
def attach_policy(request: SignedIn, uin: str) -> HttpResponse:
    account = sub_user_or_404(request, uin)
    form = ChoosePolicy(request.POST, free=attachable(account))
    if form.is_valid():
        attach(form.cleaned_data["policy"], account=account, by=request.account)
    return see_other(f"/users/{uin}/")


@require_POST
@manager_required
def detach_policy(request: SignedIn, uin: str, policy: int) -> HttpResponse:
    account = sub_user_or_404(request, uin)
    detach(get_object_or_404(Policy, pk=policy), account=account, by=request.account)
    return see_other(f"/users/{uin}/")


@require_http_methods(["GET", "POST"])
@manager_required
def new_password(request: SignedIn, uin: str) -> HttpResponse:
    account = sub_user_or_404(request, uin)
    form = FirstPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_password(account, by=request.account, **form.cleaned_data)
        return see_other(f"/users/{uin}/")
    return page(request, "console/new_password.html", nav="users", form=form, user=account)


@require_http_methods(["GET", "POST"])
@manager_required
def reset_factors(request: SignedIn, uin: str) -> HttpResponse:
    """For who lost the second factor; says first what is then left, since nothing of it comes back."""
    account = sub_user_or_404(request, uin)
    if request.method == "POST":
        reset_all(account, by=request.account)
        return see_other(f"/users/{uin}/")
    return page(request, "console/reset_factors.html", nav="users", user=account)


def _done_to_sub_user(act: Callable[..., None]) -> Callable[..., HttpResponseBase]:
    """A press on the page of a sub-user that asks for nothing more, and leads back to it."""

    @require_POST
    @manager_required
    def done(request: SignedIn, uin: str) -> HttpResponse:
        act(sub_user_or_404(request, uin), by=request.account)
        return see_other(f"/users/{uin}/")

    return done


require_second = _done_to_sub_user(oidc.require_second)
waive_second = _done_to_sub_user(oidc.waive_second)
disable = _done_to_sub_user(oidc.disable)
enable = _done_to_sub_user(oidc.enable)
