"""What a client learns of an account: the contract of docs/claims.md, asked anew at every call."""

from collections.abc import Mapping
from typing import Any

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.decisions import answered, context_of, decide, policies_of
from chopmark.cloud.cam.evaluate import Decision
from chopmark.cloud.cam.presets import AUTHENTICATE
from chopmark.cloud.oidc.models import Client
from chopmark.cloud.realname.models import real_name_of


def claims_of(account: Account, *, client: Client, ip: str | None) -> dict[str, Any]:
    """Numbers, the verified name of the root, and CAM's answer; no other personal data."""
    return {
        "sub": account.uin,
        "uin": account.uin,
        "owner_uin": account.root.uin,
        "is_root": account.is_root,
        "real_name": _real_name(account),
        "esign": _esign(account, client=client, context=context_of(ip)),
    }


def _real_name(account: Account) -> dict[str, str | None] | None:
    held = real_name_of(account)
    return {"type": held.kind, "name": held.name, "uscc": held.uscc} if held else None


def _esign(account: Account, *, client: Client, context: Mapping[str, str]) -> dict[str, Any]:
    decision = decide(account, action=AUTHENTICATE, context=context)
    return {
        "allowed": decision.allowed,
        "reason": "resource_ignored" if decision.resource_ignored else decision.reason.value,
        "statement": _deciding(decision),
        "actions": _allowed(account, client.actions, context),
    }


def _deciding(decision: Decision) -> str | None:
    """The policy to name to people: the one that decided, or the one whose resource kept it from granting."""
    places = decision.statements or decision.ignored
    return places[0].policy if places else None


def _allowed(account: Account, actions: list[str], context: Mapping[str, str]) -> list[str]:
    policies = policies_of(account)
    return [action for action in actions if answered(policies, account, action=action, context=context).allowed]
