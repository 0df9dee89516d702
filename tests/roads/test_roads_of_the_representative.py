"""Roads 9 to 11, 15, 19 and 22: the legal representative decides on a phone of their own."""

import re

from tests.roads import steps

MOST_PRESSES = 14


def walk_to_choice(visitor, account, company, employee):
    steps.start(visitor)
    steps.log_in(visitor, account)
    steps.confirm(visitor)
    steps.company_by_picture(visitor, company)
    steps.consent(visitor)
    steps.identity(visitor, employee)
    visitor.is_at("/choose/")


def invite(visitor, head):
    visitor.press("choose.rep.go")
    visitor.is_at("/legal_rep/")
    visitor.type("mobile", head["mobile"])
    visitor.press("onboarding.legal_rep.send")
    visitor.sees("onboarding.legal_rep.wait.title", rep_title=title_of(visitor))


def title_of(visitor):
    return visitor.say("entity.title.rep")


def link_in_message(phone, mobile):
    text = phone.newest_message(mobile, holding="/l/")
    return re.findall(r"https?://\S+/l/\w+/", text)[0]


def open_link(phone, head):
    """The alias of the text message, the text, and the code to the invited number."""
    phone.go(link_in_message(phone, head["mobile"]))
    phone.press("authorise.first.ok")
    phone.press("authorise.text.read")
    phone.press("authorise.code.send")
    steps.enter_code(phone, head["mobile"])
    phone.is_at("/who/")


def say_who(phone, head):
    phone.type("name", head["name"])
    phone.type("number", head["id_number"])
    phone.press_at("input[name=agree]")
    phone.press("consent.identity.yes")
    phone.is_at("/l/.*/face/")


def sign(phone, head):
    say_who(phone, head)
    show_face_and_sign(phone)


def show_face_and_sign(phone):
    phone.press_at("input[name=agree]")
    phone.press("consent.face.yes")
    phone.is_at("/sign/")
    write(phone)
    phone.press_at("input[name=agree]")
    phone.press_at("button.btn-primary")
    phone.is_at("/granted/")
    phone.sees("authorise.done.title")


def write(phone):
    """A name with a finger."""
    pad = phone.page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    mouse = phone.page.mouse
    for start, end in (((0.1, 0.3), (0.5, 0.4)), ((0.3, 0.2), (0.3, 0.8)), ((0.6, 0.3), (0.9, 0.7))):
        mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
        mouse.down()
        mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=8)
        mouse.up()


def head_of(world, company):
    return world.person(company["legal_representative_number"])


def test_road_9_the_legal_representative_authorises_an_employee_on_a_phone(visit, world):
    visitor, phone, company = visit(), visit(phone=True), world.company_of("company_1")
    employee, head = world.employee(6), head_of(world, company)
    walk_to_choice(visitor, world.account("company_1"), company, employee)
    invite(visitor, head)
    open_link(phone, head)
    visitor.page.wait_for_selector("#rep-live .is-now >> text=" + visitor.say("onboarding.legal_rep.wait.verified"))
    sign(phone, head)
    visitor.is_at("/activate/")
    steps.activate(visitor, employee)
    assert visitor.presses <= MOST_PRESSES, visitor.presses
    visitor.press("status.share.open")
    visitor.sees("status.share.heading")
    visitor.page.go_back()
    visitor.press("onboarding.done.open")
    visitor.sees("workspace.title")
    paper = phone.page.request.get(phone.page.url.replace("/granted/", "/paper/"))
    assert paper.body().startswith(b"%PDF")
    assert visitor.errors == phone.errors == []


def test_road_10_somebody_names_their_own_number_as_the_representatives(visit, world):
    visitor, company = visit(), world.company_of("company_2")
    walk_to_choice(visitor, world.account("company_2"), company, world.employee(7))
    visitor.press("choose.rep.go")
    visitor.is_at("/legal_rep/")
    for own in (world.employee(7)["mobile"], world.employee(8)["mobile"]):
        visitor.type("mobile", own)
        visitor.press("onboarding.legal_rep.send")
        visitor.page.locator("#errors").wait_for()
        visitor.look()
    outbox = visitor._outbox()
    assert "/l/" not in "".join(re.findall(rf"{world.employee(8)['mobile']}[^1]*", outbox))
    visitor.press("legal_rep.to_letter")
    visitor.is_at("/letter/")
    assert visitor.errors == []


def test_road_11_a_sole_traders_operator_authorises_an_employee(visit, world):
    visitor, phone, company = visit(language="en"), visit(language="en", phone=True), world.company_of("trader_2")
    employee, head = world.employee(9), head_of(world, company)
    walk_to_choice(visitor, world.account("trader_2"), company, employee)
    visitor.sees("onboarding.choose.rep.title", rep_title=visitor.say("entity.title.operator").capitalize())
    visitor.press("choose.rep.go", rep_title=visitor.say("entity.title.operator"))
    visitor.is_at("/legal_rep/")
    visitor.type("mobile", head["mobile"])
    visitor.press("onboarding.legal_rep.send")
    visitor.page.locator("#rep-live").wait_for()
    visitor.look()
    open_link(phone, head)
    sign(phone, head)
    visitor.is_at("/activate/")
    steps.activate(visitor, employee)
    assert visitor.errors == phone.errors == []


def stop_it(phone, head, company):
    """The head, known here since they signed, is told, signs in by mobile and says that they know nothing of it."""
    text = phone.newest_message(head["mobile"], holding="/warned/")
    phone.go(re.findall(r"https?://\S+/warned/\w+/", text)[0])
    phone.type("mobile", head["mobile"])
    phone.press_at("main form .btn-primary")
    steps.enter_code(phone, head["mobile"])
    phone.is_at("/warned/")
    phone.sees("warned.title", org=company["name"])
    phone.press("warned.stop")
    phone.sees("warned.stopped")


def test_road_15_the_representative_refuses_and_the_letter_asks_nothing_twice(visit, world):
    visitor, phone, company = visit(), visit(phone=True), world.company_of("company_3")
    head = head_of(world, company)
    walk_to_choice(visitor, world.account("company_3"), company, world.employee(10))
    invite(visitor, head)
    visitor.press("onboarding.legal_rep.withdraw_button")
    visitor.press("onboarding.legal_rep.withdraw.no")
    phone.go(link_in_message(phone, head["mobile"]))
    phone.press("authorise.first.no")
    phone.press("shell.buttons.back")
    phone.press("authorise.first.ok")
    phone.press("authorise.text.read")
    phone.press("authorise.code.send")
    steps.enter_code(phone, head["mobile"])
    say_who(phone, head)
    phone.press("authorise.text.no")
    phone.press_at("input[name=reason][value=leave]")
    phone.press("authorise.refuse.button")
    phone.sees("authorise.refuse.done")
    visitor.sees("refusal.rep_refused.title", rep_title=title_of(visitor))
    visitor.press("legal_rep.to_letter")
    visitor.is_at("/letter/")
    steps.letter(visitor)
    stop_it(phone, head, company)
    assert visitor.errors == phone.errors == []


def test_road_19_the_representative_revokes_what_was_granted(visit, world):
    visitor, phone, company = visit(), visit(phone=True), world.company_of("company_4")
    employee, head = world.employee(11), head_of(world, company)
    walk_to_choice(visitor, world.account("company_4"), company, employee)
    invite(visitor, head)
    open_link(phone, head)
    sign(phone, head)
    visitor.is_at("/activate/")
    steps.activate(visitor, employee)
    visitor.press("onboarding.done.open")
    visitor.sees("workspace.title")
    visitor.press("workspace.callbacks")
    visitor.type("url", "http://receiver.example/in")
    visitor.press("callbacks.add")
    visitor.sees("callbacks.bad.https")
    visitor.go(visitor.page.url.removesuffix("callbacks/"))
    visitor.press("workspace.keys")
    visitor.press("api.make")
    visitor.sees("api.made")
    visitor.look()
    visitor.go(visitor.page.url.removesuffix("keys/"))
    phone.press("authorise.done.revoke")
    phone.press("authorise.revoke.button")
    phone.sees("authorise.revoked.text")
    visitor.page.reload()
    visitor.sees("workspace.vacant.title")
    assert visitor.errors == phone.errors == []


def test_road_22_a_link_that_was_forwarded_reused_or_has_ended_explains_itself(visit, world):
    visitor, phone, stranger = visit(), visit(phone=True), visit(phone=True)
    company = world.company_of("company_5")
    head = head_of(world, company)
    walk_to_choice(visitor, world.account("company_5"), company, world.employee(12))
    invite(visitor, head)
    link = link_in_message(phone, head["mobile"])
    stranger.go(link)
    stranger.press("authorise.first.ok")
    stranger.press("authorise.text.read")
    stranger.sees("authorise.code.forwarded")
    open_link(phone, head)
    say_who(phone, head)
    phone.press("consent.face.no")
    phone.is_at("/l/.*/documents/")
    phone.press("consent.idphoto.no")
    phone.is_at("/l/.*/face/")
    show_face_and_sign(phone)
    stranger.go(link)
    stranger.is_at("/code/")
    stranger.sees("authorise.code.title")
    phone.go(link)
    phone.sees("authorise.done.title")
    stranger.go(f"{world['url']}/l/aaaaaaaaaa/")
    stranger.sees("refusal.link_unknown.title")
    assert visitor.errors == phone.errors == []
