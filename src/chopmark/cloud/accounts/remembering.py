"""A browser on which a sub-user came in keeps the alias of its root, so that nobody types it twice.

Of the sub-user it keeps nothing, and of a root without an alias neither: a number is for those who were told it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chopmark.cloud.accounts.devices import KEPT
from chopmark.cloud.accounts.models import Account

_COOKIE = "chopmark_root"
_SALT = "chopmark.cloud.root"


def alias_in(request: HttpRequest) -> str:
    """The alias as it was typed here; whether it is still anybody's is not looked up."""
    return request.get_signed_cookie(_COOKIE, default="", salt=_SALT, max_age=KEPT) or ""


def keep_alias(response: HttpResponse, *, account: Account) -> None:
    if account.root.alias and not account.is_root:
        response.set_signed_cookie(
            _COOKIE, account.root.alias, salt=_SALT, max_age=KEPT, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE, path="/signin/",
        )  # fmt: skip
