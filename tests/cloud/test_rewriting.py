"""Policies written anew or deleted, groups renamed or deleted: in force at once, and the second author is told."""

import json

import pytest
from tests.cloud.conftest import PASSWORD
from tests.cloud.test_logout import ear, jobs, listening  # noqa: F401 - fixtures
from tests.cloud.test_losing import told
from tests.crowd import at_once

from chopmark.audit import log as audit
from chopmark.cloud.accounts.actions import create_sub_user, register_root
from chopmark.cloud.cam.actions import attach, create_policy
from chopmark.cloud.cam.decisions import context_of, decide
from chopmark.cloud.cam.grouping import add_member, attach_to_group, create_group, delete_group, rename_group
from chopmark.cloud.cam.language import PolicyError
from chopmark.cloud.cam.locking import Overtaken, mark_of_group, mark_of_text, mark_of_use
from chopmark.cloud.cam.models import Attachment, Group, Policy
from chopmark.cloud.cam.presets import AUTHENTICATE, FULL_ACCESS, granting
from chopmark.cloud.cam.rewriting import delete_policy, rewrite
from chopmark.cloud.console import grouping as groups
from chopmark.cloud.console import policies
from chopmark.kit.errors import NotAllowed, NotReady

ELSEWHERE = granting("cos:GetObject")


@pytest.fixture
def member(root, sub_user, group):
    add_member(group, account=sub_user, by=root)
    return sub_user


@pytest.fixture
def inside(member, listening, relying_of):  # noqa: F811
    """A member of the group, who has entered the client by its policy."""
    party = relying_of(member)
    party.tokens()
    return party


@pytest.fixture
def stranger(db):
    return register_root(mobile="13700137000", password=PASSWORD)


def enters(account):
    return decide(account, action=AUTHENTICATE, context=context_of("127.0.0.1")).allowed


def test_another_document_is_in_force_at_once_and_ends_the_sessions_that_it_no_longer_allows(
    inside, root, member, policy
):
    rewrite(policy, document=ELSEWHERE, read=mark_of_text(policy), by=root)
    assert not enters(member)
    assert jobs() == told(inside, member)
    assert audit.history(policy).last().kind == "policy.rewritten"


def test_the_same_document_changes_and_records_nothing(root, policy):
    rewrite(policy, document=policy.document, read=mark_of_text(policy), by=root)
    assert audit.history(policy).last().kind == "policy.created"


def test_a_document_that_is_not_understood_leaves_the_old_one(root, policy):
    with pytest.raises(PolicyError):
        rewrite(policy, document={"version": "3.0"}, read=mark_of_text(policy), by=root)
    assert Policy.objects.get(pk=policy.pk).document == granting("ess:*")


def test_the_second_of_two_authors_overwrites_nothing(root, policy):
    read = mark_of_text(policy)
    rewrite(policy, document=ELSEWHERE, read=read, by=root)
    with pytest.raises(Overtaken):
        rewrite(policy, document=granting("ess:Login"), read=read, by=root)
    assert Policy.objects.get(pk=policy.pk).document == ELSEWHERE


def test_of_two_authors_at_the_same_moment_one_is_told(committed):
    root = register_root(mobile="13800138017", password=PASSWORD)
    policy = create_policy(root, name="enter", document=granting("ess:*"))
    read = mark_of_text(policy)
    said = [granting("ess:Login"), granting("cos:GetObject")]
    answers = at_once(lambda n: rewrite(policy, document=said[n], read=read, by=root), 2)
    policy.delete()  # the presets stay in its table, so nobody else empties it
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "Overtaken"]


def test_a_policy_that_is_deleted_is_detached_from_all_and_ends_their_sessions(inside, root, member, policy):
    attach(policy, account=member, by=root)
    delete_policy(policy, read=mark_of_use(policy), by=root)
    assert not Policy.objects.filter(name="enter").exists()
    assert not enters(member)
    assert jobs() == told(inside, member)


def test_the_end_of_a_policy_and_of_a_group_is_recorded(root, policy, group):
    delete_policy(policy, read=mark_of_use(policy), by=root)
    rename_group(group, name="signers", read="legal-dept", by=root)
    delete_group(group, read=mark_of_group(Group.objects.get(pk=group.pk)), by=root)
    assert audit.history(policy).last().kind == "policy.deleted"
    assert [event.kind for event in audit.history(group)][-2:] == ["group.renamed", "group.deleted"]


def test_a_policy_that_more_people_have_than_were_shown_is_not_deleted(root, policy, sub_user):
    read = mark_of_use(policy)
    attach(policy, account=sub_user, by=root)
    with pytest.raises(Overtaken):
        delete_policy(policy, read=read, by=root)
    assert Attachment.objects.filter(policy=policy).exists()


def test_a_policy_that_is_gone_is_attached_to_nobody(root, policy, sub_user):
    known = Policy.objects.get(pk=policy.pk)
    delete_policy(policy, read=mark_of_use(policy), by=root)
    with pytest.raises(NotReady):
        attach(known, account=sub_user, by=root)


def test_presets_and_the_policies_of_others_are_not_changed(root, stranger, policy):
    preset = Policy.objects.get(owner=None, name=FULL_ACCESS)
    for which, who in ((preset, root), (policy, stranger)):
        with pytest.raises(NotAllowed):
            rewrite(which, document=ELSEWHERE, read=mark_of_text(which), by=who)
        with pytest.raises(NotAllowed):
            delete_policy(which, read=mark_of_use(which), by=who)


def test_a_group_that_is_deleted_ends_the_sessions_of_whom_it_let_in(inside, root, member, group):
    delete_group(group, read=mark_of_group(group), by=root)
    assert not enters(member)
    assert jobs() == told(inside, member)


def test_a_group_that_has_more_members_than_were_shown_is_not_deleted(root, group, sub_user):
    read = mark_of_group(group)
    add_member(group, account=sub_user, by=root)
    with pytest.raises(Overtaken):
        delete_group(group, read=read, by=root)
    assert Group.objects.filter(pk=group.pk).exists()


def test_a_group_that_is_gone_takes_no_member(root, group, sub_user):
    known = Group.objects.get(pk=group.pk)
    delete_group(group, read=mark_of_group(group), by=root)
    with pytest.raises(NotReady):
        add_member(known, account=sub_user, by=root)


def test_the_second_who_renames_a_group_is_told(root, group):
    rename_group(group, name="signers", read="legal-dept", by=root)
    with pytest.raises(Overtaken):
        rename_group(group, name="others", read="legal-dept", by=root)
    assert Group.objects.get(pk=group.pk).name == "signers"


@pytest.mark.parametrize(
    ("verb", "facts"), [(rename_group, {"name": "x", "read": "legal-dept"}), (delete_group, {"read": ""})]
)
def test_nobody_renames_or_deletes_a_group_of_another_house(verb, facts, group, stranger):
    with pytest.raises(NotAllowed):
        verb(group, by=stranger, **facts)


def test_the_pages_say_who_loses_what_before_it_is_taken(root, member, group, policy, signed_in):
    browser = signed_in(root)
    other = create_sub_user(root, name="he.mu", password=PASSWORD)
    add_member(group, account=other, by=root)
    attach(Policy.objects.get(owner=None, name=FULL_ACCESS), account=other, by=root)
    for address in (f"/groups/{group.pk}/delete/", f"/policies/{policy.pk}/delete/"):
        shown = browser.get(address).context["consequences"]
        assert [account.name for account in shown.touched] == ["he.mu", "zhou.lan"]
        assert [account.name for account in shown.lose] == ["zhou.lan"]


def test_a_policy_that_denies_is_said_to_let_people_in_when_it_goes(root, member, signed_in):
    denial = {**granting("ess:*")["statement"][0], "effect": "deny"}
    no = create_policy(root, name="No", document={"version": "2.0", "statement": [denial]})
    attach(no, account=member, by=root)
    shown = signed_in(root).get(f"/policies/{no.pk}/delete/").context["consequences"]
    assert [account.name for account in shown.gain] == [member.name]


def test_who_stays_out_or_stays_in_is_neither_a_loss_nor_a_gain(root, member, policy, group, signed_in):
    """Asked from the address of the reader: a network that it is not in lets nobody in, before and after."""
    elsewhere = {**granting("ess:*")["statement"][0], "condition": {"ip_equal": {"qcs:ip": "203.0.113.0/24"}}}
    here = {**elsewhere, "condition": {"ip_equal": {"qcs:ip": "127.0.0.1"}}}
    other = create_sub_user(root, name="he.mu", password=PASSWORD)
    for number, statement in enumerate((elsewhere, here)):
        kept = create_policy(root, name=f"net-{number}", document={"version": "2.0", "statement": [statement]})
        attach(kept, account=other, by=root)
        shown = signed_in(root).get(f"/policies/{kept.pk}/delete/").context["consequences"]
        assert [account.name for account in shown.lose] == ["he.mu"] * number
        assert shown.gain == []
    attach(policy, account=other, by=root)
    shown = signed_in(root).get(f"/policies/{policy.pk}/delete/").context["consequences"]
    assert ([account.name for account in shown.lose], shown.gain) == ([member.name], [])


def test_the_list_of_policies_has_none_of_another_house(root, stranger, signed_in):
    create_policy(stranger, name="theirs", document=granting("ess:*"))
    assert "theirs" not in [policy.name for policy in signed_in(root).get("/policies/").context["policies"]]


def test_what_the_field_says_is_not_said_a_second_time_below_it(root, policy, signed_in):
    browser = signed_in(root)
    broken = {"name": "x", "document": "{", "read": mark_of_text(policy)}
    for address in ("/policies/new/", f"/policies/{policy.pk}/edit/"):
        page = browser.post(address, broken)
        assert page.context["form"].errors["document"]
        assert page.context["remarks"] is None


def test_checking_a_text_is_a_press(root, signed_in):
    assert signed_in(root).get("/policies/check/").status_code == 405


def test_whoever_saves_second_sees_what_the_first_wrote_and_may_then_replace_it(root, policy, signed_in):
    browser = signed_in(root)
    address = f"/policies/{policy.pk}/edit/"
    read = browser.get(address).context["read"]
    rewrite(policy, document=ELSEWHERE, read=read, by=root)
    mine = {"read": read, "document": json.dumps(granting("ess:Login"))}
    page = browser.post(address, mine)
    assert page.context["is_overtaken"]
    assert "cos:GetObject" in page.content.decode()
    assert Policy.objects.get(pk=policy.pk).document == ELSEWHERE
    assert browser.post(address, {**mine, "read": page.context["read"]}).status_code == 303
    assert Policy.objects.get(pk=policy.pk).document == granting("ess:Login")


def test_what_came_between_the_page_and_the_lock_is_shown_as_it_is_now(root, policy, group, signed_in, monkeypatch):
    """Somebody else is done after this request has read the row and before it holds it."""

    def overtaken(verb, other):
        def late(*args, **kwargs):
            other()
            return verb(*args, **kwargs)

        return late

    rewritten = overtaken(rewrite, lambda: Policy.objects.filter(pk=policy.pk).update(document=ELSEWHERE))
    renamed = overtaken(rename_group, lambda: Group.objects.filter(pk=group.pk).update(name="signers"))
    monkeypatch.setattr(policies, "rewrite", rewritten)
    monkeypatch.setattr(groups, "rename_group", renamed)
    browser = signed_in(root)
    mine = {"read": mark_of_text(policy), "document": json.dumps(granting("ess:Login"))}
    page = browser.post(f"/policies/{policy.pk}/edit/", mine)
    assert page.context["policy"].document == ELSEWHERE
    assert page.context["read"] == mark_of_text(Policy.objects.get(pk=policy.pk))
    page = browser.post(f"/groups/{group.pk}/name/", {"read": "legal-dept", "name": "lawyers"})
    assert page.context["group"].name == "signers"


def test_a_deletion_of_what_has_changed_is_asked_again(root, policy, group, sub_user, signed_in):
    browser = signed_in(root)
    for address in (f"/policies/{policy.pk}/delete/", f"/groups/{group.pk}/delete/"):
        page = browser.post(address, {"read": "of another time"})
        assert page.context["is_overtaken"]
        assert browser.post(address, {"read": page.context["read"]}).status_code == 303
    assert not Policy.objects.filter(pk=policy.pk).exists()
    assert not Group.objects.filter(pk=group.pk).exists()


def test_a_group_is_renamed_on_its_page_and_a_name_that_is_taken_is_said(root, group, signed_in):
    browser = signed_in(root)
    create_group(root, name="signers")
    address = f"/groups/{group.pk}/name/"
    assert browser.post(address, {"read": group.name, "name": "signers"}).context["form"].errors["name"]
    Group.objects.filter(pk=group.pk).update(name="elsewhere")
    page = browser.post(address, {"read": group.name, "name": "lawyers"})
    assert page.context["form"].errors["name"]
    assert page.context["group"].name == "elsewhere"
    Group.objects.filter(pk=group.pk).update(name=group.name)
    assert browser.post(address, {"read": group.name, "name": "lawyers"}).status_code == 303
    assert Group.objects.get(pk=group.pk).name == "lawyers"


def test_a_policy_shows_who_of_the_own_house_has_it(root, sub_user, stranger, signed_in):
    preset = Policy.objects.get(owner=None, name=FULL_ACCESS)
    theirs = create_sub_user(stranger, name="he.mu", password=PASSWORD)
    their_group = create_group(stranger, name="theirs")
    attach(preset, account=sub_user, by=root)
    attach(preset, account=theirs, by=stranger)
    attach_to_group(preset, group=their_group, by=stranger)
    shown = signed_in(root).get(f"/policies/{preset.pk}/").content.decode()
    assert sub_user.name in shown
    assert "he.mu" not in shown
    assert "theirs" not in shown


@pytest.mark.parametrize("page", ["", "edit/", "delete/"])
def test_a_policy_of_another_house_does_not_exist(page, policy, stranger, signed_in):
    assert signed_in(stranger).get(f"/policies/{policy.pk}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["edit/", "delete/"])
def test_a_preset_has_no_page_to_change_it(page, root, signed_in):
    preset = Policy.objects.get(owner=None, name=FULL_ACCESS)
    assert signed_in(root).get(f"/policies/{preset.pk}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["name/", "delete/"])
def test_the_pages_of_a_group_of_another_house_do_not_exist(page, group, stranger, signed_in):
    assert signed_in(stranger).get(f"/groups/{group.pk}/{page}").status_code == 404


@pytest.mark.parametrize("address", ["/policies/{}/", "/policies/{}/edit/", "/policies/{}/delete/"])
def test_a_sub_user_without_the_policy_sees_none(address, policy, sub_user, signed_in):
    assert signed_in(sub_user).get(address.format(policy.pk)).status_code == 403
