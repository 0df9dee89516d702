"""Road 21: the cloud account's own ways in, and the proof by a corporate account."""

import pytest

from chopmark.practice import values
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


def order_a_sum(visitor, company, number):
    visitor.type("name", company["name"])
    visitor.type("uscc", company["uscc"])
    visitor.type("legal_representative", company["legal_representative"])
    visitor.type("number", number)
    visitor.press("cloud.transfer.order")


def say_amount(visitor, amount):
    visitor.sees("cloud.transfer.arrived")
    visitor.type("amount", amount)
    visitor.press("cloud.transfer.check")


def test_a_corporate_account_is_proved_by_the_sum_on_its_statement(visit, world):
    visitor, finance, company = visit(), visit(language="en"), world.company("cooperative")
    visitor.go(f"{world['cloud_url']}/realname/")
    steps.log_in(visitor, world.account("personal"))
    steps.enterprise(visitor, company)
    visitor.press("cloud.head.transfer")
    order_a_sum(visitor, company, values.ACCOUNT_FOREIGN)
    visitor.sees("cloud.transfer.returned")
    visitor.press("cloud.transfer.again")
    order_a_sum(visitor, company, values.ACCOUNT_ARRIVES)
    finance.go("/practice/bank/")
    amount = finance.page.locator("[data-copy]").first.get_attribute("data-copy")
    say_amount(visitor, "0.99" if amount != "0.99" else "0.98")
    visitor.sees("cloud.transfer.wrong", left=1)
    say_amount(visitor, amount)
    visitor.sees("cloud.realname.proved_by.transfer")
    assert visitor.errors == finance.errors == []


def test_the_legal_representative_proves_the_name_before_the_camera_of_this_device(visit, world):
    visitor, company = visit(language="en", phone=True), world.company("cooperative")
    steps.register(visitor, "13912340015")
    steps.enterprise(visitor, company)
    visitor.press("cloud.head.go")
    visitor.type("number", world.company("joint_stock")["legal_representative_number"])
    visitor.press_at("button.btn-primary")
    visitor.sees("cloud.realname.head_differs")
    visitor.press_at("a.btn-quiet")
    steps.head(visitor, company)
    visitor.sees("cloud.realname.proved_by.face")
    assert world.engines()["face"][0] == "dlib 20.0.1 5-point ResNet"
    assert visitor.errors == []


def test_two_wrong_amounts_end_a_sum_and_the_page_says_what_next(visit, world):
    visitor, finance, company = visit(language="en"), visit(), world.company_of("joint_stock")
    visitor.go(f"{world['cloud_url']}/realname/")
    steps.log_in(visitor, world.account("unverified"))
    steps.enterprise(visitor, company)
    visitor.press("cloud.head.transfer")
    order_a_sum(visitor, company, values.ACCOUNT_SLOW)
    visitor.sees("cloud.transfer.on_its_way")
    visitor.press("cloud.transfer.again")
    order_a_sum(visitor, company, values.ACCOUNT_ARRIVES)
    visitor.sees("cloud.transfer.arrived")
    finance.go("/practice/bank/")
    amount = finance.page.locator("[data-copy]").first.get_attribute("data-copy")
    for _ in range(2):
        say_amount(visitor, "0.50" if amount != "0.50" else "0.51")
    visitor.sees("refusal.bank_amount.title")
    visitor.press("cloud.transfer.otherwise")
    visitor.sees("cloud.realname.title")
    assert visitor.errors == finance.errors == []


@pytest.mark.parametrize(("language", "phone", "mobile"), [("zh", False, "13912340011"), ("en", True, "13912340012")])
def test_a_picture_of_the_licence_fills_the_real_name_of_the_enterprise(visit, world, language, phone, mobile):
    visitor, company = visit(language=language, phone=phone), world.company("cooperative")
    steps.register(visitor, mobile)
    visitor.give_file("#picture", visitor.sample_licence(company))
    visitor.sees("company.reading")
    visitor.sees("cloud.realname.picture.by")
    assert visitor.page.locator("[name=uscc]").input_value() == company["uscc"]
    steps.enterprise(visitor, company)
    visitor.press("cloud.realname.button")
    visitor.sees("cloud.realname.done")
    assert visitor.errors == []


def test_what_is_no_picture_is_said_and_a_reading_need_not_be_waited_for(visit, world):
    visitor, company = visit(), world.company("cooperative")
    steps.register(visitor, "13912340013")
    visitor.type("name", company["name"])
    visitor.give_file("#picture", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    visitor.sees("file.FILE_TYPE.title")
    assert visitor.page.locator("[name=name]").input_value() == company["name"]
    visitor.give_file("#picture", visitor.sample_licence(company))
    visitor.press("cloud.realname.picture.type")
    visitor.is_at("/realname/$")
    assert visitor.page.locator("[name=name]").input_value() == company["name"]
    assert visitor.errors == []
