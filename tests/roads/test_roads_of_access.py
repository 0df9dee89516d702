"""Road 24: from no account at all to a sub-user who comes in by a group, and is shut out by the next click.

And the sub-user's first sign-in, where its root asks for a password of its own and for a second factor.
"""

from chopmark.cloud.cam.presets import ESIGN_ACTIONS
from tests.roads import steps
from tests.roads.test_roads_of_the_account import set_up_app

MOBILE = "13912345679"
DENY = """{"version": "2.0", "statement": [{"effect": "deny", "action": "name/ess:*", "resource": "*",
"condition": {"ip_equal": {"qcs:ip": "127.0.0.0/8"}}}]}"""


def roots(visit, world, address):
    """One in Chinese at a desk, then one in English on a phone, each signed in at this address of the cloud."""
    for language, story in (("zh", "enterprise"), ("en", "dot")):
        root = visit(language=language, phone=language == "en")
        root.go(f"{world['cloud_url']}{address}")
        steps.log_in(root, world.account(story))
        yield root


def register(root, company, phone):
    """A root account with a real name, which the legal representative's phone proves; returns its number."""
    steps.register(root, MOBILE)
    steps.enterprise(root, company)
    steps.head(root, company, phone=phone)
    root.sees("cloud.realname.proved_by.face")
    root.go(f"{root.world['cloud_url']}/")
    return root.page.locator("dd.cm-code").first.inner_text()


def make_sub_user(root, name):
    root.go(f"{root.world['cloud_url']}/users/new/")
    root.type("name", name)
    root.type("password", root.world["password"])
    root.page.locator("[name=must_change]").uncheck()
    root.press("cloud.users.create")


def make_group(root, name):
    root.go(f"{root.world['cloud_url']}/groups/")
    root.press("cloud.groups.new")
    root.type("name", name)
    root.press("cloud.users.create")
    root.is_at(r"/groups/\d+/")


def attach(root, policy):
    root.page.locator("select[name=policy]").select_option(label=policy)
    root.press("cloud.users.attach")
    root.look()


def test_road_24_a_group_lets_a_sub_user_in_and_a_denied_network_shuts_it_out(visit, world):
    root, visitor = visit(), visit(language="en")
    uin = register(root, world.company("cooperative"), visit(language="en", phone=True))
    make_sub_user(root, "lin.group")
    steps.start(visitor)
    steps.log_in(visitor, {"owner": uin, "name": "lin.group"})
    visitor.sees("refusal.no_policy.title")
    refused_at = visitor.page.url
    make_group(root, "signers")
    root.page.locator("select[name=member]").select_option(label="lin.group")
    root.press("cloud.groups.add")
    attach(root, "QcloudESSFullAccess")
    group = root.page.url
    visitor.page.goto(refused_at)
    visitor.is_at("/a/")

    root.go(f"{world['cloud_url']}/policies/new/")
    root.type("name", "203-IP")
    root.type("document", DENY)
    root.press("cloud.policies.create")
    root.go(group)
    attach(root, "203-IP")
    visitor.page.reload()
    visitor.sees("refusal.explicit_deny.title")
    assert visitor.page.get_by_text("203-IP").count()
    root.go(f"{world['cloud_url']}/users/")
    root.page.get_by_role("link", name="lin.group").first.click()
    root.look()
    root.sees("cloud.users.because.explicit_deny", policy="203-IP")

    root.go(group)
    root.page.locator("form[action*=detach]", has_text="203-IP").locator("button").click()
    root.look()
    visitor.page.goto(refused_at)
    visitor.is_at("/a/")
    root.page.locator("form[action*=remove] button").first.click()
    root.look()
    visitor.page.reload()
    visitor.sees("refusal.no_policy.title")
    assert visitor.errors == root.errors == []


def test_a_sub_user_comes_in_by_the_alias_once_it_has_what_its_root_asks_for(visit, world):
    for language, story, alias in (("zh", "enterprise", "roads-zh"), ("en", "dot", "roads-en")):
        root, visitor = visit(language=language), visit(language=language, phone=language == "en")
        root.go(f"{world['cloud_url']}/alias/")
        steps.log_in(root, world.account(story))
        root.sees("cloud.alias.title")
        root.type("alias", alias)
        root.press("cloud.alias.save")
        root.go(f"{world['cloud_url']}/users/new/")
        root.type("name", "wei.first")
        root.type("password", world["password"])
        root.page.locator("[name=must_have_second]").check()
        root.press("cloud.users.create")
        root.sees("cloud.users.owes_second")

        visitor.go(f"{world['cloud_url']}/signin/user/?next=/account/")
        steps.log_in(visitor, {"owner": alias, "name": "wei.first"})
        visitor.sees("cloud.change.title")
        visitor.type("password", world["password"])
        visitor.press("cloud.change.button")
        visitor.sees("cloud.change.same")
        visitor.type("password", "a kettle of its own")
        visitor.press("cloud.change.button")
        visitor.sees("cloud.account.owed")
        set_up_app(visitor)
        visitor.press("cloud.account.codes_kept")
        visitor.is_at(r":\d+/account/$")
        root.page.reload()
        root.press("cloud.users.reset_factors")
        root.sees("cloud.users.reset_owes")
        root.press("shell.buttons.back")
        root.press("cloud.users.waive_second")
        root.sees("cloud.users.require_second")
        root.press("cloud.users.reset_factors")
        root.sees("cloud.users.reset_free")
        root.press("cloud.users.reset_factors")
        root.is_at(r"/users/\d+/$")
        assert not root.page.get_by_role("link", name=root.say("cloud.users.reset_factors")).count()
        assert visitor.errors == root.errors == []


def test_a_policy_is_written_anew_and_a_group_renamed_and_both_are_deleted(visit, world):
    for root in roots(visit, world, "/policies/new/"):
        make_sub_user(root, "203-1")
        root.go(f"{world['cloud_url']}/policies/new/")
        root.type("name", "203-IP")
        root.press("cloud.policies.create")
        root.sees("cloud.policies.nobody")
        policy = root.page.url
        make_group(root, "203-2")
        root.page.locator("select[name=member]").select_option(label="203-1")
        root.press("cloud.groups.add")
        attach(root, "203-IP")
        group = root.page.url
        root.press("cloud.groups.rename")
        root.type("name", "203-3")
        root.press("cloud.groups.rename")
        root.go(policy)
        root.press("cloud.policies.edit")
        mine = root.page.locator("[name=read]").input_value()
        root.page.locator("[name=read]").evaluate("(field) => field.value = 'older'")
        root.press("cloud.policies.create")
        root.sees("cloud.policies.overtaken")
        assert root.page.locator("[name=read]").input_value() == mine
        root.press("cloud.policies.save_mine")
        root.press("cloud.policies.delete")
        root.sees("cloud.gone.at_once")
        root.go(f"{group}delete/")
        root.sees("cloud.gone.at_once")
        root.press("cloud.groups.delete_yes")
        root.go(f"{policy}delete/")
        root.press("cloud.policies.delete_yes")
        root.is_at(r"/policies/$")
        assert root.errors == []


IDLE = """{"version": "2.0", "statement": [{"effect": "allow", "action": "ess:*",
"resource": "qcs::ess:::flow/1"}]}"""


def test_a_bad_policy_is_typed_and_mends_as_it_is_typed(visit, world):
    for root in roots(visit, world, "/policies/new/"):
        root.sees("cloud.lint.nothing")
        root.type("document", IDLE[:-2])
        root.sees("cloud.policy_rule.json")
        root.sees("cloud.lint.line", n=2)
        root.type("document", IDLE)
        root.sees("cloud.lint.idle")
        root.press("cloud.lint.check")
        root.sees("cloud.lint.idle")
        root.type("document", IDLE.replace("qcs::ess:::flow/1", "*"))
        root.sees("cloud.lint.nothing")
        assert root.errors == []


def test_access_is_tried_out_before_and_after_a_policy(visit, world):
    for root in roots(visit, world, "/users/new/"):
        make_sub_user(root, "203-9")
        user = root.page.url
        root.go(f"{world['cloud_url']}/simulator/")
        root.page.locator("select[name=user]").select_option(label="203-9")
        root.press("cloud.simulator.ask")
        root.sees("cloud.simulator.nothing")
        root.go(user)
        attach(root, "QcloudESSFullAccess")
        root.go(f"{world['cloud_url']}/simulator/")
        root.page.locator("select[name=user]").select_option(label="203-9")
        root.press("cloud.simulator.ask")
        root.sees("cloud.simulator.deciding")
        root.sees("cloud.badge.allow")
        assert root.errors == []


def test_who_may_do_what_is_read_downloaded_and_explained(visit, world):
    for root in roots(visit, world, "/users/new/"):
        make_sub_user(root, "207-1")
        root.go(f"{world['cloud_url']}/users/new/")
        make_sub_user(root, "207-2")
        attach(root, "QcloudESSFullAccess")
        root.go(f"{world['cloud_url']}/report/")
        row = root.page.locator("tr", has_text="207-2")
        assert row.get_by_text(root.say("cloud.badge.allow"), exact=True).count() == len(ESIGN_ACTIONS)
        with root.page.expect_download() as download:
            root.page.locator("form[action$='/csv/'] button").click()
        assert "\r\n207-2," in download.value.path().read_bytes().decode("utf-8-sig")
        root.page.locator("select[name=action]").select_option("ess:Operate")
        root.type("ip", "203.0.113.7")
        root.press("cloud.report.show")
        assert row.get_by_text(root.say("cloud.badge.allow"), exact=True).count() == 1
        row.locator("a[href^='/simulator/']").click()
        root.look()
        root.sees("cloud.simulator.deciding")
        assert root.page.locator("[name=ip]").input_value() == "203.0.113.7"
        root.go(f"{world['cloud_url']}/report/?at=soon")
        root.sees("cloud.simulator.at.wrong")
        assert root.errors == []
