"""What is held while policies and groups change, and the marks by which a second author is told."""

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.errors import DeadlockDetected
from tests.cloud.conftest import PASSWORD

from chopmark.cloud.accounts.actions import create_sub_user, register_root
from chopmark.cloud.cam import grouping, rewriting
from chopmark.cloud.cam.actions import attach, create_policy
from chopmark.cloud.cam.grouping import add_member, attach_to_group, create_group, delete_group, rename_group
from chopmark.cloud.cam.locking import (
    holders_of,
    locked_groups_with,
    locked_policy,
    mark_of_group,
    mark_of_text,
    mark_of_use,
)
from chopmark.cloud.cam.models import Attachment, Group, Policy
from chopmark.cloud.cam.presets import FULL_ACCESS, granting
from chopmark.cloud.cam.rewriting import delete_policy, rewrite

LOCK = "FOR NO KEY UPDATE"


@pytest.fixture
def preset(db):
    return Policy.objects.get(owner=None, name=FULL_ACCESS)


def locks_of(act):
    """The tables of which rows were held, in their order."""
    with CaptureQueriesContext(connection) as seen, transaction.atomic():
        act()
    held = [query["sql"] for query in seen if LOCK in query["sql"]]
    return [sql.rpartition(" FOR NO KEY UPDATE OF ")[2].strip('"') for sql in held]


def test_a_policy_and_the_groups_that_have_it_are_held_while_it_changes(root, policy, group):
    held = ["cam_policy", "cam_group"]
    assert locks_of(lambda: rewrite(policy, document=granting("cos:*"), read=mark_of_text(policy), by=root))[:2] == held
    changed = Policy.objects.get(pk=policy.pk)
    assert locks_of(lambda: delete_policy(changed, read=mark_of_use(changed), by=root))[:2] == held


def test_a_group_is_held_while_it_changes(root, group):
    assert locks_of(lambda: rename_group(group, name="signers", read="legal-dept", by=root)) == ["cam_group"]
    renamed = Group.objects.get(pk=group.pk)
    assert locks_of(lambda: delete_group(renamed, read=mark_of_group(renamed), by=root))[0] == "cam_group"


def test_only_the_groups_that_have_the_policy_are_held(root, policy, group):
    create_group(root, name="others")
    with transaction.atomic():
        assert locked_groups_with(policy) == [group]


def test_a_preset_is_held_for_nobody(preset, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert locked_policy(preset) is preset


def test_everybody_who_has_a_policy_is_found_once_however_it_came(root, sub_user, policy, group):
    other = create_sub_user(root, name="he.mu", password=PASSWORD)
    attach(policy, account=sub_user, by=root)
    for account in (sub_user, other):
        add_member(group, account=account, by=root)
    assert sorted(account.name for account in holders_of(policy)) == ["he.mu", "zhou.lan"]
    third = create_sub_user(root, name="wu.tong", password=PASSWORD)
    attach(policy, account=third, by=root)
    assert len(holders_of(policy)) == 3


@pytest.fixture
def changes(root, sub_user, policy, group):
    """What may happen to a policy and its group between the page and the press."""
    other = create_group(root, name="others")

    def reworded():
        Policy.objects.filter(pk=policy.pk).update(document=granting("cos:*"))
        policy.refresh_from_db()

    def renamed():
        Group.objects.filter(pk=group.pk).update(name="signers")
        group.refresh_from_db()

    return {
        "reworded": reworded,
        "renamed": renamed,
        "attached": lambda: attach(policy, account=sub_user, by=root),
        "attached to an empty group": lambda: attach_to_group(policy, group=other, by=root),
        "joined": lambda: add_member(group, account=sub_user, by=root),
        "another policy": lambda: attach_to_group(
            Policy.objects.get(owner=None, name=FULL_ACCESS), group=group, by=root
        ),
    }


@pytest.mark.parametrize(
    ("change", "text", "use", "of_group"),
    [
        ("reworded", True, True, False),
        ("renamed", False, False, True),
        ("attached", False, True, False),
        ("attached to an empty group", False, True, False),
        ("joined", False, True, True),
        ("another policy", False, False, True),
    ],
)
def test_a_mark_changes_with_what_was_shown_and_with_nothing_else(changes, policy, group, change, text, use, of_group):
    before = mark_of_text(policy), mark_of_use(policy), mark_of_group(group)
    changes[change]()
    after = mark_of_text(policy), mark_of_use(policy), mark_of_group(group)
    assert [one != other for one, other in zip(before, after, strict=True)] == [text, use, of_group]


def test_a_policy_that_somebody_has_by_another_way_too_was_shown_otherwise(root, sub_user, policy, group):
    add_member(group, account=sub_user, by=root)
    before = mark_of_use(policy)
    attach(policy, account=sub_user, by=root)
    assert mark_of_use(policy) != before


@pytest.mark.parametrize("verb", ["rewrite", "delete_policy", "delete_group"])
def test_whoever_was_ended_because_two_waited_for_each_other_is_begun_again(committed, monkeypatch, verb):
    """The first try is ended after the lock, as the database would: all of it is undone, and the second goes through."""
    root = register_root(mobile="13800138017", password=PASSWORD)
    policy = create_policy(root, name="enter", document=granting("ess:*"))
    group = create_group(root, name="legal-dept")
    sub_user = create_sub_user(root, name="zhou.lan", password=PASSWORD)
    attach(policy, account=sub_user, by=root)
    add_member(group, account=sub_user, by=root)
    room = grouping if verb == "delete_group" else rewriting
    changing, tries = room.access_changes, []

    def ended_once(accounts):
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("deadlock detected") from DeadlockDetected()
        return changing(accounts)

    monkeypatch.setattr(room, "access_changes", ended_once)
    {
        "rewrite": lambda: rewrite(policy, document=granting("cos:*"), read=mark_of_text(policy), by=root),
        "delete_policy": lambda: delete_policy(policy, read=mark_of_use(policy), by=root),
        "delete_group": lambda: delete_group(group, read=mark_of_group(group), by=root),
    }[verb]()
    assert len(tries) == 2
    Attachment.objects.all().delete()
    Policy.objects.filter(owner=root).delete()  # the presets stay in its table, so nobody else empties it
