"""How CAM's answers are shown: as words with an icon, and by which statement they came about."""

from collections.abc import Mapping
from dataclasses import dataclass

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.decisions import compiled
from chopmark.cloud.cam.evaluate import Decision
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.presets import AUTHENTICATE, ESIGN_ACTIONS


@dataclass(frozen=True)
class Verdict:
    """One action and CAM's answer."""

    action: str
    decision: Decision

    @property
    def key(self) -> str:
        """The last part of the text key of the action."""
        return self.action.removeprefix("ess:").lower()

    @property
    def outcome(self) -> str:
        """allow, explicit_deny, resource_ignored or implicit_deny: the last part of the badge's text key."""
        if self.decision.allowed:
            return "allow"
        return "resource_ignored" if self.decision.resource_ignored else self.decision.reason.value

    @property
    def policy(self) -> str:
        """The policy that decided, or that would have; empty when none speaks of it."""
        places = self.decision.statements or self.decision.ignored
        return places[0].policy if places else ""


@dataclass(frozen=True)
class Row:
    """A sub-user as the list shows it."""

    account: Account
    policies: list[Policy]
    verdicts: list[Verdict]

    @property
    def authenticate(self) -> Verdict:
        return next(each for each in self.verdicts if each.action == AUTHENTICATE)


def row_of(account: Account, *, context: Mapping[str, str]) -> Row:
    """Judge one account; with attachments prefetched this asks the database nothing."""
    policies = [attachment.policy for attachment in account.attachments.all()]
    known = compiled(policies)
    verdicts = [
        Verdict(action, known.decide(is_root=account.is_root, action=action, context=context))
        for action in ESIGN_ACTIONS
    ]
    return Row(account, policies, verdicts)
