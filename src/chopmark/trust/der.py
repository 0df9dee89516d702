"""Writing DER (ITU-T X.690): just the values that our signatures and time stamps are made of."""

from collections.abc import Iterable

_SHORT = 0x80  # lengths below stand in one byte


def tlv(tag: int, *parts: bytes) -> bytes:
    """One value: its tag, the length of all parts, and the parts."""
    body = b"".join(parts)
    length = len(body)
    if length < _SHORT:
        return bytes((tag, length)) + body
    size = (length.bit_length() + 7) // 8
    return bytes((tag, _SHORT | size)) + length.to_bytes(size, "big") + body


def sequence(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def set_of(values: Iterable[bytes], *, tag: int = 0x31) -> bytes:
    """Ordered by their bytes (X.690, 11.6)."""
    return tlv(tag, *sorted(values))


def integer(value: int) -> bytes:
    """Two's complement in as few bytes as it takes; ours are never negative."""
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(value: bytes) -> bytes:
    return tlv(0x04, value)


def explicit(number: int, value: bytes) -> bytes:
    return tlv(0xA0 | number, value)


def oid(dotted: str) -> bytes:
    """The first two arcs share a byte; every other is written in groups of seven bits."""
    first, second, *others = (int(arc) for arc in dotted.split("."))
    return tlv(0x06, *(_arc(arc) for arc in (40 * first + second, *others)))


def _arc(number: int) -> bytes:
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))
