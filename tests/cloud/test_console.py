"""The console: who may manage access, and a sub-user's request to its root."""

import json

import pytest
from django.test import Client as Browser
from tests.cloud.conftest import PASSWORD

from chopmark.audit import log as audit
from chopmark.cloud.accounts.actions import create_sub_user, register_root
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.actions import attach
from chopmark.cloud.cam.models import Attachment, Policy, PolicyRequest
from chopmark.cloud.cam.presets import granting
from chopmark.kit.errors import NotAllowed

PAGES = ["/", "/users/", "/users/new/", "/policies/", "/policies/new/", "/realname/", "/requests/new"]


@pytest.fixture
def policy(db):
    return Policy.objects.get(owner=None, name="QcloudESSFullAccess")


@pytest.fixture
def stranger(db):
    return register_root(mobile="13700137000", password=PASSWORD)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_speaks_both_languages(root, signed_in, page, language):
    shown = signed_in(root).get(page, headers={"accept-language": language})
    assert shown.status_code == 200
    assert f'lang="{"en" if language == "en" else "zh-CN"}"' in shown.content.decode()


def test_what_cam_allows_is_not_yet_what_opens_without_a_real_name(root, signed_in):
    shown = signed_in(root).get("/", headers={"accept-language": "en"}).content.decode()
    assert "E-Sign opens once the enterprise" in shown


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_a_stranger_to_sign_in_and_leads_back(db, browser, page):
    assert browser.get(page).headers["Location"].startswith("/signin/?next=%2F")


@pytest.mark.parametrize("page", ["/users/", "/users/new/", "/policies/", "/policies/new/"])
def test_a_sub_user_without_the_policy_manages_nothing(sub_user, signed_in, page):
    assert signed_in(sub_user).get(page).status_code == 403


def test_a_sub_user_whom_cam_allows_manages_access(root, sub_user, signed_in, give, policy):
    give(sub_user, {"name": "Managers", "statement": granting("name/cam:*")["statement"]})
    colleague = create_sub_user(root, name="he.mu", password=PASSWORD)
    browser = signed_in(sub_user)
    browser.post(f"/users/{colleague.uin}/attach/", {"policy": policy.pk})
    assert Attachment.objects.filter(account=colleague, policy=policy).exists()


def test_attaching_and_detaching_are_seen_and_recorded(sub_user, root, signed_in, policy):
    browser = signed_in(root)
    browser.post(f"/users/{sub_user.uin}/attach/", {"policy": policy.pk})
    assert browser.get(f"/users/{sub_user.uin}/").context["row"].authenticate.outcome == "allow"
    browser.post(f"/users/{sub_user.uin}/detach/{policy.pk}/")
    assert browser.get(f"/users/{sub_user.uin}/").context["row"].authenticate.outcome == "implicit_deny"
    kinds = [event.kind for event in audit.history(sub_user) if event.kind.startswith("policy.")]
    assert kinds == ["policy.attached", "policy.detached"]


def test_attaching_twice_is_attaching_once(sub_user, root, policy):
    attach(policy, account=sub_user, by=root)
    attach(policy, account=sub_user, by=root)
    assert audit.history(sub_user).filter(kind="policy.attached").count() == 1


def test_nobody_reaches_into_another_house(sub_user, stranger, signed_in, policy):
    browser = signed_in(stranger)
    assert browser.get(f"/users/{sub_user.uin}/").status_code == 404
    assert browser.post(f"/users/{sub_user.uin}/attach/", {"policy": policy.pk}).status_code == 404
    assert browser.post(f"/users/{sub_user.uin}/disable/").status_code == 404
    with pytest.raises(NotAllowed):
        attach(policy, account=sub_user, by=stranger)


def test_a_policy_of_another_house_cannot_be_attached(sub_user, root, stranger):
    private = Policy.objects.create(owner=stranger, name="Private", document=granting("*"))
    with pytest.raises(NotAllowed):
        attach(private, account=sub_user, by=root)


def test_a_root_makes_a_sub_user_who_can_enter(root, signed_in):
    browser = signed_in(root)
    made = browser.post("/users/new/", {"name": "lin.du", "password": PASSWORD})
    uin = made.headers["Location"].strip("/").split("/")[1]
    assert Account.objects.get(pk=uin).owner == root
    assert browser.post("/users/new/", {"name": "lin.du", "password": PASSWORD}).context["form"].errors["name"]


def test_a_disabled_sub_user_is_out_until_enabled(sub_user, root, signed_in):
    inside, boss = signed_in(sub_user), signed_in(root, into=Browser())
    boss.post(f"/users/{sub_user.uin}/disable/")
    assert inside.get("/").headers["Location"].startswith("/signin/")
    boss.post(f"/users/{sub_user.uin}/enable/")
    assert inside.get("/").status_code == 200


def test_a_new_first_password_replaces_the_old_one(sub_user, root, signed_in):
    signed_in(root).post(f"/users/{sub_user.uin}/password/", {"password": "another calm river"})
    told = {"root_id": root.uin, "name": sub_user.name, "password": "another calm river"}
    assert Browser().post("/signin/?as=sub", told).status_code == 303


def test_a_policy_that_is_not_understood_is_not_kept(root, signed_in):
    browser = signed_in(root)
    page = browser.post("/policies/new/", {"name": "Odd", "document": '{"version": "2.0"}'})
    assert page.context["form"].errors["document"]
    browser.post("/policies/new/", {"name": "Plain", "document": json.dumps(granting("ess:Login"))})
    assert list(Policy.objects.filter(owner=root).values_list("name", flat=True)) == ["Plain"]


def request_link(browser):
    page = browser.post("/requests/new?policy=QcloudESSFullAccess&org=栗栖湾")
    return "/" + page.context["link"].split("/", 3)[3]


def test_a_request_travels_by_link_and_is_granted_once(sub_user, root, signed_in, policy):
    link = request_link(signed_in(sub_user))
    boss = signed_in(root, into=Browser())
    assert "栗栖湾" in boss.get(link).content.decode()
    boss.post(link, {"decision": "grant"})
    assert Attachment.objects.filter(account=sub_user, policy=policy).exists()
    boss.post(link, {"decision": "refuse"})
    assert PolicyRequest.objects.get().answer == "granted"


def test_a_refused_request_changes_nothing(sub_user, root, signed_in):
    link = request_link(signed_in(sub_user))
    signed_in(root, into=Browser()).post(link, {"decision": "refuse"})
    assert not Attachment.objects.exists()


def test_only_the_root_itself_answers(sub_user, root, stranger, signed_in):
    asker = signed_in(sub_user)
    link = request_link(asker)
    assert asker.post(link, {"decision": "grant"}).status_code == 403
    assert signed_in(stranger, into=Browser()).post(link, {"decision": "grant"}).status_code == 404
    assert Browser().get(link).headers["Location"].startswith("/signin/?next=%2Frequests%2F")
    assert not Attachment.objects.exists()


def test_the_link_is_kept_as_a_digest(sub_user, signed_in):
    link = request_link(signed_in(sub_user))
    assert PolicyRequest.objects.get().digest not in link


def test_a_root_has_nothing_to_ask_for(root, signed_in):
    signed_in(root).post("/requests/new?policy=QcloudESSFullAccess")
    assert not PolicyRequest.objects.exists()


@pytest.mark.parametrize("query", ["?policy=Unknown", "?policy=Private"])
def test_only_a_preset_can_be_asked_for(sub_user, root, signed_in, query):
    Policy.objects.create(owner=root, name="Private", document=granting("*"))
    assert signed_in(sub_user).get(f"/requests/new{query}").status_code == 404


def test_case_04_a_policy_that_names_a_resource_of_e_sign_is_warned_of_when_it_is_saved(root, signed_in):
    browser = signed_in(root)
    document = granting("name/ess:*")
    document["statement"][0]["resource"] = ["qcs::ess:::contract/1"]
    told = {"name": "Idle", "document": json.dumps(document)}
    page = browser.post("/policies/new/", told)
    assert page.status_code == 200
    assert 'name="sure"' in page.content.decode()
    assert not Policy.objects.filter(name="Idle").exists()
    assert browser.post("/policies/new/", {**told, "sure": "1"}).status_code == 303
    assert Policy.objects.filter(name="Idle").exists()
