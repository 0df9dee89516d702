"""Where a request comes from: one function says it, and whoever counts asks here."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Address = IPv4Address | IPv6Address
_PRESENT: ContextVar[Address | None] = ContextVar("client_address", default=None)
_IPV6_SITE = 64  # one customer's share of IPv6 (RFC 6177): counting single addresses there limits nobody


def client_of(request: HttpRequest) -> Address | None:
    """The client's address."""
    return client_in(request.META)


def client_in(meta: Mapping[str, Any]) -> Address | None:
    """From the headers of a request; X-Forwarded-For is believed as far as trusted proxies wrote it, from the right."""
    seen = _read(meta.get("REMOTE_ADDR", ""))
    for hop in reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if seen is None or not _is_trusted(seen):
            break
        seen = _read(hop) or seen
    return seen


def _read(text: str) -> Address | None:
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _is_trusted(address: Address) -> bool:
    return any(address in ip_network(entry, strict=False) for entry in settings.TRUSTED_PROXIES)


def counted() -> str | None:
    """Under which name the present request is counted; None outside of requests and where nobody is to be told apart.

    In practice mode everybody comes from this machine, so its own addresses are not counted.
    """
    address = _PRESENT.get()
    if address is None or (settings.PRACTICE and address.is_loopback):
        return None
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_SITE), strict=False))
    return str(address)


class ClientAddress:
    """Remembers the client's address while its request is answered."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _PRESENT.set(client_of(request))
        try:
            return self.handler(request)
        finally:
            _PRESENT.reset(token)
