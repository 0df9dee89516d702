"""What would become of people's way into E-Sign if some of what they have were gone; asked before it is taken."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.decisions import compiled
from chopmark.cloud.cam.holding import Held, held_by, policies_in
from chopmark.cloud.cam.presets import AUTHENTICATE


@dataclass(frozen=True)
class Consequences:
    """Everybody whom it touches; of them, who would no longer enter, and who only then."""

    touched: list[Account]
    lose: list[Account]
    gain: list[Account]


def consequences(
    accounts: Iterable[Account], *, without: Callable[[Held], bool], context: Mapping[str, str]
) -> Consequences:
    """Of these sub-users, were every way gone of which `without` is true; from the address in the context."""
    touched = sorted(accounts, key=lambda account: str(account.name))
    held = held_by(touched)
    now = {uin: _enters(ways, context) for uin, ways in held.items()}
    then = {uin: _enters([way for way in ways if not without(way)], context) for uin, ways in held.items()}
    return Consequences(
        touched,
        lose=[account for account in touched if now[account.uin] and not then[account.uin]],
        gain=[account for account in touched if then[account.uin] and not now[account.uin]],
    )


def _enters(ways: Iterable[Held], context: Mapping[str, str]) -> bool:
    return compiled(policies_in(ways)).decide(is_root=False, action=AUTHENTICATE, context=context).allowed
