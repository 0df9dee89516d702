"""Writing, attaching and detaching policies, and the request of a sub-user to its root."""

import re
from typing import Any

from django.db import IntegrityError, transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.language import PolicyError, parse
from chopmark.cloud.cam.locking import locked_policy
from chopmark.cloud.cam.models import Attachment, Policy, PolicyRequest
from chopmark.cloud.oidc.losing import access_changes
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed, NotReady

_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,128}")  # domain 6.2


@transaction.atomic
def create_policy(owner: Account, *, name: str, document: dict[str, Any]) -> Policy:
    """Keep a policy of the account's own; raises PolicyError when it is malformed or the name is taken."""
    if not _NAME.fullmatch(name):
        raise PolicyError("name")
    parse(document)
    try:
        with transaction.atomic():
            policy = Policy.objects.create(owner=owner.root, name=name, document=document)
    except IntegrityError as clash:
        raise PolicyError("taken") from clash
    audit.record("policy.created", subject=policy, actor=owner, policy=name)
    return policy


@transaction.atomic
def attach(policy: Policy, *, account: Account, by: Account) -> None:
    """Give a sub-user a policy; a second time changes nothing."""
    _check_same_house(policy, account=account, by=by)
    locked_policy(policy)
    with access_changes([account]):  # a policy that denies takes away
        _, is_new = Attachment.objects.get_or_create(policy=policy, account=account)
    if is_new:
        audit.record("policy.attached", subject=account, actor=by, policy=policy.name)


@transaction.atomic
def detach(policy: Policy, *, account: Account, by: Account) -> None:
    """Take a policy from a sub-user; it is felt at the next question, and clients hear if it was the last way in."""
    _check_same_house(policy, account=account, by=by)
    with access_changes([account]):
        gone, _ = Attachment.objects.filter(policy=policy, account=account).delete()
    if gone:
        audit.record("policy.detached", subject=account, actor=by, policy=policy.name)


def _check_same_house(policy: Policy, *, account: Account, by: Account) -> None:
    """Root accounts have everything and take no policy; nobody reaches into another root's house."""
    root = account.root
    if account.is_root or by.root != root or policy.owner not in (None, root):
        raise NotAllowed(action="cam:AttachUserPolicy")


def attachable(account: Account) -> list[Policy]:
    """The policies that this sub-user could still be given: the presets and those of its root."""
    known = Policy.objects.filter(owner=None) | Policy.objects.filter(owner=account.root)
    return list(known.exclude(attachments__account=account))


@transaction.atomic
def request_policy(sub_user: Account, *, policy: Policy, organisation: str) -> str:
    """Ask the root; returns the token of the link, which is not kept."""
    token = ids.token()
    request = PolicyRequest.objects.create(
        sub_user=sub_user, policy=policy, organisation=organisation, digest=ids.digest(token)
    )
    audit.record("policy.requested", subject=request, actor=sub_user, policy=policy.name)
    return token


@transaction.atomic
def grant(request: PolicyRequest, *, by: Account) -> None:
    """Attach what was asked for."""
    _answer(request, PolicyRequest.Answer.GRANTED)
    attach(request.policy, account=request.sub_user, by=by)


@transaction.atomic
def refuse(request: PolicyRequest, *, by: Account) -> None:
    _answer(request, PolicyRequest.Answer.REFUSED)
    audit.record("policy.refused", subject=request, actor=by, policy=request.policy.name)


def _answer(request: PolicyRequest, answer: PolicyRequest.Answer) -> None:
    changed = PolicyRequest.objects.filter(pk=request.pk, answer=None).update(answer=answer, answered_at=now())
    if not changed:
        raise NotReady
    request.answer = answer
