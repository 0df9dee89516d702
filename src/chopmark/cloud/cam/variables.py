"""Variables in a policy (domain 6.3): `${uin}` and `${owner_uin}` stand for who asks, and are filled at the question.

Where the descriptions of CAM are silent, the rule is AWS's: resources and texts in conditions may have them.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

# Whose question it is: the value of each variable by its name. What is missing is not filled.
Principal = Mapping[str, str]
NOBODY: Principal = MappingProxyType({})

FILLED = ("uin", "owner_uin")  # by the house, for every account
KNOWN = (*FILLED, "app_id")  # the language has it, and no account here has such a number
_OPENING = "${"
_VARIABLE = re.compile(r"\$\{([^}]*)(?:\}|\Z)")


class Unfilled(LookupError):
    """A variable for which the question has no value."""


def has_variable(said: str) -> bool:
    return _OPENING in said


def variables_in(texts: Iterable[str]) -> list[str]:
    """As they are written, each once, in their order."""
    return list(dict.fromkeys(found[0] for said in texts for found in _VARIABLE.finditer(said)))


def unknown_in(texts: Iterable[str]) -> list[str]:
    """Those that the language does not have, and what only begins like one."""
    return [found for found in variables_in(texts) if found not in map(written, KNOWN)]


def written(name: str) -> str:
    return f"{_OPENING}{name}}}"


def filled(said: str, principal: Principal) -> str:
    """The text with its values; nothing in a value is read again. Raises Unfilled."""
    if _OPENING not in said:
        return said
    return _VARIABLE.sub(lambda found: _value(found[0], found[1], principal), said)


def filled_parts(parts: Iterable[str], principal: Principal) -> list[str]:
    """A pattern that was cut at its `*` before, so that a `*` of a value is none. Raises Unfilled."""
    return [filled(part, principal) for part in parts]


def _value(said: str, name: str, principal: Principal) -> str:
    if said.endswith("}") and name in principal:
        return principal[name]
    raise Unfilled(said)
