"""How CAM's answers are shown: as words with an icon, and by which statement they came about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chopmark.cloud.accounts.factors import has_second
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.decisions import answered, compiled
from chopmark.cloud.cam.evaluate import Decision
from chopmark.cloud.cam.holding import Held, held_by, policies_in
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.presets import AUTHENTICATE, ESIGN_ACTIONS

OUTCOMES = ("allow", "explicit_deny", "resource_ignored", "implicit_deny")  # the last part of the badge's text key


@dataclass(frozen=True)
class Verdict:
    """One action and CAM's answer."""

    action: str
    decision: Decision

    @property
    def key(self) -> str:
        return key_of(self.action)

    @property
    def outcome(self) -> str:
        """One of OUTCOMES."""
        if self.decision.allowed:
            return "allow"
        return "resource_ignored" if self.decision.resource_ignored else self.decision.reason.value

    @property
    def policy(self) -> str:
        """The policy that decided, or that would have; empty when none speaks of it."""
        places = self.decision.statements or self.decision.ignored
        return places[0].policy if places else ""


def key_of(action: str) -> str:
    """The last part of the text key of an action of E-Sign."""
    return action.removeprefix("ess:").lower()


@dataclass(frozen=True)
class Row:
    """A sub-user as the list shows it."""

    account: Account
    held: list[Held]
    verdicts: list[Verdict]

    @property
    def policies(self) -> list[Policy]:
        return policies_in(self.held)

    @property
    def has_second(self) -> bool:
        return has_second(self.account)

    @property
    def direct(self) -> list[Policy]:
        """What can be detached here."""
        return [held.policy for held in self.held if held.group is None]

    @property
    def by_group(self) -> list[Held]:
        return [held for held in self.held if held.group is not None]

    @property
    def authenticate(self) -> Verdict:
        return next(each for each in self.verdicts if each.action == AUTHENTICATE)


def rows_of(accounts: Iterable[Account], *, context: Mapping[str, str]) -> list[Row]:
    """Judge accounts; which policies they have is asked of the database for all at once."""
    listed = list(accounts)
    held = held_by(listed)
    return [_row(account, held[account.uin], context=context) for account in listed]


def row_of(account: Account, *, context: Mapping[str, str]) -> Row:
    return rows_of([account], context=context)[0]


def _row(account: Account, held: list[Held], *, context: Mapping[str, str]) -> Row:
    known = compiled(policies_in(held))
    verdicts = [Verdict(action, answered(known, account, action=action, context=context)) for action in ESIGN_ACTIONS]
    return Row(account, held, verdicts)
