"""Road 20: a person at the desk decides on photographs of a document."""

from tests.roads import steps


def hand_in_documents(visitor, person, *, address):
    """Consent, both sides from the sample desk, hints, hand in."""
    visitor.is_at(address)
    visitor.press_at("input[name=agree]")
    visitor.press("consent.idphoto.yes")
    visitor.page.locator("#picture-front").wait_for()
    visitor.look()
    for side in ("front", "back"):
        visitor.give_file(f"#picture-{side}", visitor.sample_card(person, side=side))
        visitor.page.locator(f"#hints-{side}").wait_for()
    visitor.page.get_by_text(visitor.say("idphoto.clear")).nth(1).wait_for(timeout=40_000)
    visitor.look()
    visitor.press("onboarding.idphoto.submit")


def open_case(reviewer, name, *, kind):
    """Of several cases of one organisation, that of this kind."""
    reviewer.go("/desk/")
    if "/signin/" in reviewer.page.url:
        steps.log_in(reviewer, reviewer.world.account("reviewer"))
        reviewer.is_at("/desk/")
    row = reviewer.page.locator("tr", has_text=name).filter(has_text=reviewer.say(f"desk.kinds.{kind}"))
    row.get_by_role("link").first.click()
    reviewer.is_at(r"/desk/\w{8}/")


def decide_on_document(reviewer, name):
    """Look at the pictures, tick every point, approve."""
    open_case(reviewer, name, kind="onboarding.documents")
    reviewer.page.locator(".cm-compare").wait_for()
    assert not reviewer.page.locator(".is-different").count()
    for box in reviewer.page.locator("input[name=confirmed]").all():
        box.check()
    reviewer.press("desk.approve")
    reviewer.is_at("/desk/$")


def test_road_20_no_face_id_card_photographs(visit, world):
    visitor, reviewer, company = visit(), visit(), world.company_of("investor")
    head = world.person(company["legal_representative_number"])
    steps.start(visitor)
    steps.log_in(visitor, world.account("investor"))
    steps.confirm(visitor)
    steps.company_by_picture(visitor, company)
    steps.consent(visitor)
    steps.identity(visitor, head)
    visitor.press("face.consent.documents")
    hand_in_documents(visitor, head, address="/documents/")
    visitor.is_at("/status/")
    visitor.sees("onboarding.letter.submitted.title")
    decide_on_document(reviewer, company["name"])
    visitor.page.wait_for_selector("text=" + visitor.say("done.activate"), timeout=15_000)
    visitor.press("done.activate")
    steps.activate(visitor, head)
    visitor.press("onboarding.done.open")
    visitor.sees("workspace.title")
    assert visitor.errors == reviewer.errors == []


def test_road_20_the_identity_source_does_not_know_the_applicant_who_goes_on_meanwhile(visit, world):
    visitor, reviewer = visit(language="en", phone=True), visit(language="en")
    company = world.company_of("foundation")
    unknown = next(person for person in world["people"] if person["story"] == "identity_no")
    steps.start(visitor)
    steps.log_in(visitor, world.account("foundation"))
    steps.confirm(visitor)
    steps.company_by_hand(visitor, company)
    steps.consent(visitor)
    visitor.type("applicant_name", unknown["name"])
    visitor.type("id_number", unknown["id_number"])
    visitor.type("mobile", unknown["mobile"])
    visitor.press("onboarding.contact.code.send")
    visitor.is_at("/contact/")
    steps.enter_code(visitor, unknown["mobile"])
    visitor.sees("refusal.identity_nomatch.title")
    visitor.press("refusal.use_idphoto")
    hand_in_documents(visitor, unknown, address="/documents/identity/")
    visitor.is_at("/letter/")
    steps.letter(visitor)
    open_case(reviewer, company["name"], kind="onboarding.letter")
    reviewer.press("desk.approve")
    reviewer.is_at("/desk/$")
    visitor.page.wait_for_selector("text=" + visitor.say("status.identity_waits.title"), timeout=15_000)
    visitor.look()
    decide_on_document(reviewer, company["name"])
    visitor.page.wait_for_selector("text=" + visitor.say("done.activate"), timeout=15_000)
    assert visitor.errors == reviewer.errors == []
