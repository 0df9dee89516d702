"""Asking for a real account: its policies from the database, the moment and the address as context."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.compiled import Compiled
from chopmark.cloud.cam.evaluate import Decision, Named
from chopmark.cloud.cam.holding import held_by, policies_in
from chopmark.cloud.cam.language import parse
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.resources import EVERYTHING
from chopmark.cloud.cam.values import Value
from chopmark.cloud.cam.variables import Principal
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed

_MOST_SETS = 256  # compiled sets that a process keeps; a set is a few kilobytes


def context_of(ip: str | None) -> dict[str, str]:
    """The general keys of a request (domain 6.3); without an address its key is missing."""
    told = {"qcs:current_time": now().isoformat()}
    return {**told, "qcs:ip": ip} if ip else told


def policies_of(account: Account) -> Compiled:
    """What is attached now, directly or by a group; a root account needs nothing."""
    return compiled([] if account.is_root else policies_in(held_by([account])[account.uin]))


def compiled(policies: Iterable[Policy]) -> Compiled:
    """These policies, ready for questions.

    What was compiled before is found by the words of the policies and by nothing else. So each process can keep it
    without asking the others: a policy that was detached or changed elsewhere makes another set of words.
    """
    return _compiled(tuple((policy.name, json.dumps(policy.document)) for policy in policies))


@lru_cache(maxsize=_MOST_SETS)
def _compiled(said: tuple[tuple[str, str], ...]) -> Compiled:
    return Compiled(Named(name, parse(json.loads(document))) for name, document in said)


def principal_of(account: Account) -> Principal:
    """What the variables of a policy stand for when this account asks; a root is its own."""
    return {"uin": account.uin, "owner_uin": account.owner_id or account.uin}


def answered(
    known: Compiled, account: Account, *, action: str, resource: str = EVERYTHING, context: Mapping[str, Value]
) -> Decision:
    """What these policies say to this account, whether or not it has them."""
    return known.decide(
        is_root=account.is_root,
        action=action,
        resource=resource,
        context=context,
        principal=principal_of(account),
    )


def decide(account: Account, *, action: str, context: Mapping[str, Value]) -> Decision:
    """CAM's answer now; nothing is remembered from an earlier one."""
    return answered(policies_of(account), account, action=action, context=context)


def check_allowed(account: Account, *, action: str, ip: str | None) -> None:
    """Raise NotAllowed unless CAM allows the action."""
    if not decide(account, action=action, context=context_of(ip)).allowed:
        raise NotAllowed(action=action)
