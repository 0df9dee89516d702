"""A policy of the root's own, written anew or deleted: in force at once, for everybody who has it."""

from typing import Any

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.language import parse
from chopmark.cloud.cam.locking import (
    Overtaken,
    holders_of,
    locked_groups_with,
    locked_policy,
    mark_of_text,
    mark_of_use,
)
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.oidc.losing import access_changes
from chopmark.kit.deadlocks import begun_again
from chopmark.kit.errors import NotAllowed


@begun_again
@transaction.atomic
def rewrite(policy: Policy, *, document: dict[str, Any], read: str, by: Account) -> None:
    """Another document in its place; `read` is the mark of the words that the author saw, else Overtaken."""
    _check_own(policy, by=by, action="cam:UpdatePolicy")
    parse(document)
    held = locked_policy(policy)
    if mark_of_text(held) != read:
        raise Overtaken
    if held.document == document:
        return
    locked_groups_with(held)
    with access_changes(holders_of(held)):
        held.document = document
        held.save(update_fields=["document"])
    audit.record("policy.rewritten", subject=held, actor=by, policy=held.name)


@begun_again
@transaction.atomic
def delete_policy(policy: Policy, *, read: str, by: Account) -> None:
    """Detach it from everybody and end it; `read` is the mark of what was shown before the press, else Overtaken."""
    _check_own(policy, by=by, action="cam:DeletePolicy")
    held = locked_policy(policy)
    locked_groups_with(held)
    if mark_of_use(held) != read:
        raise Overtaken
    with access_changes(holders_of(held)):
        audit.record("policy.deleted", subject=held, actor=by, policy=held.name)
        held.attachments.all().delete()
        held.group_attachments.all().delete()
        held.delete()


def _check_own(policy: Policy, *, by: Account, action: str) -> None:
    """Presets are nobody's to change, and another root's policies are the other root's."""
    if policy.owner_id is None or policy.owner != by.root:
        raise NotAllowed(action=action)
