"""Between a right password and the session: half signed in, for a short while.

First the second factor, of accounts that have one; then what the root asks of its sub-user (`owing`).
"""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from chopmark.cloud.accounts import remembering
from chopmark.cloud.accounts.actions import set_hashed
from chopmark.cloud.accounts.again import proof_required
from chopmark.cloud.accounts.factors import has_second
from chopmark.cloud.accounts.middleware import HALF, CloudRequest, SignedIn, enter, leave_other, proofs_of
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.owing import Owed, owed
from chopmark.cloud.accounts.returning import next_of, see_other
from chopmark.kit.clock import now

MINUTES = 10
_PAGES = {Owed.PASSWORD: "/signin/change/", Owed.FACTOR: "/account/app/"}


def arrive(request: HttpRequest, account: Account, *, by: str, new_hash: str | None = None) -> HttpResponse:
    """After what proves the account: on to where it was wanted, or first to the second factor.

    A new password that came with the proof is set when everything is proved, and not before.
    """
    if not has_second(account):
        return finish(request, account, by=by, new_hash=new_hash)
    return _hold(request, account, page="/signin/second/", by=by, hash=new_hash)


def ask_factor(request: HttpRequest, account: Account, *, back: str) -> HttpResponse:
    """Whoever is signed in gives the second factor too, which makes no session younger."""
    held = {"by": proofs_of(request).partition("+")[0], "hash": None, "since": request.session["since"]}
    return _hold(request, account, page="/signin/second/", back=back, **held)


def _hold(
    request: HttpRequest, account: Account, *, page: str, back: str | None = None, **held: object
) -> HttpResponse:
    request.session.cycle_key()
    request.session[HALF] = {"account": account.uin, "at": now().timestamp(), **held}
    return see_other(f"{page}?{urlencode({'next': back or next_of(request)})}")


def half_of(request: HttpRequest) -> Account | None:
    """Whoever has given the password here, and still has time for the second factor."""
    return None if request.session.get(HALF, {}).get("owes") else _held_in(request)


def half_by(request: HttpRequest) -> str:
    """What proved the account just now in the first half: `root` and `sub` a password, `reset` a code to the mobile."""
    held = request.session.get(HALF, {})
    return "" if held.get("since") else str(held.get("by", ""))


def owing_of(request: HttpRequest) -> Account | None:
    """Whoever has proved everything here, and still has time for what the root asks."""
    return _held_in(request) if request.session.get(HALF, {}).get("owes") else None


def _held_in(request: HttpRequest) -> Account | None:
    held = request.session.get(HALF)
    if held is None:
        return None
    at = dt.datetime.fromtimestamp(held["at"], tz=dt.UTC)
    account = Account.objects.select_related("owner").filter(pk=held["account"]).first()
    if account is None or not account.is_open or not account.has_kept_password_since(at):
        return None
    return account if now() - at < dt.timedelta(minutes=MINUTES) else None


def complete(request: HttpRequest, account: Account, *, factor: str) -> HttpResponse:
    """The second factor was right too."""
    held = request.session.pop(HALF)
    return finish(request, account, by=f"{held['by']}+{factor}", new_hash=held["hash"], since=held.get("since"))


def settle(request: HttpRequest, account: Account) -> HttpResponse:
    """What was owed is done, and whatever else is owed comes next."""
    held = request.session.pop(HALF)
    return finish(request, account, by=held["by"], new_hash=None, since=held.get("since"))


@transaction.atomic
def finish(
    request: HttpRequest, account: Account, *, by: str, new_hash: str | None, since: float | None = None
) -> HttpResponse:
    """Every way in ends here: a session for whoever owes nothing, else the page of what comes first."""
    if new_hash:
        set_hashed(account, password_hash=new_hash, by=account)
    debt = owed(account)
    if debt:
        leave_other(request, account)
        return _hold(request, account, page=_PAGES[debt], by=by, owes=True, since=since)
    enter(request, account, by=by, since=since)
    response = see_other(next_of(request))
    remembering.keep_alias(response, account=account)
    return response


def factor_owed_or_proof_required(page: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """`proof_required`, for a page that whoever owes a factor sees as well: they set it up, having proved just now."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        owing = owing_of(request)
        if owing and owed(owing) is Owed.FACTOR:
            cast("CloudRequest", request).account = owing
            return page(cast("SignedIn", request), *args, **kwargs)
        return proof_required(page)(request, *args, **kwargs)

    return guarded
