"""The stretches that roads with contracts have in common, from the workspace to a contract that is sent."""

import io

from reportlab.pdfgen.canvas import Canvas


def paper(pages=2):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for number in range(pages):
        canvas.drawString(72, 760, f"Supply of paper, page {number + 1}")
        canvas.showPage()
    canvas.save()
    return {"name": "contract.pdf", "mimeType": "application/pdf", "buffer": buffer.getvalue()}


def begin(visitor, title):
    visitor.press("workspace.contracts")
    visitor.press("contracts.new")
    visitor.type("title", title)
    visitor.give_file("[name=file]", paper())
    visitor.press("shell.buttons.next")
    visitor.is_at("/parties/")


def add_party(visitor, kind, name, mobile):
    visitor.choose("kind", kind)
    visitor.type("name", name)
    visitor.type("mobile", mobile)
    visitor.press("contracts.add.go")
    visitor.page.get_by_role("listitem").filter(has_text=name).first.wait_for()


def place(visitor, party, at, *, kind="sign", label=""):
    """Choose who and what, press the page: the press is counted."""
    before = visitor.page.locator(".cm-sheet-page rect").count()
    visitor.page.locator("select[name=party]").select_option(label=party)
    visitor.choose("kind", kind)
    if label:
        visitor.type("label", label)
    visitor.presses += 1
    visitor.page.locator("input[name=at]").click(position={"x": at[0], "y": at[1]})
    visitor.page.locator(".cm-sheet-page rect").nth(before).wait_for()
    visitor.look()


def send(visitor):
    visitor.press("contracts.act.send")
    visitor.press("contracts.send.go")
    visitor.sees("contracts.says.sent")


def send_with_person(visitor, signer, title):
    """From the workspace: a contract of the own organisation with one person, each with a place, sent."""
    begin(visitor, title)
    add_party(visitor, "person", signer["name"], signer["mobile"])
    visitor.press("contracts.act.places")
    for number, option in enumerate(visitor.page.locator("select[name=party] option").all_inner_texts()):
        place(visitor, option, (150, 200 + 300 * number))
    send(visitor)
