"""Showing only the ends: names, mobiles."""


def mobile(number: str) -> str:
    """138****5678."""
    return f"{number[:3]}****{number[-4:]}"


def name(full: str) -> str:
    """张*三, 张*: the first and, of three or more, the last character."""
    return f"{full[0]}*{full[-1]}" if len(full) > 2 else f"{full[:1]}*"  # noqa: PLR2004 - three characters
