"""Devices that signed in before: each has tries of its own, so that strangers cannot lock the owner out."""

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chopmark.cloud.accounts.models import Account, Device
from chopmark.kit import ids, keys
from chopmark.kit.clock import now

KEPT = dt.timedelta(days=400)  # the longest that browsers keep a cookie (RFC 6265bis, 5.5)
_SALT = "chopmark.cloud.device"
_FRESH = "fresh_device"
_NAME_BYTES = 8


@dataclass(frozen=True)
class _Fresh:
    account: str
    secret: str


def find(request: HttpRequest, *, name: str) -> Device | None:
    """The device that this browser is to the account of this number; None for strangers and for those withdrawn."""
    secret = request.get_signed_cookie(_cookie_of(name), default=None, salt=_SALT, max_age=KEPT)
    if secret is None:
        return None
    return Device.objects.filter(digest=ids.digest(secret), account_id=name, withdrawn_at=None).first()


def remember(request: HttpRequest, account: Account) -> Device:
    """The device that signs in now; a new one gets its cookie with the answer."""
    known = find(request, name=account.uin)
    if known:
        Device.objects.filter(pk=known.pk).update(seen_at=now())
        return known
    Device.objects.filter(account=account, seen_at__lt=now() - KEPT).delete()
    secret = ids.token()
    setattr(request, _FRESH, _Fresh(account.uin, secret))
    return Device.objects.create(account=account, digest=ids.digest(secret), name=name_of(request))


def set_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Give a new device its secret; the account stands in the name as a keyed digest only."""
    fresh: _Fresh | None = getattr(request, _FRESH, None)
    if fresh:
        response.set_signed_cookie(
            _cookie_of(fresh.account), fresh.secret, salt=_SALT, max_age=KEPT, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def withdraw(account: Account, *, device: str | None = None) -> None:
    """Make one device of an account a stranger again, or all of them."""
    found = Device.objects.filter(account=account, withdrawn_at=None)
    (found.filter(pk=device) if device else found).update(withdrawn_at=now())


def name_of(request: HttpRequest) -> str:
    """Browser and system, as far as they say so."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for name in ("Edg", "Firefox", "Chrome", "Safari") if name in agent), "")
    system = re.search(r"Windows|Macintosh|Android|iPhone|iPad|Linux", agent)
    return " · ".join(filter(None, ({"Edg": "Edge"}.get(browser, browser), system[0] if system else "")))


def _cookie_of(name: str) -> str:
    return f"chopmark_device_{keys.blind(name, purpose='cloud.device')[:_NAME_BYTES].hex()}"
