"""One road for each journey of the seed, from the landing page, in a real browser."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.roads import steps

MOST_PRESSES = 14


@pytest.fixture(autouse=True)
def no_script_errors(visit):
    """Nothing that a browser complains about is left unseen."""
    return visit


def test_road_1_a_root_account_becomes_super_administrator_by_own_face(visit, world):
    visitor, company = visit(), world.company("demo")
    head = world.person(company["legal_representative_number"])
    steps.start(visitor)
    steps.log_in(visitor, world.account("enterprise"))
    steps.confirm(visitor)
    steps.company_by_picture(visitor, company)
    steps.consent(visitor)
    steps.identity(visitor, head)
    steps.face(visitor)
    assert world.engines()["face"][0] == "dlib 20.0.1 5-point ResNet"
    steps.activate(visitor, head)
    assert visitor.presses <= MOST_PRESSES, visitor.presses
    visitor.press("onboarding.done.open")
    visitor.sees("workspace.title")
    assert visitor.errors == []


def test_road_1_a_picture_of_a_face_held_before_the_camera_is_refused(visit, world):
    visitor, company = visit(held_up=True), world.company_of("dot")
    head = world.person(company["legal_representative_number"])
    steps.start(visitor)
    steps.log_in(visitor, world.account("dot"))
    steps.confirm(visitor)
    steps.company_by_picture(visitor, company)
    steps.consent(visitor)
    steps.identity(visitor, head)
    visitor.press_at("input[name=agree]")
    visitor.press("consent.face.yes")
    visitor.is_at("/face/")
    visitor.press("onboarding.face.computer")
    visitor.sees("refusal.face_failed.title")
    assert world.engines()["face"][0] == "dlib 20.0.1 5-point ResNet"


def test_road_2_a_letter_is_approved(visit, world):
    visitor, reviewer, company = visit(), visit(), world.company_of("joint_stock")
    employee = world.employee(0)
    walk_to_letter(visitor, world.account("joint_stock"), company, employee)
    steps.letter(visitor)
    steps.approve(reviewer, company["name"])
    visitor.page.wait_for_selector("text=" + visitor.say("done.activate"), timeout=15_000)
    visitor.press("done.activate")
    steps.activate(visitor, employee)
    visitor.press("onboarding.done.open")
    visitor.sees("workspace.title")
    assert visitor.errors == reviewer.errors == []


def test_road_3_a_letter_is_returned_with_two_reasons_mended_and_approved(visit, world):
    visitor, reviewer, company = visit(), visit(), world.company_of("branch")
    employee = world.employee(1)
    walk_to_letter(visitor, world.account("branch"), company, employee)
    steps.letter(visitor, defect="date_incomplete")
    steps.open_case(reviewer, company["name"])
    reviewer.sees("reason.POA_DATE_INCOMPLETE.staff")
    steps.return_letter(reviewer, company["name"], ["POA_DATE_INCOMPLETE", "IMG_BLUR"])
    visitor.newest_message(employee["mobile"], holding="2")
    visitor.go(f"/a/{visitor.ref}/")
    visitor.sees("onboarding.letter.returned.title")
    visitor.sees("reason.POA_DATE_INCOMPLETE.short")
    visitor.sees("reason.IMG_BLUR.short")
    steps.letter(visitor)
    steps.approve(reviewer, company["name"])
    visitor.go(f"/a/{visitor.ref}/")
    visitor.is_at("/activate/")
    assert visitor.errors == reviewer.errors == []


def test_road_4_everything_is_typed_and_nothing_photographed(visit, world):
    visitor, company = visit(), world.company_of("institution")
    steps.start(visitor)
    steps.log_in(visitor, world.account("institution"))
    steps.confirm(visitor)
    steps.company_by_hand(visitor, company)
    steps.consent(visitor)
    steps.identity(visitor, world.employee(2))
    visitor.is_at("/letter/")
    visitor.sees("onboarding.choose.only_letter")
    assert visitor.errors == []


def test_road_5_a_sub_user_without_policy_is_let_in_by_the_root_and_shut_out_again(visit, world):
    visitor, root = visit(), visit()
    steps.start(visitor)
    steps.log_in(visitor, world.account("not_allowed"))
    visitor.sees("refusal.no_policy.title")
    refused_at = visitor.page.url
    visitor.press("refusal.buttons.ask_root")
    visitor.press_at("button.btn-primary")
    link = visitor.page.locator("#link").input_value()
    root.go(link)
    steps.log_in(root, world.account("enterprise"))
    root.press_at("button.btn-primary")
    root.sees("root_request.done")
    visitor.page.goto(refused_at)
    visitor.is_at("/a/")
    root.go(f"{world['cloud_url']}/users/")
    root.page.get_by_role("link", name="zhou.lan").first.click()
    root.look()
    root.page.locator("form[action*=detach] button").first.click()
    root.look()
    visitor.press_at("main button.btn-primary")
    visitor.press("signin.onward.go")
    visitor.sees("refusal.no_policy.title")
    assert visitor.errors == root.errors == []


def test_road_6_without_any_account_one_registers_and_verifies_on_the_way(visit, world):
    visitor, company = visit(), world.company("cooperative")
    mobile = "13912345678"
    visitor.go("/")
    visitor.press("onboarding.entrance.start")
    visitor.press("method.cloud.go")
    visitor.press("cloud.signin.register")
    visitor.type("mobile", mobile)
    visitor.press_at("button.btn-primary")
    visitor.page.locator("[name=code]").fill(visitor.code(mobile))
    visitor.type("password", "a quiet copper kettle")
    visitor.press_at("button.btn-primary")
    visitor.press("cloud.consent.allow")
    visitor.sees("refusal.no_realname.title")
    visitor.press("refusal.buttons.realname")
    steps.enterprise(visitor, company)
    visitor.press("cloud.realname.button")
    visitor.is_at("/confirm/|/realname/")
    if "/realname/" in visitor.page.url:
        visitor.press_at("a.btn-primary")
    visitor.is_at("/confirm/")
    assert visitor.page.get_by_text(company["name"]).count()
    assert visitor.errors == []


def test_road_7_activation_comes_before_the_authorisation(visit, world):
    visitor, reviewer, company = visit(), visit(), world.company_of("association")
    employee = world.employee(3)
    walk_to_letter(visitor, world.account("association"), company, employee)
    steps.letter(visitor)
    visitor.press("status.activate_now")
    steps.activate(visitor, employee)
    visitor.sees("onboarding.done.activate_first")
    steps.approve(reviewer, company["name"])
    visitor.page.wait_for_selector("text=" + visitor.say("onboarding.done.open"), timeout=15_000)
    visitor.press("onboarding.done.open")
    visitor.sees("workspace.title")
    assert visitor.errors == reviewer.errors == []


def test_road_8_the_same_in_english_with_its_papers_and_a_phone(visit, world):
    visitor, reviewer, phone = visit(language="en"), visit(language="en"), visit(language="en", phone=True)
    company = world.company_of("partnership")
    head = world.person(company["legal_representative_number"])
    steps.start(visitor)
    steps.log_in(visitor, world.account("partnership"))
    steps.confirm(visitor)
    steps.company_by_picture(visitor, company, way="rotated")
    steps.consent(visitor)
    steps.identity(visitor, head)
    visitor.press("face.consent.no")
    visitor.is_at("/letter/")
    rendering = visitor.page.request.get(f"{world['url']}/a/{visitor.ref}/letter/sheet/rendering/").body()
    english = "".join(page.extract_text() for page in PdfReader(BytesIO(rendering)).pages)
    assert "Power of attorney" in english
    sheet = PdfReader(BytesIO(visitor.page.request.get(f"{world['url']}/a/{visitor.ref}/letter/sheet/letter/").body()))
    assert len(sheet.pages) == 1
    assert company["name"] in sheet.pages[0].extract_text().replace("\n", "")
    visitor.press("shell.buttons.back")
    phone.page.route("**/frames/", lambda sent: sent.abort(), times=1)  # the line breaks once and is tried again
    steps.face_by_phone(visitor, phone)
    steps.activate(visitor, head)
    visitor.press("onboarding.done.open")
    visitor.sees("workspace.title")
    reviewer.go("/desk/")
    steps.log_in(reviewer, world.account("reviewer"))
    reviewer.is_at("/desk/")
    assert visitor.errors == []


def walk_to_letter(visitor, account, company, employee):
    steps.start(visitor)
    steps.log_in(visitor, account)
    steps.confirm(visitor)
    steps.company_by_picture(visitor, company)
    steps.consent(visitor)
    steps.identity(visitor, employee)
    if "/choose/" in visitor.page.url:
        visitor.press("choose.letter.go")
    visitor.is_at("/letter/")
