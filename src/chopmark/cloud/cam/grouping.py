"""Groups of a root: who is in one, and which policies everybody in it has.

What is taken away is felt at the next question, as with a policy that is detached from the sub-user itself, and the
clients of whoever may no longer enter are told in the same transaction.
"""

from django.db import IntegrityError, transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.locking import Overtaken, locked_group, locked_policy, mark_of_group
from chopmark.cloud.cam.models import Group, GroupAttachment, Membership, Policy
from chopmark.cloud.oidc.losing import access_changes
from chopmark.kit.deadlocks import begun_again
from chopmark.kit.errors import NotAllowed


class GroupTaken(ValueError):
    """The root has a group of this name."""


@transaction.atomic
def create_group(owner: Account, *, name: str) -> Group:
    """An empty group of the account's root; raises GroupTaken."""
    try:
        with transaction.atomic():
            group = Group.objects.create(owner=owner.root, name=name)
    except IntegrityError as clash:
        raise GroupTaken from clash
    audit.record("group.created", subject=group, actor=owner, group=name)
    return group


@transaction.atomic
def rename_group(group: Group, *, name: str, read: str, by: Account) -> None:
    """Another name; `read` is the one that the author saw, else Overtaken. Raises GroupTaken."""
    _check_same_house(group, by=by)
    held = locked_group(group)
    if held.name != read:
        raise Overtaken
    if name == read:
        return
    held.name = name
    try:
        with transaction.atomic():
            held.save(update_fields=["name"])
    except IntegrityError as clash:
        raise GroupTaken from clash
    audit.record("group.renamed", subject=held, actor=by, group=name, before=read)


@begun_again
@transaction.atomic
def delete_group(group: Group, *, read: str, by: Account) -> None:
    """Its members lose what came by it; `read` is the mark of what was shown before the press, else Overtaken."""
    _check_same_house(group, by=by)
    held = locked_group(group)
    if mark_of_group(held) != read:
        raise Overtaken
    with access_changes(members_of(held)):
        audit.record("group.deleted", subject=held, actor=by, group=held.name)
        held.delete()


@transaction.atomic
def add_member(group: Group, *, account: Account, by: Account) -> None:
    """Put a sub-user into a group; a second time changes nothing."""
    _check_same_house(group, by=by)
    if account.is_root or account.root != group.owner:
        raise NotAllowed(action="cam:AddUserToGroup")
    locked_group(group)
    with access_changes([account]):  # a group may have a policy that denies
        _, is_new = Membership.objects.get_or_create(group=group, account=account)
    if is_new:
        audit.record("group.member_added", subject=account, actor=by, group=group.name)


@transaction.atomic
def remove_member(group: Group, *, account: Account, by: Account) -> None:
    _check_same_house(group, by=by)
    with access_changes([account]):
        gone, _ = Membership.objects.filter(group=group, account=account).delete()
    if gone:
        audit.record("group.member_removed", subject=account, actor=by, group=group.name)


@transaction.atomic
def attach_to_group(policy: Policy, *, group: Group, by: Account) -> None:
    """Give a policy to everybody in a group; a second time changes nothing."""
    _check_same_house(group, by=by)
    if policy.owner not in (None, group.owner):
        raise NotAllowed(action="cam:AttachGroupPolicy")
    locked_policy(policy)
    locked_group(group)
    with access_changes(members_of(group)):
        _, is_new = GroupAttachment.objects.get_or_create(policy=policy, group=group)
    if is_new:
        audit.record("group.policy_attached", subject=group, actor=by, policy=policy.name, group=group.name)


@transaction.atomic
def detach_from_group(policy: Policy, *, group: Group, by: Account) -> None:
    _check_same_house(group, by=by)
    with access_changes(members_of(group)):
        gone, _ = GroupAttachment.objects.filter(policy=policy, group=group).delete()
    if gone:
        audit.record("group.policy_detached", subject=group, actor=by, policy=policy.name, group=group.name)


def members_of(group: Group) -> list[Account]:
    return list(Account.objects.filter(memberships__group=group))


def _check_same_house(group: Group, *, by: Account) -> None:
    if by.root != group.owner:
        raise NotAllowed(action="cam:UpdateGroup")


def attachable_to(group: Group) -> list[Policy]:
    """The policies that this group could still be given."""
    known = Policy.objects.filter(owner=None) | Policy.objects.filter(owner=group.owner)
    return list(known.exclude(group_attachments__group=group))


def addable_to(group: Group) -> list[Account]:
    """The sub-users of the same root who are not in the group yet."""
    return list(Account.objects.filter(owner=group.owner).exclude(memberships__group=group))
