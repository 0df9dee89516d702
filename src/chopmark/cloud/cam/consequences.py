"""What would become of people's way into E-Sign if some of what they have were gone; asked before it is taken."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.decisions import answered, compiled
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
    now = {account for account in touched if _enters(account, held[account.uin], context)}
    left = {uin: [way for way in ways if not without(way)] for uin, ways in held.items()}
    then = {account for account in touched if _enters(account, left[account.uin], context)}
    return Consequences(
        touched,
        lose=[account for account in touched if account in now - then],
        gain=[account for account in touched if account in then - now],
    )


def _enters(account: Account, ways: Iterable[Held], context: Mapping[str, str]) -> bool:
    return answered(compiled(policies_in(ways)), account, action=AUTHENTICATE, context=context).allowed
