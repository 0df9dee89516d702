"""What a text in a condition means: a number, a moment, an address, a truth, octets. Whatever is none is a ValueError.

Both evaluators and the parser read by these functions, so that no text means one thing here and another there.
"""

import base64
import datetime as dt
import ipaddress
import re
from collections.abc import Sequence
from decimal import Decimal

Scalar = str | int | float | Decimal  # a bool is an int
Value = Scalar | Sequence[Scalar]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Exponents of up to six digits: what a comparison of exact numbers can carry, and more than anybody counts.
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,6})?")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_BEIJING = dt.timezone(dt.timedelta(hours=8))  # a moment without a zone is meant in Beijing time
_BASE64 = re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")  # the library takes one "=" more
_LENGTH = re.compile(r"[0-9]{1,3}")
_MAPPED_BITS = 96  # RFC 4291, 2.5.5.2: ::ffff:0:0/96 holds the IPv4 addresses


def texts(value: Value | None) -> tuple[str, ...]:
    """The values of a context key as texts; none for a key that is missing and for an empty list."""
    if value is None:
        return ()
    if isinstance(value, str | int | float | Decimal):
        return (text(value),)
    return tuple(text(each) for each in value)


def text(value: Scalar) -> str:
    """A value as a policy would write it: true and false in lower case, a number in digits."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def number(said: str) -> Decimal:
    """Exact, so that 1 is 1.0 and 0.1 + 0.2 is no surprise; neither NaN nor an infinity is a number."""
    if not _NUMBER.fullmatch(said):
        raise ValueError(f"{said!r} is not a number.")
    return Decimal(said)


def moment(said: str) -> dt.datetime:
    """A day (its first moment) or a moment of ISO 8601, always with a zone."""
    if not _MOMENT.fullmatch(said):
        raise ValueError(f"{said!r} is not a date.")
    found = dt.datetime.fromisoformat(said)
    return found if found.tzinfo else found.replace(tzinfo=_BEIJING)


def address(said: str) -> Address:
    """One host has one address: an IPv4 address in the clothes of IPv6 is the IPv4 address."""
    found = ipaddress.ip_address(said)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def network(said: str) -> Network:
    """An address, or one with the length of its prefix; the bits behind the prefix do not matter."""
    _, slash, length = said.partition("/")
    if "%" in said or (slash and not _LENGTH.fullmatch(length)):
        raise ValueError(f"{said!r} is not a network.")
    found = ipaddress.ip_network(said, strict=False)
    mapped = found.network_address.ipv4_mapped if isinstance(found, ipaddress.IPv6Network) else None
    if mapped and found.prefixlen >= _MAPPED_BITS:
        return ipaddress.IPv4Network((int(mapped), found.prefixlen - _MAPPED_BITS))
    return found


def truth(said: str) -> bool:
    if said.lower() not in ("true", "false"):
        raise ValueError(f"{said!r} is neither true nor false.")
    return said.lower() == "true"


def octets(said: str) -> bytes:
    """What base64 stands for."""
    if not _BASE64.fullmatch(said):
        raise ValueError(f"{said!r} is not base64.")
    return base64.b64decode(said)
