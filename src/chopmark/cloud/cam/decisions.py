"""Asking for a real account: its policies from the database, the moment and the address as context."""

from collections.abc import Mapping

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.evaluate import Decision, Named, evaluate
from chopmark.cloud.cam.models import Policy
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed


def context_of(ip: str | None) -> dict[str, str]:
    """The general keys of a request (domain 6.3); without an address its key is missing."""
    told = {"qcs:current_time": now().isoformat()}
    return {**told, "qcs:ip": ip} if ip else told


def policies_of(account: Account) -> list[Named]:
    return [policy.named for policy in Policy.objects.filter(attachments__account=account)]


def decide(account: Account, *, action: str, context: Mapping[str, str]) -> Decision:
    """CAM's answer now; nothing is remembered from an earlier one."""
    policies = [] if account.is_root else policies_of(account)
    return evaluate(policies, is_root=account.is_root, action=action, context=context)


def check_allowed(account: Account, *, action: str, ip: str | None) -> None:
    """Raise NotAllowed unless CAM allows the action."""
    if not decide(account, action=action, context=context_of(ip)).allowed:
        raise NotAllowed(action=action)
