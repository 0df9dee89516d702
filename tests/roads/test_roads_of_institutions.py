"""Roads 12, 13 and 16: bodies that only the stamped letter authorises, and what the registry does not confirm."""

from tests.roads import steps
from tests.roads.test_roads import walk_to_letter


def test_road_12_a_government_body_is_authorised_by_its_letter(visit, world):
    visitor, reviewer, company = visit(language="en"), visit(), world.company_of("government")
    employee = world.employee(13)
    walk_to_letter(visitor, world.account("government"), company, employee)
    visitor.sees("onboarding.choose.only_letter")
    steps.letter(visitor)
    steps.approve(reviewer, company["name"])
    visitor.page.wait_for_selector("text=" + visitor.say("done.activate"), timeout=15_000)
    visitor.press("done.activate")
    steps.activate(visitor, employee)
    visitor.press("onboarding.done.open")
    visitor.sees("workspace.title")
    assert visitor.errors == reviewer.errors == []


def test_road_13_another_organisation_has_a_letter_with_its_certificate_and_title(visit, world):
    visitor, reviewer, company = visit(), visit(), world.company_of("law_firm")
    employee = world.employee(14)
    walk_to_letter(visitor, world.account("law_firm"), company, employee)
    sheet = visitor.page.request.get(f"{world['url']}/a/{visitor.ref}/letter/sheet/letter/").body()
    text = steps.text_of(sheet)
    assert "律师事务所执业许可证" in text
    assert "负责人" in text
    assert "机构公章" in text
    steps.letter(visitor)
    steps.approve(reviewer, company["name"])
    visitor.page.wait_for_selector("text=" + visitor.say("done.activate"), timeout=15_000)
    visitor.press("done.activate")
    steps.activate(visitor, employee)
    with visitor.page.expect_download() as download:
        visitor.press("onboarding.done.statement")
    assert company["name"] in steps.text_of(download.value.path().read_bytes())
    assert visitor.errors == reviewer.errors == []


def test_road_16_the_registry_lags_behind_and_a_person_includes_the_organisation(visit, world):
    visitor, reviewer, company = visit(), visit(), world.company_of("changed")
    employee = world.employee(15)
    steps.start(visitor)
    steps.log_in(visitor, world.account("changed"))
    steps.confirm(visitor)
    visitor.give_file("#picture", visitor.sample_licence(company))
    visitor.page.locator(".cm-crop").first.wait_for(timeout=30_000)
    for box in visitor.page.locator("input[name^=right_]").all():
        box.check()
    visitor.press("onboarding.company.submit")
    visitor.sees("onboarding.inclusion.offer.title")
    for box in visitor.page.locator("input[name^=right_]").all():
        box.check()
    visitor.press("onboarding.inclusion.ask")
    visitor.is_at("/consent/")
    steps.consent(visitor)
    steps.identity(visitor, employee)
    visitor.sees("onboarding.inclusion.title")
    steps.approve(reviewer, company["name"])
    visitor.newest_message(employee["mobile"], holding="/a/")
    visitor.go(f"/a/{visitor.ref}/")
    visitor.is_at("/choose/")
    visitor.press("choose.rep.go")
    visitor.is_at("/legal_rep/")
    assert visitor.page.locator("[name=number]").count() == 1
    assert visitor.errors == reviewer.errors == []
