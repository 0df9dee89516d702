"""Road 14: the business licence method, without a cloud account, on a phone."""

from tests.roads import steps


def company_without_an_account(world):
    """An enterprise that no practice account belongs to."""
    with_account = {account["uscc"] for account in world["accounts"]}
    return next(
        company
        for company in world["companies"]
        if company["entity_type"] == "enterprise"
        and company["status"] == "open"
        and company["uscc"] not in with_account
    )


def by_phone(visitor, person):
    """From the entrance through the number and its code to the first question."""
    visitor.go("/")
    visitor.press("onboarding.entrance.start")
    visitor.press_at(".cm-method a[href*='signin/phone']")
    visitor.is_at("/signin/phone/")
    visitor.type("mobile", person["mobile"])
    visitor.press("onboarding.contact.code.send")
    visitor.is_at("/signin/phone/code/")
    steps.enter_code(visitor, person["mobile"])
    visitor.is_at("/company/")


def test_road_14_licence_method_without_a_cloud_account(visit, world):
    visitor, company = visit(phone=True), company_without_an_account(world)
    head = world.person(company["legal_representative_number"])
    by_phone(visitor, head)
    visitor.press("onboarding.company.submit")
    visitor.page.locator("#errors").wait_for()
    visitor.give_file("#picture", visitor.sample_licence(company))
    visitor.page.locator(".cm-crop").first.wait_for(timeout=30_000)
    visitor.look()
    assert visitor.page.locator("[name=name]").input_value() == company["name"]
    for box in visitor.page.locator("input[name^=right_]").all():
        visitor.presses += 1
        box.check()
    visitor.press("onboarding.company.submit")
    visitor.is_at("/consent/")
    steps.consent(visitor)
    steps.identity(visitor, head)
    steps.face(visitor)
    steps.activate(visitor, head)
    visitor.press("onboarding.done.open")
    visitor.sees("workspace.title")
    assert visitor.errors == []
