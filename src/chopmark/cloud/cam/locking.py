"""Rows held until the transaction ends, and what somebody read of them: two who change one thing at once are told."""

import json

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.models import Group, Policy
from chopmark.kit import ids
from chopmark.kit.errors import NotReady


class Overtaken(ValueError):
    """Somebody else changed it since it was read; nothing was done."""


def locked_policy(policy: Policy) -> Policy:
    """The policy as it is now. Presets never change, and a lock on one would hold up every house."""
    if policy.is_preset:
        return policy
    found = Policy.objects.select_for_update(of=("self",), no_key=True).filter(pk=policy.pk).first()
    if found is None:
        raise NotReady
    return found


def locked_group(group: Group) -> Group:
    """The group as it is now; after policies and before accounts, so that no two changes wait for each other."""
    found = Group.objects.select_for_update(of=("self",), no_key=True).filter(pk=group.pk).first()
    if found is None:
        raise NotReady
    return found


def locked_groups_with(policy: Policy) -> list[Group]:
    """Nobody enters or leaves them while the policy changes."""
    found = Group.objects.filter(attachments__policy=policy).order_by("pk")
    return list(found.select_for_update(of=("self",), no_key=True))


def holders_of(policy: Policy) -> list[Account]:
    """Every sub-user who has the policy, each once, however it came."""
    direct = Account.objects.filter(attachments__policy=policy)
    by_group = Account.objects.filter(memberships__group__attachments__policy=policy)
    return list(Account.objects.filter(pk__in=direct) | Account.objects.filter(pk__in=by_group))


def mark_of_text(policy: Policy) -> str:
    """Stands for the words of a policy: another mark, other words."""
    return _mark(policy.name, policy.document)


def mark_of_use(policy: Policy) -> str:
    """Stands for its words and for everybody who has it."""
    direct = policy.attachments.order_by("account").values_list("account", flat=True)
    groups = policy.group_attachments.order_by("group").values_list("group", flat=True)
    holders = sorted(account.uin for account in holders_of(policy))
    return _mark(mark_of_text(policy), list(direct), list(groups), holders)


def mark_of_group(group: Group) -> str:
    """Stands for who is in the group and what it gives them."""
    members = group.memberships.order_by("account").values_list("account", flat=True)
    policies = group.attachments.order_by("policy").values_list("policy", flat=True)
    return _mark(group.name, list(members), list(policies))


def _mark(*parts: object) -> str:
    return ids.digest(json.dumps(parts, sort_keys=True))
