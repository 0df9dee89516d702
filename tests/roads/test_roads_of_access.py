"""Road 24: from no account at all to a sub-user who comes in by a group, and is shut out by the next click."""

from tests.roads import steps

MOBILE = "13912345679"
DENY = """{"version": "2.0", "statement": [{"effect": "deny", "action": "name/ess:*", "resource": "*",
"condition": {"ip_equal": {"qcs:ip": "127.0.0.0/8"}}}]}"""


def register(root, company):
    """A root account with a real name; returns its number."""
    root.go(f"{root.world['cloud_url']}/register/")
    root.type("mobile", MOBILE)
    root.press_at("button.btn-primary")
    root.page.locator("[name=code]").fill(root.code(MOBILE))
    root.type("password", "a quiet copper kettle")
    root.press_at("button.btn-primary")
    root.go(f"{root.world['cloud_url']}/realname/")
    root.type("name", company["name"])
    root.type("uscc", company["uscc"])
    root.type("legal_representative", company["legal_representative"])
    root.press_at("button.btn-primary")
    root.sees("cloud.realname.done")
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
    uin = register(root, world.company("cooperative"))
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
