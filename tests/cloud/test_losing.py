"""Losing the right to enter E-Sign: the clients hear of it, from the transaction that took it away and only then."""

import datetime as dt

import pytest
from django.db import transaction
from tests.cloud import relying
from tests.cloud.conftest import PASSWORD
from tests.cloud.test_logout import ear, jobs, listening  # noqa: F401 - fixtures
from tests.crowd import at_once

from chopmark.cloud.accounts.actions import create_sub_user, register_root
from chopmark.cloud.cam.actions import attach, create_policy, detach
from chopmark.cloud.cam.grouping import add_member, attach_to_group, create_group, detach_from_group, remove_member
from chopmark.cloud.cam.models import Attachment, Policy
from chopmark.cloud.cam.presets import FULL_ACCESS, granting
from chopmark.cloud.oidc.actions import disable, enable, register_client
from chopmark.cloud.oidc.models import Code, Token
from chopmark.kit.clock import now

DENYING = {"version": "2.0", "statement": [{"effect": "deny", "action": ["ess:*"], "resource": ["*"]}]}


@pytest.fixture
def policy(db):
    return Policy.objects.get(owner=None, name=FULL_ACCESS)


@pytest.fixture
def another(root):
    return create_policy(root, name="enter-too", document=granting("ess:*"))


@pytest.fixture
def denying(root):
    return create_policy(root, name="nobody", document=DENYING)


@pytest.fixture
def inside(root, sub_user, policy, listening, relying_of):  # noqa: F811
    """A sub-user with the policy, who has entered the client."""
    attach(policy, account=sub_user, by=root)
    party = relying_of(sub_user)
    party.access_token = party.tokens()["access_token"]
    return party


@pytest.fixture
def group(root, policy):
    found = create_group(root, name="legal-dept")
    attach_to_group(policy, group=found, by=root)
    return found


def told(party, account):
    return [{"client_id": relying.ID, "sid": party.browser.session["sid"], "uin": account.uin}]


def test_a_policy_that_was_the_only_way_in_ends_the_sessions_with_it(inside, root, sub_user, policy):
    detach(policy, account=sub_user, by=root)
    assert jobs() == told(inside, sub_user)


def test_who_asks_after_the_policy_went_is_told_why(inside, root, sub_user, policy):
    detach(policy, account=sub_user, by=root)
    assert inside.user_info(inside.access_token).json()["esign"]["reason"] == "implicit_deny"


def test_a_detachment_that_is_rolled_back_tells_nobody(inside, root, sub_user, policy):
    with transaction.atomic():
        detach(policy, account=sub_user, by=root)
        assert jobs() == told(inside, sub_user)
        transaction.set_rollback(True)
    assert (jobs(), Attachment.objects.filter(account=sub_user).count()) == ([], 1)


def test_one_of_two_policies_that_grant_ends_nothing_and_the_second_does(inside, root, sub_user, policy, another):
    attach(another, account=sub_user, by=root)
    detach(policy, account=sub_user, by=root)
    assert jobs() == []
    detach(another, account=sub_user, by=root)
    assert jobs() == told(inside, sub_user)


def test_a_policy_of_something_else_ends_nothing(inside, root, sub_user):
    other = create_policy(root, name="other", document=granting("cos:GetObject"))
    attach(other, account=sub_user, by=root)
    detach(other, account=sub_user, by=root)
    assert jobs() == []


def test_a_policy_that_denies_ends_the_sessions_when_it_comes(inside, root, sub_user, denying):
    attach(denying, account=sub_user, by=root)
    assert jobs() == told(inside, sub_user)


def test_a_group_that_denies_ends_the_sessions_of_who_is_put_into_it(inside, root, sub_user, denying):
    refused = create_group(root, name="refused")
    attach_to_group(denying, group=refused, by=root)
    add_member(refused, account=sub_user, by=root)
    assert jobs() == told(inside, sub_user)


def test_a_group_that_is_denied_ends_the_sessions_of_its_members(inside, root, sub_user, group, denying):
    add_member(group, account=sub_user, by=root)
    attach_to_group(denying, group=group, by=root)
    assert jobs() == told(inside, sub_user)


def test_who_is_taken_out_of_the_group_that_let_them_in_goes_out(inside, root, sub_user, policy, group):
    add_member(group, account=sub_user, by=root)
    detach(policy, account=sub_user, by=root)
    assert jobs() == []
    remove_member(group, account=sub_user, by=root)
    assert jobs() == told(inside, sub_user)


def test_a_policy_that_leaves_the_group_ends_the_sessions_of_its_members(inside, root, sub_user, policy, group):
    add_member(group, account=sub_user, by=root)
    detach(policy, account=sub_user, by=root)
    detach_from_group(policy, group=group, by=root)
    assert jobs() == told(inside, sub_user)


def test_a_policy_for_another_address_never_let_this_session_in_so_it_ends_nothing(
    listening,  # noqa: F811
    relying_of,
    root,
    sub_user,
):
    statement = {
        "effect": "allow",
        "action": ["ess:*"],
        "resource": ["*"],
        "condition": {"ip_equal": {"qcs:ip": "10.9.8.0/24"}},
    }
    far = create_policy(root, name="far", document={"version": "2.0", "statement": [statement]})
    attach(far, account=sub_user, by=root)
    relying_of(sub_user).tokens()
    detach(far, account=sub_user, by=root)
    assert jobs() == []


def test_who_signed_out_before_is_not_ended_again(inside, root, sub_user, policy):
    inside.browser.post("/signout/")
    before = jobs()
    detach(policy, account=sub_user, by=root)
    assert jobs() == before


def test_a_session_that_can_still_be_refreshed_is_ended_too(listening, relying_of, root, sub_user, policy):  # noqa: F811
    attach(policy, account=sub_user, by=root)
    party = relying_of(sub_user)
    party.lasting_tokens()
    Token.objects.update(expires_at=now() - dt.timedelta(hours=1))
    detach(policy, account=sub_user, by=root)
    assert jobs() == told(party, sub_user)


def test_a_session_that_is_over_is_not_ended(inside, root, sub_user, policy):
    Token.objects.update(expires_at=now() - dt.timedelta(hours=1))
    detach(policy, account=sub_user, by=root)
    assert jobs() == []


def test_disabling_ends_and_enabling_again_ends_nothing_more(inside, root, sub_user):
    disable(sub_user, by=root)
    enable(sub_user, by=root)
    assert jobs() == told(inside, sub_user)


def test_two_who_take_the_two_ways_in_at_once_end_the_session_once(committed):
    root = register_root(mobile="13800138017", password=PASSWORD)
    member = create_sub_user(root, name="zhou.lan", password=PASSWORD)
    client = register_client(
        client_id=relying.ID,
        name="C",
        secret=relying.SECRET,
        redirect_uris=[relying.BACK],
        backchannel_logout_uri="http://127.0.0.1:1/",
    )
    policy, group = Policy.objects.get(owner=None, name=FULL_ACCESS), create_group(root, name="legal-dept")
    attach(policy, account=member, by=root)
    attach_to_group(policy, group=group, by=root)
    add_member(group, account=member, by=root)
    takes = [
        lambda: detach(policy, account=member, by=root),
        lambda: detach_from_group(policy, group=group, by=root),
    ]
    issued = {"account": member, "client": client, "sid": "s1"}
    code = Code.objects.create(digest="c", redirect_uri=relying.BACK, challenge="x", authenticated_at=now(), **issued)
    Token.objects.create(digest="t", code=code, expires_at=now() + dt.timedelta(hours=1), **issued)
    assert at_once(lambda n: takes[n](), 2) == [None, None]
    assert jobs() == [{"client_id": relying.ID, "sid": "s1", "uin": member.uin}]
