"""What a password must be: long, and not one that everybody tries first."""

from functools import cache
from itertools import pairwise
from pathlib import Path

SHORTEST = 12  # domain 6.1: at least 12 characters, no rule of composition
LONGEST = 256  # an argon2 input that still costs the server the same
_FEWEST_DIFFERENT = 5  # fewer make a run such as 111111222222
_LIST = Path(__file__).with_name("common_passwords.txt")


def is_weak(password: str) -> bool:
    """Whether it is too short, too long, nearly one character repeated, or on the list."""
    if not SHORTEST <= len(password) <= LONGEST:
        return True
    plain = password.casefold()
    return len(set(plain)) < _FEWEST_DIFFERENT or plain in _common() or _is_run(plain)


def _is_run(plain: str) -> bool:
    """Whether each character follows the one before it, up or down, as in abcdefghijkl."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return steps in ({1}, {-1})


@cache
def _common() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="utf-8").split())
