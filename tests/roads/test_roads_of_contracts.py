"""Roads 23 to 27: behind the door. A seal, a contract, those who sign it, and the file that proves itself."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pypdf
import pypdfium2
import zxingcpp

from chopmark.cli import postgres
from tests.judges import long_term, poppler_says, qpdf_finds
from tests.roads import steps
from tests.roads.contracts import add_party, begin, place, send, send_with_person
from tests.roads.test_roads_of_the_representative import write
from tests.roads.test_roads_of_the_taken import authenticate, make_the_official_seal
from tests.seals import pictures

TITLES = {"zh": "纸样采购合同", "en": "Paper supply"}


def link_of_contract(visitor, mobile):
    return re.findall(r"https?://\S+/c/\w+/", visitor.newest_message(mobile, holding="/c/"))[0]


def open_party_link(phone, mobile):
    """Who asks, the code to the invited number, and what is to be signed."""
    phone.go(link_of_contract(phone, mobile))
    phone.sees("party.first.title")
    phone.press("party.first.go")
    phone.press("authorise.code.send")
    steps.enter_code(phone, mobile)
    phone.is_at("/sign/")


def sign_by_hand(phone):
    write(phone)
    phone.press_at("input[name=agree]")
    phone.press("party.sign.go")


def authenticate_on_the_way(phone, world, company, head):
    """The invited organisation is not here yet: through the wizard, and back to this very contract."""
    phone.press("party.organisation.go")
    phone.sees("party.authenticate.title")
    phone.press("party.authenticate.go")
    phone.press("method.cloud.go")
    steps.log_in(phone, world.account("invited"))
    steps.confirm(phone)
    steps.company_by_picture(phone, company)
    steps.consent(phone)
    steps.identity(phone, head)
    steps.face(phone)
    steps.activate(phone, head)
    phone.press("going.on")
    phone.is_at("/seal/$")


def seal_it(visitor, head):
    """From the page of the contract that waits for a seal."""
    visitor.press_at("input[name=agree]")
    visitor.press("contracts.seal.code")
    visitor.is_at("/seal/code/")
    steps.enter_code(visitor, head["mobile"])
    visitor.is_at("/seal/$")


def test_road_23_a_first_contract_with_an_invited_organisation_and_a_person(visit, world, tmp_path):
    sender, invited, person = visit(), visit(language="en", phone=True), visit(phone=True)
    company, other = world.company_of("sender"), world.company_of("invited")
    head, chief = (world.person(one["legal_representative_number"]) for one in (company, other))
    signer = world.employee(22)
    authenticate(sender, world.account("sender"), company, head)
    make_the_official_seal(sender)
    begin(sender, TITLES["zh"])
    add_party(sender, "organisation", other["name"], chief["mobile"])
    add_party(sender, "person", signer["name"], signer["mobile"])
    sender.press("contracts.act.places")
    place(sender, company["name"], (150, 600))
    place(sender, company["name"], (400, 300), kind="strip")
    place(sender, other["name"], (420, 600))
    place(sender, signer["name"], (150, 780))
    place(sender, signer["name"], (420, 780), kind="date")
    place(sender, signer["name"], (300, 150), kind="text", label="收货地址")
    send(sender)

    open_party_link(person, signer["mobile"])
    person.page.get_by_label("收货地址").fill("苏州市平江路7号")
    sign_by_hand(person)
    person.sees("contracts.mine.signed")

    open_party_link(invited, chief["mobile"])
    authenticate_on_the_way(invited, world, other, chief)
    invited.press("contracts.seal.make")
    invited.press("seals.kind.official")
    invited.press("seals.make.go")
    invited.press("workspace.contracts")
    invited.page.get_by_role("link", name=TITLES["zh"]).click()
    invited.is_at("/seal/$")
    seal_it(invited, chief)
    invited.sees("contracts.mine.signed")

    sender.press("contracts.seal.go_on")
    seal_it(sender, head)
    sender.page.get_by_role("link", name=sender.say("contracts.download")).wait_for(timeout=30_000)
    sender.look()
    file = downloaded(sender, tmp_path)
    prove(file, tmp_path, roots=person.page.request.get(f"{world['url']}/trust/root.pem").text(), signatures=3)
    verify_on_the_public_page(person, file)
    check_the_paper(person, file, other["name"])
    read_the_evidence(sender, tmp_path)
    send_and_refuse(sender, person, world.employee(23))
    send_and_withdraw(sender, person, signer)
    send_and_let_expire(sender, person, signer, world)
    invite_and_part(sender, visit(language="en", phone=True), world.employee(24))
    sender.press("workspace.home")
    sender.press("workspace.renamed")
    sender.sees("rename.lead")
    assert sender.errors == invited.errors == person.errors == []


def send_and_refuse(sender, person, signer):
    """A second contract: while it is open the name stays; the person says no, and it ends for all."""
    send_with_person(sender, signer, "补充协议")
    sender.press("workspace.home")
    sender.press("workspace.renamed")
    sender.sees("refusal.open_contracts.what")
    person.go(link_of_contract(person, signer["mobile"]))
    person.press("party.first.go")
    person.press("authorise.code.send")
    steps.enter_code(person, signer["mobile"])
    person.is_at("/sign/")
    person.press("party.refuse.title")
    person.type("reason", "价格要重新谈")
    person.press("party.refuse.go")
    person.sees("contracts.mine.refused")


def send_and_withdraw(sender, person, signer):
    """Road 24: the sender takes it back; whoever opens the link is told, and nothing is asked of them."""
    sender.press("workspace.home")
    send_with_person(sender, signer, "试用协议")
    link = link_of_contract(person, signer["mobile"])
    sender.page.locator("summary").last.click()
    sender.press("contracts.withdraw.go")
    sender.sees("contracts.status.withdrawn")
    person.go(link)
    person.sees("contracts.says.withdrawn")
    assert not person.page.get_by_role("link", name=person.say("party.first.go")).count()


def send_and_let_expire(sender, person, signer, world):
    """Road 24: the last day passes; the page says so before any job has."""
    sender.press("workspace.home")
    send_with_person(sender, signer, "仓储协议")
    link = link_of_contract(person, signer["mobile"])
    with psycopg.connect(postgres.attach_or_start(Path(world["home"])).url()) as clock:
        clock.execute("UPDATE contracts_contract SET deadline_at = now() - interval '1 minute' WHERE status = 'sent'")
    person.go(link)
    person.sees("contracts.says.expired")
    sender.page.reload()
    sender.sees("contracts.status.expired")


def invite_and_part(sender, newcomer, employee):
    """Road 26: a member is invited by text message, joins after the identity check, gets another role, and leaves."""
    sender.press("workspace.home")
    sender.press("members.title")
    sender.type("mobile", employee["mobile"])
    sender.press("members.invite_go")
    sender.sees("members.invited")
    newcomer.go(re.findall(r"https?://\S+/m/\w+/", newcomer.newest_message(employee["mobile"], holding="/m/"))[0])
    newcomer.press("member.invited.go")
    newcomer.is_at("/signin/phone/")
    newcomer.type("mobile", employee["mobile"])
    newcomer.press("onboarding.contact.code.send")
    newcomer.is_at("/signin/phone/code/")
    steps.enter_code(newcomer, employee["mobile"])
    newcomer.is_at("/consent/")
    steps.consent(newcomer)
    steps.identity(newcomer, employee)
    newcomer.sees("join.invited")
    newcomer.press("join.ask")
    newcomer.press("onboarding.done.open")
    newcomer.sees("workspace.lead_member")
    sender.page.reload()
    sender.page.get_by_text(employee["name"]).first.wait_for()
    sender.page.locator("select[name=role]").first.select_option("contract_manager")
    sender.press("members.change")
    newcomer.press("members.title")
    newcomer.sees("members.role.contract_manager")
    newcomer.press("leave.title")
    newcomer.press("leave.go")
    newcomer.page.wait_for_url(re.compile("/workspace/$"))
    newcomer.look()
    sender.page.reload()
    assert not sender.page.get_by_text(employee["name"]).count()
    assert newcomer.errors == []


def downloaded(visitor, folder, *, key="contracts.download"):
    with visitor.page.expect_download() as download:
        visitor.press(key)
    path = folder / "signed.pdf"
    download.value.save_as(path)
    return path.read_bytes()


def prove(file, folder, *, roots, signatures):
    """By software that has never heard of us."""
    with ThreadPoolExecutor(1) as apart:  # the browser's loop runs in this thread
        found = apart.submit(long_term, file, roots=roots).result()
    assert len(found) == signatures
    assert all(found.values()), found
    assert poppler_says(file, folder).count("Signature is Valid") == signatures
    assert qpdf_finds(file) == []


def check_the_paper(visitor, file, name):
    """The code is read off the printed page, as a telephone would; the page behind it knows the contract."""
    document = pypdfium2.PdfDocument(file)
    document.init_forms()
    printed = document[0].render(scale=200 / 72, may_draw_forms=True).to_pil()
    document.close()
    visitor.go(zxingcpp.read_barcode(printed).text)
    visitor.sees("paper.title")
    visitor.page.get_by_text(name).first.wait_for()


def read_the_evidence(visitor, folder):
    """The report is a signed file itself, and holds what the person filled in nowhere, but who did."""
    pdf = downloaded(visitor, folder, key="contracts.evidence")
    said = "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert TITLES["zh"] in said
    assert poppler_says(pdf, folder).count("Signature is Valid") == 1


def verify_on_the_public_page(visitor, file):
    visitor.go("/verify/")
    visitor.give_file("[name=file]", {"name": "signed.pdf", "mimeType": "application/pdf", "buffer": file})
    visitor.press("verify.go")
    visitor.sees("verify.verdict.valid")
    visitor.page.get_by_text(visitor.say("verify.same", at="|").split("|")[1]).first.wait_for()


def test_road_27_the_picture_of_a_seal_is_returned_handed_in_again_approved_and_used(visit, world):
    """Handed in first in Chinese at a desk, then in English on a phone."""
    desk, phone, reviewer, second = visit(), visit(language="en", phone=True), visit(), visit(language="en")
    account, company = world.account("stamped"), world.company_of("stamped")
    head, signer = world.person(company["legal_representative_number"]), world.employee(25)
    authenticate(desk, account, company, head)
    desk.press("workspace.seal.button")
    desk.press("seals.kind.official")
    desk.press("seals.upload.title")
    desk.press("seals.upload.look")
    desk.page.locator("#errors").wait_for()
    desk.look()
    hand_in_the_picture(desk, pictures.stamped("另一家公司"))
    steps.return_letter(reviewer, company["name"], ["SEAL_NAME_DIFFERS", "SEAL_NOT_LEGIBLE"])
    desk.newest_message(head["mobile"], holding=desk.say("reason.SEAL_NAME_DIFFERS.short"))
    desk.page.reload()
    desk.sees("seals.returned.title")

    phone.go("/workspace/")
    steps.log_in(phone, account)
    phone.press("workspace.seal.button")
    phone.press_at(".cm-task h2 a")
    phone.sees("reason.SEAL_NAME_DIFFERS.do")
    phone.press("seals.returned.again")
    hand_in_the_picture(phone, pictures.stamped(company["name"], ink=pictures.BLACK))
    approve_the_picture(second, company["name"])
    phone.page.reload()
    phone.sees("seals.status.in_use")

    desk.press("workspace.home")
    send_with_person(desk, signer, "盖章协议")
    desk.press("contracts.seal.go_on")
    seal_it(desk, head)
    desk.sees("contracts.mine.signed")
    assert desk.errors == phone.errors == reviewer.errors == second.errors == []


def hand_in_the_picture(visitor, page):
    """Chosen, looked at, handed in."""
    visitor.type("name", "公章")
    visitor.give_file("[name=picture]", {"name": "seal.png", "mimeType": "image/png", "buffer": pictures.png(page)})
    visitor.press("seals.upload.look")
    visitor.sees("seals.upload.looks")
    visitor.press("seals.upload.go")
    visitor.sees("seals.status.in_review")


def approve_the_picture(reviewer, name):
    steps.open_case(reviewer, name)
    for box in reviewer.page.locator("input[name=confirmed]").all():
        box.check()
    reviewer.press("desk.approve")
    reviewer.is_at("/desk/$")
