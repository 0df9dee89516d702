"""Matching with `*` in time linear in the text: no pattern of a customer can make a decision slow."""

from collections.abc import Sequence

_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}  # ASCII, where 32 lies between the cases


def fits(pattern: str, text: str) -> bool:
    """Whether the text is the pattern, each `*` standing for any characters, none included; `?` is a question mark."""
    return fits_parts(pattern.split("*"), text)


def fits_parts(parts: Sequence[str], text: str) -> bool:
    """The same for a pattern that was cut at its `*` before."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return text == first
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    return _in_order(parts[1:-1], text[len(first) : len(text) - len(last)])


def _in_order(parts: Sequence[str], text: str) -> bool:
    """The leftmost place of each part is the best one, so that nothing is tried twice."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def lower(text: str) -> str:
    """Lower case letter by letter and in ASCII only: nothing else may make two names of actions one."""
    return text.translate(_LOWER)
