"""Road 21: the cloud account's own ways in."""

from tests.roads import steps


def test_road_21_a_phone_that_is_signed_in_lets_the_desk_in(visit, world):
    visitor, phone = visit(), visit(phone=True)
    account, company = world.account("company_6"), world.company_of("company_6")
    phone.go(f"{world['cloud_url']}/signin/")
    steps.log_in(phone, account)
    steps.start(visitor)
    visitor.press("cloud.scan.offer")
    visitor.sees("cloud.scan.title")
    number = visitor.page.locator(".cm-number").inner_text()
    phone.go(visitor.page.locator("a[target=_blank]").get_attribute("href"))
    visitor.page.wait_for_selector("text=" + visitor.say("cloud.scan.scanned"))
    phone.press_at(f"button[value='{number}']")
    phone.sees("cloud.scan.done.allowed")
    visitor.press("cloud.consent.allow")
    steps.confirm(visitor)
    assert visitor.page.locator("[name=name]").input_value() == company["name"]
    assert visitor.errors == phone.errors == []


def test_road_21_a_code_that_somebody_else_shows_is_refused_on_the_phone(visit, world):
    thief, phone = visit(), visit(language="en", phone=True)
    phone.go(f"{world['cloud_url']}/signin/")
    steps.log_in(phone, world.account("investor"))
    thief.go(f"{world['cloud_url']}/signin/scan/")
    phone.go(thief.page.locator("a[target=_blank]").get_attribute("href"))
    phone.press("cloud.scan.phone.no")
    phone.sees("cloud.scan.done.refused")
    thief.sees("cloud.scan.refused")
    assert thief.errors == phone.errors == []
