"""Roads 17 and 18: the organisation is here already, and somebody wants in, or in the place of its administrator."""

import re

import pytest

from tests.roads import contracts, steps
from tests.roads.test_roads_of_the_account import digits_of, set_up_app
from tests.roads.test_roads_of_the_representative import invite, open_link, sign


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
    name_what_is_taken(visitor, company)


def name_what_is_taken(visitor, company):
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
    make_the_official_seal(administrator)
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
        grant_and_take_back(administrator, head, employee, asker, world.employee(21))
        asker.go("/applications/")
    declare_void_with_a_second_factor(administrator)
    assert administrator.errors == asker.errors == []


def make_the_official_seal(administrator):
    """From the workspace: look, change the size, look again, make."""
    administrator.press("workspace.seal.button")
    administrator.press("seals.kind.official")
    administrator.choose("form", "round-45")
    administrator.press("seals.make.look")
    administrator.press("seals.make.go")
    administrator.sees("seals.unused")
    administrator.press("workspace.home")


def declare_void_with_a_second_factor(administrator):
    """The account has an app since it signed in: before the grave act it is asked for, and leads back to it."""
    administrator.go(f"{administrator.world['cloud_url']}/account/")
    administrator.press("cloud.account.app_add")
    secret = set_up_app(administrator)
    administrator.press("cloud.account.codes_kept")
    administrator.go("/workspace/")
    administrator.press("workspace.seal.button")
    administrator.press("seals.kind.official")
    administrator.press("seals.void.title")
    administrator.sees("cloud.second.title")
    administrator.type("code", digits_of(secret, steps=1))
    administrator.press_at("main .btn-primary")
    administrator.sees("seals.void.text")
    administrator.press("seals.void.go")
    administrator.is_at("/seals/$")
    administrator.go("/workspace/")


def grant_and_take_back(administrator, head, member, holder, signer):
    """Road 25: the colleague has the seal from the code until it is taken back; the very next press is refused."""
    administrator.press("workspace.home")
    administrator.press("workspace.seal.button")
    administrator.press("seals.kind.official")
    administrator.press("seals.grant.title")
    administrator.press("seals.grant.go")
    administrator.is_at("/grant/code/")
    steps.enter_code(administrator, head["mobile"])
    administrator.is_at(r"/seals/[\w-]+/$")
    administrator.page.get_by_text(member["name"]).first.wait_for()
    holder.press("workspace.seal.look")
    holder.press("seals.kind.official")
    holder.sees("seals.status.in_use")
    seal_page = holder.page.url
    seal_a_contract(holder, member, signer)
    wait_with_another(holder, signer)
    administrator.page.get_by_role("button", name=member["name"]).click()
    administrator.sees("seals.grant.title")
    holder.press_at("input[name=agree]")
    holder.press("contracts.seal.code")
    holder.sees("contracts.seal.none")
    assert holder.page.goto(seal_page).status == 404


def seal_a_contract(holder, member, signer):
    """Road 25: who was granted the seal sets it."""
    holder.press("workspace.home")
    contracts.send_with_person(holder, signer, "印刷协议")
    holder.press("contracts.seal.go_on")
    holder.press_at("input[name=agree]")
    holder.press("contracts.seal.code")
    holder.is_at("/seal/code/")
    steps.enter_code(holder, member["mobile"])
    holder.sees("contracts.mine.signed")


def wait_with_another(holder, signer):
    """Before the press on a second contract."""
    holder.press("workspace.home")
    contracts.send_with_person(holder, signer, "装订协议")
    holder.press("contracts.seal.go_on")


def administer_by_letter(visitor, reviewer, account, company, employee):
    """Somebody on the staff becomes super administrator."""
    steps.start(visitor)
    steps.log_in(visitor, account)
    steps.confirm(visitor)
    steps.company_by_hand(visitor, company)
    steps.consent(visitor)
    steps.identity(visitor, employee)
    if "/choose/" in visitor.page.url:
        visitor.press("choose.letter.go")
    steps.letter(visitor)
    steps.approve(reviewer, company["name"])
    visitor.go(f"/a/{visitor.ref}/activate/")
    steps.activate(visitor, employee)


def ask_to_succeed(visitor, account, company, employee):
    find_it_taken(visitor, account, company)
    visitor.press("refusal.buttons.takeover")
    steps.consent(visitor)
    steps.identity(visitor, employee)


def told(visitor, mobile):
    """Where the message about the change leads."""
    return re.findall(r"https?://\S+/change/\w+/", visitor.newest_message(mobile, holding="/change/"))[0]


def test_road_18_the_representative_names_a_successor_on_a_phone(visit, world):
    former, successor, phone, reviewer = visit(), visit(), visit(phone=True), visit()
    company = world.company_of("orphaned")
    before, after = world.employee(18), world.employee(19)
    head = world.person(company["legal_representative_number"])
    administer_by_letter(former, reviewer, world.account("orphaned"), company, before)
    ask_to_succeed(successor, world.account("heir"), company, after)
    successor.sees("takeover.title")
    invite(successor, head)
    open_link(phone, head)
    sign(phone, head)
    successor.is_at("/activate/")
    steps.activate(successor, after)
    successor.press("onboarding.done.open")
    successor.sees("workspace.title")
    former.go(told(former, before["mobile"]))
    former.sees("change.done.title")
    former.go("/workspace/")
    former.look()
    assert former.errors == successor.errors == phone.errors == reviewer.errors == []


def test_road_18_a_letter_of_change_is_objected_to_and_approved_by_two(visit, world):
    former, successor, first, second = (visit(language="en") for _ in range(4))
    company = world.company_of("replaced")
    before, after = world.employee(20), world.employee(21)
    administer_by_letter(former, first, world.account("replaced"), company, before)
    ask_to_succeed(successor, world.account("replacement"), company, after)
    successor.sees("takeover.notice")
    steps.letter(successor)
    former.go("/workspace/")
    former.sees("workspace.frozen")
    former.go(told(former, before["mobile"]))
    former.sees("change.title")
    former.press("change.object")
    former.page.locator("#errors").wait_for()
    former.look()
    former.type("text", "I am on leave, not gone.")
    former.press_at("main form .btn-primary")
    former.sees("change.objected")
    steps.open_case(first, company["name"])
    first.sees("desk.change.objects")
    first.press("desk.approve")
    first.is_at("/desk/$")
    steps.open_case(first, company["name"])
    first.sees("desk.voted")
    steps.open_case(second, company["name"], account="second_reviewer")
    second.sees("desk.one_approved")
    second.press("desk.approve")
    second.is_at("/desk/$")
    successor.go(f"/a/{successor.ref}/activate/")
    steps.activate(successor, after)
    successor.press("onboarding.done.open")
    successor.sees("workspace.title")
    former.page.reload()
    former.sees("change.done.title")
    assert former.errors == successor.errors == first.errors == second.errors == []
