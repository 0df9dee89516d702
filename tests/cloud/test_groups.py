"""Groups: policies that come by one, and what happens when they or a member are taken away."""

import pytest
from tests.cloud.conftest import PASSWORD

from chopmark.audit import log as audit
from chopmark.cloud.accounts.actions import create_sub_user, register_root
from chopmark.cloud.cam.actions import attach
from chopmark.cloud.cam.decisions import context_of, decide
from chopmark.cloud.cam.grouping import (
    GroupTaken,
    add_member,
    attach_to_group,
    create_group,
    detach_from_group,
    remove_member,
)
from chopmark.cloud.cam.models import Group, GroupAttachment, Membership, Policy
from chopmark.cloud.cam.presets import AUTHENTICATE, FULL_ACCESS, granting
from chopmark.kit.errors import NotAllowed


@pytest.fixture
def policy(db):
    return Policy.objects.get(owner=None, name=FULL_ACCESS)


@pytest.fixture
def group(root):
    return create_group(root, name="legal-dept")


@pytest.fixture
def member(root, sub_user, group, policy):
    """In a group that has the policy."""
    attach_to_group(policy, group=group, by=root)
    add_member(group, account=sub_user, by=root)
    return sub_user


@pytest.fixture
def stranger(db):
    return register_root(mobile="13700137000", password=PASSWORD)


def answer(account):
    return decide(account, action=AUTHENTICATE, context=context_of("127.0.0.1"))


def test_a_member_may_what_the_group_may(member):
    assert answer(member).allowed
    assert [place.policy for place in answer(member).statements] == [FULL_ACCESS]


def test_who_is_in_no_group_has_none_of_its_policies(root, member):
    assert not answer(create_sub_user(root, name="he.mu", password=PASSWORD)).allowed


def test_a_member_who_is_removed_may_no_longer(root, member, group):
    remove_member(group, account=member, by=root)
    assert answer(member).reason == "implicit_deny"


def test_a_policy_that_is_detached_from_the_group_is_gone_for_its_members(root, member, group, policy):
    detach_from_group(policy, group=group, by=root)
    assert answer(member).reason == "implicit_deny"


def test_what_comes_another_way_stays(root, member, group, policy):
    attach(policy, account=member, by=root)
    remove_member(group, account=member, by=root)
    assert answer(member).allowed


def test_a_policy_that_comes_two_ways_decides_once(root, member, policy):
    attach(policy, account=member, by=root)
    assert len(answer(member).statements) == 1


def test_a_denial_by_a_group_takes_back_what_is_attached_directly(root, sub_user, group, policy):
    attach(policy, account=sub_user, by=root)
    denial = {**granting("ess:*")["statement"][0], "effect": "deny"}
    no = Policy.objects.create(owner=root, name="No", document={"version": "2.0", "statement": [denial]})
    attach_to_group(no, group=group, by=root)
    add_member(group, account=sub_user, by=root)
    assert answer(sub_user).reason == "explicit_deny"


def test_the_next_question_of_a_client_feels_the_removal(relying_of, root, member, group):
    party = relying_of(member)
    assert party.claims()["esign"]["allowed"]
    remove_member(group, account=member, by=root)
    assert not party.claims()["esign"]["allowed"]


def test_every_change_is_recorded_once(root, member, group, policy):
    add_member(group, account=member, by=root)
    attach_to_group(policy, group=group, by=root)
    for _ in range(2):
        detach_from_group(policy, group=group, by=root)
        remove_member(group, account=member, by=root)
    assert [event.kind for event in audit.history(group)] == [
        "group.created",
        "group.policy_attached",
        "group.policy_detached",
    ]
    kinds = [event.kind for event in audit.history(member) if event.kind.startswith("group.")]
    assert kinds == ["group.member_added", "group.member_removed"]


def test_two_groups_of_a_root_have_two_names(root, group, stranger):
    with pytest.raises(GroupTaken):
        create_group(root, name=group.name)
    assert create_group(stranger, name=group.name).owner == stranger


@pytest.mark.parametrize("verb", [add_member, remove_member])
def test_nobody_changes_who_is_in_a_group_of_another_house(verb, group, sub_user, stranger):
    with pytest.raises(NotAllowed):
        verb(group, account=sub_user, by=stranger)


@pytest.mark.parametrize("verb", [attach_to_group, detach_from_group])
def test_nobody_changes_what_a_group_of_another_house_has(verb, group, policy, stranger):
    with pytest.raises(NotAllowed):
        verb(policy, group=group, by=stranger)


def test_a_group_takes_neither_roots_nor_sub_users_of_others(root, group, stranger):
    theirs = create_sub_user(stranger, name="he.mu", password=PASSWORD)
    for account in (root, theirs):
        with pytest.raises(NotAllowed):
            add_member(group, account=account, by=root)


def test_a_group_takes_no_policy_of_another_house(root, group, stranger):
    private = Policy.objects.create(owner=stranger, name="Private", document=granting("*"))
    with pytest.raises(NotAllowed):
        attach_to_group(private, group=group, by=root)


def test_a_root_makes_a_group_and_fills_it_on_the_pages(root, sub_user, signed_in, policy):
    browser = signed_in(root)
    address = browser.post("/groups/new/", {"name": "legal-dept"}).headers["Location"]
    browser.post(f"{address}add/", {"member": sub_user.pk})
    browser.post(f"{address}attach/", {"policy": policy.pk})
    assert answer(sub_user).allowed
    for page in (address, "/groups/", f"/users/{sub_user.uin}/"):
        shown = browser.get(page).content.decode()
        assert sub_user.name in shown
        assert policy.name in shown
        assert "legal-dept" in shown
    browser.post(f"{address}detach/{policy.pk}/")
    browser.post(f"{address}remove/{sub_user.uin}/")
    assert not GroupAttachment.objects.exists()
    assert not Membership.objects.exists()


def test_what_comes_by_a_group_is_not_detached_on_the_page_of_the_user(root, member, group, signed_in):
    row = signed_in(root).get(f"/users/{member.uin}/").context["row"]
    assert row.direct == []
    assert [held.group for held in row.by_group] == [group]


def test_a_name_that_is_taken_or_odd_is_said(root, group, signed_in):
    browser = signed_in(root)
    for name in (group.name, "two words"):
        assert browser.post("/groups/new/", {"name": name}).context["form"].errors["name"]
    assert Group.objects.count() == 1


@pytest.mark.parametrize("page", ["", "add/", "attach/", "detach/1/", "remove/100000000099/"])
def test_a_group_of_another_house_does_not_exist(page, group, stranger, signed_in):
    browser = signed_in(stranger)
    ask = browser.post if page else browser.get
    assert ask(f"/groups/{group.pk}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "new/", "{}/", "{}/name/", "{}/delete/"])
def test_a_sub_user_without_the_policy_sees_no_groups(page, group, sub_user, signed_in):
    assert signed_in(sub_user).get(f"/groups/{page.format(group.pk)}").status_code == 403


@pytest.mark.parametrize("press", ["new/", "{}/name/", "{}/delete/", "{}/add/", "{}/attach/"])
def test_a_sub_user_without_the_policy_presses_nothing(press, group, sub_user, policy, signed_in):
    told = {"name": "x", "read": group.name, "member": sub_user.pk, "policy": policy.pk}
    assert signed_in(sub_user).post(f"/groups/{press.format(group.pk)}", told).status_code == 403
    assert list(Group.objects.values_list("name", flat=True)) == ["legal-dept"]
    assert not Membership.objects.exists()
    assert not GroupAttachment.objects.exists()


@pytest.mark.parametrize("press", ["remove", "detach"])
def test_a_member_without_the_policy_of_managers_takes_nothing_out(press, member, group, policy, signed_in):
    what = {"remove": member.uin, "detach": policy.pk}[press]
    assert signed_in(member).post(f"/groups/{group.pk}/{press}/{what}/").status_code == 403
    assert answer(member).allowed


@pytest.mark.parametrize("press", ["remove", "detach", "add", "attach"])
def test_following_a_link_changes_nothing(press, root, member, group, policy, signed_in):
    what = {"remove": f"remove/{member.uin}", "detach": f"detach/{policy.pk}"}.get(press, press)
    assert signed_in(root).get(f"/groups/{group.pk}/{what}/").status_code == 405
    assert answer(member).allowed


def test_the_list_has_no_group_of_another_house(root, stranger, signed_in):
    create_group(stranger, name="theirs")
    assert list(signed_in(root).get("/groups/").context["groups"]) == []


def test_what_a_form_made_by_hand_offers_is_not_taken(root, group, stranger, signed_in):
    browser = signed_in(root)
    theirs = create_sub_user(stranger, name="he.mu", password=PASSWORD)
    private = Policy.objects.create(owner=stranger, name="Private", document=granting("*"))
    assert browser.post(f"/groups/{group.pk}/add/", {"member": theirs.pk}).status_code == 303
    assert browser.post(f"/groups/{group.pk}/attach/", {"policy": private.pk}).status_code == 303
    assert not Membership.objects.exists()
    assert not GroupAttachment.objects.exists()


def test_nobody_of_another_house_is_taken_out_of_a_group(root, group, stranger, signed_in):
    theirs = create_sub_user(stranger, name="he.mu", password=PASSWORD)
    assert signed_in(root).post(f"/groups/{group.pk}/remove/{theirs.uin}/").status_code == 404


def test_the_list_of_users_asks_no_more_for_many_than_for_few(root, member, signed_in, django_assert_max_num_queries):
    for number in range(8):
        create_sub_user(root, name=f"user.{number}", password=PASSWORD)
    browser = signed_in(root)
    with django_assert_max_num_queries(15):
        browser.get("/users/")


def test_who_has_a_policy_by_a_group_need_not_ask_for_it(member, signed_in):
    assert signed_in(member).get(f"/requests/new?policy={FULL_ACCESS}").context["held"]
