"""Between a right password and the session: accounts with a second factor are half signed in, for a short while."""

import datetime as dt
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from chopmark.cloud.accounts import remembering
from chopmark.cloud.accounts.actions import set_hashed
from chopmark.cloud.accounts.factors import has_second
from chopmark.cloud.accounts.middleware import HALF, enter
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.returning import next_of, see_other
from chopmark.kit.clock import now

MINUTES = 10


def arrive(request: HttpRequest, account: Account, *, by: str, new_hash: str | None = None) -> HttpResponse:
    """After what proves the account: on to where it was wanted, or first to the second factor.

    A new password that came with the proof is set when everything is proved, and not before.
    """
    if not has_second(account):
        return finish(request, account, by=by, new_hash=new_hash)
    request.session.cycle_key()
    request.session[HALF] = {"account": account.uin, "by": by, "at": int(now().timestamp()), "hash": new_hash}
    return see_other(f"/signin/second/?{urlencode({'next': next_of(request)})}")


def half_of(request: HttpRequest) -> Account | None:
    """Whoever has given the password here, and still has time for the second factor."""
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
    return finish(request, account, by=f"{held['by']}+{factor}", new_hash=held["hash"])


@transaction.atomic
def finish(request: HttpRequest, account: Account, *, by: str, new_hash: str | None) -> HttpResponse:
    if new_hash:
        set_hashed(account, password_hash=new_hash, by=account)
    enter(request, account, by=by)
    response = see_other(next_of(request))
    remembering.keep_alias(response, account=account)
    return response
