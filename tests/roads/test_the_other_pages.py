"""Pages that lie beside every journey, in both languages."""

from tests.roads import steps

STROLL = ["/help/", "/trust/", "/help/contact/", "/help/privacy/", "/help/terms/", "/practice/", "/practice/outbox/", "/practice/companies/", "/practice/people/", "/practice/bank/", "/practice/samples/", "/practice/values/"]  # fmt: skip
GUIDES = ["account", "realname", "subuser", "steps", "letter", "enterprise"]


def test_a_stroll_through_the_other_pages_in_both_languages(visit, world):
    for language in ("zh", "en"):
        visitor = visit(language=language)
        for address in [*STROLL, *(f"/help/{guide}/" for guide in GUIDES)]:
            visitor.go(address)
        assert visitor.errors == []


def test_the_console_in_both_languages(visit, world):
    for language in ("zh", "en"):
        root = visit(language=language)
        root.go(f"{world['cloud_url']}/")
        steps.log_in(root, world.account("joint_stock"))
        for address in (
            "/",
            "/users/",
            "/users/new/",
            "/groups/",
            "/policies/",
            "/policies/new/",
            "/realname/",
            "/reset/",
        ):
            root.go(world["cloud_url"] + address)
        root.go(f"{world['cloud_url']}/groups/new/")
        root.type("name", f"group-{language}")
        root.press_at("main button.btn-primary")
        root.is_at(r"/groups/\d+/")
        assert root.errors == []


def test_an_application_is_withdrawn_and_its_list_says_so(visit, world):
    for language in ("zh", "en"):
        visitor = visit(language=language)
        steps.start(visitor)
        steps.log_in(visitor, world.account("trader"))
        steps.confirm(visitor)
        visitor.go(f"/a/{visitor.ref}/status/")
        visitor.press("status.withdraw")
        visitor.press("application.withdraw.yes")
        visitor.sees("application.withdraw.done")
        visitor.go("/applications/")
        visitor.sees("status.short.withdrawn")
        assert visitor.errors == []
