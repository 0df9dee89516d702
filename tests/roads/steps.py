"""The stretches that roads have in common, as a visitor walks them."""

import re
from io import BytesIO

from pypdf import PdfReader


def start(visitor):
    visitor.go("/")
    visitor.press("onboarding.entrance.start")
    visitor.press("method.cloud.go")


def log_in(visitor, account):
    """Root accounts by number, sub-users under their root's number; consent is asked once an account."""
    if account.get("owner"):
        if "/signin/user/" not in visitor.page.url:
            visitor.press("cloud.signin.sub")
        visitor.type("root_id", account["owner"])
        visitor.type("name", account["name"])
    else:
        visitor.type("identifier", account["uin"])
    visitor.type("password", visitor.world["password"])
    visitor.press_at("button.btn-primary")
    if "/oidc/authorize" in visitor.page.url:
        visitor.press("cloud.consent.allow")


def confirm(visitor):
    visitor.is_at("/confirm/")
    visitor.press("onboarding.confirm.yes")
    visitor.is_at("/company/")


def company_by_picture(visitor, company, *, way="phone"):
    visitor.give_file("#picture", visitor.sample_licence(company, way=way))
    visitor.page.locator(".cm-crop").first.wait_for(timeout=30_000)
    visitor.look()
    for box in visitor.page.locator("input[name^=right_]").all():
        visitor.presses += 1
        box.check()
    visitor.press("onboarding.company.submit")
    visitor.is_at("/consent/")


def company_by_hand(visitor, company):
    visitor.choose("entity_type", company["entity_type"])
    visitor.type("uscc", company["uscc"])
    visitor.type("legal_representative", company["legal_representative"])
    visitor.type("address", company["address"])
    visitor.press("onboarding.company.submit")
    visitor.is_at("/consent/")


def register(visitor, mobile):
    """A new root account, at the first question of its real name."""
    visitor.go(f"{visitor.world['cloud_url']}/register/")
    visitor.type("mobile", mobile)
    visitor.press_at("button.btn-primary")
    visitor.page.locator("[name=code]").fill(visitor.code(mobile))
    visitor.type("password", "a quiet copper kettle")
    visitor.press_at("button.btn-primary")
    visitor.go(f"{visitor.world['cloud_url']}/realname/")


def enterprise(visitor, company):
    """The details by hand where none are filled in, the contact; then the page on which the name is proved."""
    for name in ("name", "uscc", "legal_representative", "address"):
        if not visitor.page.locator(f"[name={name}]").input_value():
            visitor.type(name, company[name])
    if company["entity_type"] not in ("enterprise", "sole_trader"):
        visitor.press_at("[name=certificate][value=other]")
    visitor.press_at(".cm-actions button.btn-primary")
    visitor.is_at("/realname/contact/")
    visitor.type("contact_name", "欧阳小明")
    visitor.type("mobile", "13700137001")
    visitor.press_at("button.btn-primary")
    visitor.is_at("/realname/proof/")


def head(visitor, company, phone=None):
    """The legal representative's face proves the name: before this device's camera, or on a phone that opens the code."""
    visitor.press("cloud.head.go")
    visitor.type("number", company["legal_representative_number"])
    visitor.press_at("button.btn-primary")
    visitor.is_at("/realname/face/phone/")
    if phone:
        phone.go(visitor.page.locator("a[target=_blank]").get_attribute("href"))
    else:
        visitor.press("cloud.head.here")
    holder = phone or visitor
    holder.press_at("input[name=agree]")
    holder.press("face.phone.start")
    if phone:
        phone.is_at("/result/")
        phone.sees("face.result.passed")


def consent(visitor):
    visitor.press_at("input[name=source]")
    visitor.press("consent.identity.yes")
    visitor.is_at("/identity/")


def identity(visitor, person):
    visitor.type("applicant_name", person["name"])
    visitor.choose("id_kind", person["id_kind"])
    visitor.type("id_number", person["id_number"])
    visitor.type("mobile", person["mobile"])
    visitor.press("onboarding.contact.code.send")
    visitor.is_at("/contact/")
    enter_code(visitor, person["mobile"])
    visitor.page.wait_for_url(re.compile("/(face_consent|letter|route|choose|inclusion|join)/"))
    visitor.look()


def enter_code(visitor, mobile):
    """Typing the last digit sends the form: no press."""
    visitor.page.locator("[name=code]").press_sequentially(visitor.code(mobile))


def face(visitor):
    visitor.press_at("input[name=agree]")
    visitor.press("consent.face.yes")
    visitor.is_at("/face/")
    visitor.press("onboarding.face.computer")
    visitor.is_at("/f/")
    visitor.is_at("/activate/")


def face_by_phone(visitor, phone):
    """The desk shows a code, a phone opens it; the desk moves on by itself."""
    visitor.press_at("input[name=agree]")
    visitor.press("consent.face.yes")
    visitor.is_at("/face/")
    phone.go(visitor.page.locator("a[target=_blank]").get_attribute("href"))
    phone.press("face.phone.start")
    phone.is_at("/result/")
    phone.sees("face.result.passed")
    visitor.is_at("/activate/")


def activate(visitor, person):
    if not visitor.page.locator("[name=code]").count():
        visitor.press_at("button[name=send]")
    enter_code(visitor, person["mobile"])
    visitor.is_at("/status/")


def letter(visitor, *, defect="good"):
    """Download, upload what the sample desk stamped, read what the check says, hand in."""
    with visitor.page.expect_download() as download:
        visitor.press("onboarding.letter.download")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    upload_letter(visitor, defect=defect)
    visitor.press("letter.submit" if defect == "good" else "onboarding.letter.check.anyway")
    visitor.is_at("/status/")
    visitor.sees("onboarding.letter.submitted.title")


def upload_letter(visitor, *, defect="good"):
    """Until the page has said by itself what the check found."""
    visitor.give_file("#pages", visitor.sample_letter(defect=defect))
    visitor.page.locator(".cm-checked:not([data-poll])").wait_for()
    if defect == "good":
        visitor.sees("onboarding.letter.check.good")
    visitor.look()


def text_of(pdf):
    """What stands on a paper, without the breaks of its lines."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")


def open_case(reviewer, name, *, account="reviewer"):
    reviewer.go("/desk/")
    if "/signin/" in reviewer.page.url:
        log_in(reviewer, reviewer.world.account(account))
        reviewer.is_at("/desk/")
    reviewer.page.get_by_role("link", name=name).first.click()
    reviewer.is_at(r"/desk/\w{8}/")


def approve(reviewer, name, *, account="reviewer"):
    open_case(reviewer, name, account=account)
    reviewer.press("desk.approve")
    reviewer.is_at("/desk/$")


def return_letter(reviewer, name, codes):
    open_case(reviewer, name)
    for code in codes:
        reviewer.page.locator(f"input[name=reasons][value={code}]").check()
    reviewer.press("desk.return")
    reviewer.is_at("/desk/$")
