"""Mainland mobile numbers as people write them."""

import unicodedata


def mobile_of(text: str) -> str | None:
    """Eleven digits of a mainland mobile, with or without +86; None when it is none (domain 1.5)."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdecimal())
    digits = digits.removeprefix("86") if len(digits) == 13 else digits  # noqa: PLR2004 - 86 and eleven digits
    is_mobile = len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"  # noqa: PLR2004
    return digits if is_mobile else None
