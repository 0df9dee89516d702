"""Road 36: what is wrong with a stamped letter is said before it is sent, or on the picture before it is handed in."""

from tests.roads import steps
from tests.roads.test_roads import walk_to_letter

ENGINE = "letter 2 with rapidocr 3.10.0 PP-OCRv6"


def test_road_36_a_wrong_phone_is_boxed_and_named_before_it_is_handed_in_mended_and_clear(visit, world):
    visitor, reviewer, company = visit(), visit(), world.company_of("rare")
    walk_to_letter(visitor, world.account("rare"), company, world.employee(4))
    visitor.page.request.get(f"{world['url']}/a/{visitor.ref}/letter/sheet/letter/")
    visitor.give_file("#pages", visitor.sample_letter(defect="dark"))
    visitor.sees("glance.title")
    visitor.sees("reason.IMG_DARK.saw")
    visitor.page.reload()
    assert visitor.page.locator(".cm-scan").count() == 0  # nothing was sent
    visitor.give_file("#pages", visitor.sample_letter(defect="dark"))
    with visitor.page.expect_file_chooser() as chooser:
        visitor.press("glance.again")
    chooser.value.set_files(visitor.sample_letter(defect="blur"))
    visitor.sees("reason.IMG_BLUR.saw")
    visitor.press("glance.anyway")
    visitor.page.locator(".cm-checked:not([data-poll])").wait_for()
    visitor.sees("reason.IMG_BLUR.short")
    steps.upload_letter(visitor, defect="wrong_phone")
    visitor.sees("reason.POA_ADMIN_PHONE_MISMATCH.short")
    visitor.sees("letter.check.stop")
    marked = visitor.page.locator(".cm-scan svg a[href='#point-1'] rect.box")
    picture = visitor.page.locator(".cm-scan img").bounding_box()
    box = marked.bounding_box()
    assert picture["x"] <= box["x"] <= box["x"] + box["width"] <= picture["x"] + picture["width"]
    assert picture["y"] <= box["y"] <= box["y"] + box["height"] <= picture["y"] + picture["height"]
    steps.upload_letter(visitor)
    assert visitor.page.locator(".cm-scan svg").count() == 0
    visitor.press_at(".cm-looked summary")
    visitor.sees("letter.looked.lines")
    visitor.look()
    visitor.press("letter.submit")
    visitor.is_at("/status/")
    steps.open_case(reviewer, company["name"])
    reviewer.sees("desk.letter.state.clear")
    reviewer.page.get_by_text(ENGINE).wait_for()
    reviewer.press("desk.approve")
    visitor.go(f"/a/{visitor.ref}/")
    visitor.is_at("/activate/")
    assert visitor.errors == reviewer.errors == []
