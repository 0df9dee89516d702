"""Matching with `*` in time linear in the text: no pattern of a customer can make a decision slow."""


def fits(pattern: str, text: str) -> bool:
    """Whether the text is the pattern, each `*` standing for any characters, none included."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    *middle, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    return _in_order(middle, text[len(first) : len(text) - len(last)])


def _in_order(parts: list[str], text: str) -> bool:
    """The leftmost place of each part is the best one, so that nothing is tried twice."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
