"""Whether an address may be called: by https, and nowhere inside the operator's own network."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

# Numbers that stand for another one, which may lie inside: NAT64 (RFC 6052, 8215), 6to4 and its relays, Teredo, IPv4 in
# IPv6; and the old site-local ones.
_INDIRECT = ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "192.88.99.0/24", "2001::/32", "::/96", "fec0::/10")
_BY_WAY_OF = [ip_network(one) for one in _INDIRECT]
_PORTS = {"https": 443, "http": 80}


class BadAddress(Exception):
    """An address that is not called; `reason` is the last part of its text key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(url: str) -> None:
    """Raise BadAddress unless the url may be called right now."""
    resolve(url)


def resolve(url: str) -> str:
    """The number to connect to; looked up at each call, so that a name that moves inside later is refused then."""
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError) as trouble:
        raise BadAddress("form") from trouble
    if not parts.hostname or "@" in parts.netloc or parts.fragment:
        raise BadAddress("form")
    if parts.scheme != "https" and parts.hostname not in settings.WEBHOOK_HOSTS:
        raise BadAddress("https")
    return _looked_up(parts.hostname, port)


def _looked_up(host: str, port: int) -> str:
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as trouble:
        raise BadAddress("unknown") from trouble
    if host not in settings.WEBHOOK_HOSTS and not all(_is_outside(ip_address(str(number))) for number in found):
        raise BadAddress("inside")
    return str(min(found))


def _is_outside(number: IPv4Address | IPv6Address) -> bool:
    return number.is_global and not number.is_multicast and not any(number in block for block in _BY_WAY_OF)
