"""Roads 17 and 18: the organisation is here already, and somebody wants in, or in the place of its administrator."""

import pytest

from tests.roads import steps


def authenticate(visitor, account, company, head):
    """The head becomes super administrator by their own face."""
    steps.start(visitor)
    steps.log_in(visitor, account)
    steps.confirm(visitor)
    steps.company_by_picture(visitor, company)
    steps.consent(visitor)
    steps.identity(visitor, head)
    steps.face(visitor)
    steps.activate(visitor, head)
    visitor.press("onboarding.done.open")
    visitor.sees("workspace.title")


def find_it_taken(visitor, account, company):
    """Up to the page that says that the organisation is here already."""
    steps.start(visitor)
    steps.log_in(visitor, account)
    steps.confirm(visitor)
    visitor.choose("entity_type", company["entity_type"])
    visitor.type("uscc", company["uscc"])
    visitor.type("legal_representative", company["legal_representative"])
    visitor.type("address", company["address"])
    visitor.press("onboarding.company.submit")
    visitor.sees("refusal.org_exists.title", org=company["name"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_road_17_the_organisation_is_here_already_and_its_administrator_admits_a_colleague(visit, world, language):
    """In Chinese at a desk; in English, on phones, the answer is no."""
    story, colleague, place = ("joined", "colleague", 16) if language == "zh" else ("changing", "successor", 17)
    phone = language == "en"
    administrator, asker = visit(language=language), visit(language=language, phone=phone)
    company, employee = world.company_of(story), world.employee(place)
    head = world.person(company["legal_representative_number"])
    authenticate(administrator, world.account(story), company, head)
    find_it_taken(asker, world.account(colleague), company)
    asker.press("join.ask")
    steps.consent(asker)
    steps.identity(asker, employee)
    asker.is_at("/join/")
    asker.press("join.ask")
    asker.sees("join.asked")
    administrator.page.reload()
    administrator.sees("join.requests")
    administrator.page.get_by_role("link", name=employee["name"]).click()
    administrator.sees("join.decide.title")
    if phone:
        administrator.press("join.decide.decline")
        administrator.page.locator("#errors").wait_for()
        administrator.look()
        administrator.type("reason", "Please ask the office first.")
        administrator.press_at("button[value=decline]")
        administrator.sees("join.ended.declined")
        asker.go(f"/a/{asker.ref}/status/")
        asker.sees("join.declined.title")
        asker.page.get_by_text("Please ask the office first.").wait_for()
    else:
        administrator.press("join.decide.accept")
        administrator.sees("join.ended.accepted")
        asker.go(f"/a/{asker.ref}/status/")
        asker.sees("join.accepted.title", org=company["name"])
        asker.press("onboarding.done.open")
        asker.sees("workspace.title")
        asker.go("/applications/")
    assert administrator.errors == asker.errors == []
