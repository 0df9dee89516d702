"""A stamped letter is compared with the one that was issued: nothing is said of a good one, and each fault is named."""

import dataclasses
import datetime as dt
import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from chopmark.drawing.damage import Damage, damaged
from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import Family, chinese_letter, english_letter, example
from chopmark.drawing.returned import pens
from chopmark.drawing.returned.altered import printed
from chopmark.drawing.returned.kinds import Defect, variety
from chopmark.drawing.returned.scale import DPI
from chopmark.drawing.stamped import stamped
from chopmark.evidence.engines.rapidocr import RapidOcr
from chopmark.evidence.letter import imprint
from chopmark.evidence.letter.findings import SURE, Verdict
from chopmark.evidence.letter.issued import issued
from chopmark.evidence.letter.looked import Measure
from chopmark.evidence.letter.reading import check_letter, number_on
from chopmark.evidence.pictures import open_pages

SIGNED, TODAY = dt.date(2026, 10, 20), dt.date(2026, 10, 25)
FOUND_AS = {
    Defect.DATE_INCOMPLETE: "POA_DATE_INCOMPLETE",
    Defect.DATE_EMPTY: "POA_DATE_INCOMPLETE",
    Defect.DATE_FUTURE: "POA_DATE_FUTURE_OR_STALE",
    Defect.DATE_STALE: "POA_DATE_FUTURE_OR_STALE",
    Defect.WRONG_PHONE: "POA_ADMIN_PHONE_MISMATCH",
    Defect.WRONG_NAME: "POA_ADMIN_NAME_MISMATCH",
    Defect.WRONG_ID: "POA_ADMIN_ID_MISMATCH",
    Defect.WRONG_COMPANY: "POA_COMPANY_NAME_MISMATCH",
    Defect.WRONG_CODE: "POA_COMPANY_NAME_MISMATCH",
    Defect.ALTERED_CLAUSE: "POA_TEMPLATE_ALTERED",
    Defect.OLD_VERSION: "POA_TEMPLATE_OLD_VERSION",
    Defect.NO_SIGNATURE: "POA_SIGNATURE_MISSING",
    Defect.NO_SEAL: "POA_SEAL_MISSING",
    Defect.WRONG_SEAL_NAME: "POA_SEAL_NAME_MISMATCH",
    Defect.CONTRACT_SEAL: "POA_SEAL_WRONG_TYPE",
    Defect.FINANCE_SEAL: "POA_SEAL_WRONG_TYPE",
    Defect.BLUR: "IMG_BLUR",
    Defect.GREY_COPY: "IMG_COPY",
    Defect.CROPPED: "IMG_CROPPED",
    Defect.GLARE: "IMG_GLARE",
    Defect.DARK: "IMG_DARK",
    Defect.ADDED_CLAUSE: "POA_TEMPLATE_ALTERED",
    Defect.STRUCK_OUT: "POA_TEMPLATE_ALTERED",
    Defect.WHITENED: "POA_TEMPLATE_ALTERED",
    Defect.OTHER_SEAL: "POA_SEAL_NAME_MISMATCH",
    Defect.SECOND_SEAL: "POA_SEAL_NAME_MISMATCH",
    Defect.INVOICE_SEAL: "POA_SEAL_WRONG_TYPE",
    Defect.PASTED_SEAL: "POA_SEAL_DIGITAL_PASTE",
    Defect.SCREEN: "IMG_SCREEN_RECAPTURE",
}
# What only somebody who looks can tell.
FOR_A_PERSON = {
    Defect.WRONG_SEAL_NAME, Defect.OTHER_SEAL, Defect.SECOND_SEAL, Defect.STRUCK_OUT, Defect.PASTED_SEAL,
}  # fmt: skip


@pytest.fixture(scope="module")
def ocr():
    return RapidOcr()


@pytest.fixture(scope="module")
def data():
    return example(Family.ENTERPRISE, operator="演练平台运营方")


@pytest.fixture(scope="module")
def checked(ocr, data):
    def check(*, seed=11, letter=data, today=TODAY, **how):
        photo = stamped(chinese_letter(letter), letter, signed_on=SIGNED, seed=seed, **how)
        return check_letter(open_pages(photo.jpeg).pages, data, ocr=ocr, today=today), photo

    return check


@pytest.fixture(scope="module")
def scanned(data):
    return stamped(chinese_letter(data), data, signed_on=SIGNED, seed=11, capture=Damage.SCAN).jpeg


@pytest.mark.parametrize("capture", [Damage.SCAN, Damage.PHONE, Damage.ROTATED, Damage.HARD])
def test_nothing_is_said_of_a_good_letter(checked, capture):
    found, _ = checked(capture=capture)
    assert (found.verdict, found.findings) == (Verdict.CLEAR, ())


@pytest.mark.parametrize("seal", [Face.SERIF, Face.SANS_BOLD])
def test_a_seal_cut_in_another_face_is_read_as_well(checked, seal):
    assert checked(seal=seal)[0].verdict is Verdict.CLEAR


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_nothing_is_said_of_good_letters_by_other_hands_on_worn_paper(checked, seed):
    """Another hand, ink, size and number of the seal; folds, stains and holes."""
    found, _ = checked(seed=seed, manner=variety(np.random.default_rng(seed)))
    assert (found.verdict, found.findings) == (Verdict.CLEAR, ())


def test_a_long_name_may_run_into_the_hint_beside_its_line(ocr, data):
    letter = dataclasses.replace(data, legal_name="阿依娜·栖汀")
    photo = stamped(chinese_letter(letter), letter, signed_on=SIGNED, seed=11)
    found = check_letter(open_pages(photo.jpeg).pages, letter, ocr=ocr, today=TODAY)
    assert (found.verdict, found.findings) == (Verdict.CLEAR, ())
    assert all(one.passed for one in found.looked)


def test_words_beside_the_print_are_for_a_person(ocr, data):
    """A note or a condition: only somebody who reads it can tell."""
    random = np.random.default_rng(4)
    paper = pens.Paper.of(printed(chinese_letter(data), data, None), dpi=DPI)
    pens.add_words(paper, (60.0, 217.5), count=8, by=pens.hand(random), random=random)
    page = open_pages(damaged(paper.picture(), damage=Damage.SCAN, seed=4).jpeg).pages
    found = [one for one in check_letter(page, data, ocr=ocr, today=TODAY).findings if "TEMPLATE" in one.code]
    assert found
    assert all(one.confidence < SURE for one in found)


RED, ORANGE = (205, 25, 30), (240, 120, 20)


@pytest.mark.parametrize("colour", [RED, ORANGE])
@pytest.mark.parametrize("long", [0.09, 0.3, 0.7])
def test_clauses_struck_out_in_red_are_for_a_person(page, ocr, data, colour, long):
    """Red leaves no ink where print is compared, for the sake of the seal; a pen of that colour is found by itself."""
    for line in (0.40, 0.41, 0.42, 0.43):
        ends = [(share * page.width, line * page.height) for share in (0.15, 0.15 + long)]
        ImageDraw.Draw(page).line(ends, fill=colour, width=5)
    assert_for_a_person(page, data, ocr=ocr)


@pytest.mark.parametrize("colour", [RED, ORANGE])
def test_words_in_red_are_found(page, ocr, data, colour):
    random = np.random.default_rng(4)
    side = page.width * 0.024
    for number in range(10):
        corner = np.array([0.28 * page.width + number * side * 1.1, 0.69 * page.height])
        for stroke in pens._character(random):
            ImageDraw.Draw(page).line([tuple(corner + point * side) for point in stroke], fill=colour, width=5)
    found = check_letter([saved(page)], data, ocr=ocr, today=TODAY).findings
    assert [one for one in found if one.code == "POA_TEMPLATE_ALTERED" and one.confidence < SURE]


def test_a_name_seal_beside_the_seal_is_no_writing(page, ocr, data):
    at, side = (0.30 * page.width, 0.82 * page.height), 0.09 * page.width
    ImageDraw.Draw(page).rectangle([at, (at[0] + side, at[1] + side)], outline=RED, width=9)
    found = check_letter([saved(page)], data, ocr=ocr, today=TODAY)
    assert not [one for one in found.findings if one.code == "POA_TEMPLATE_ALTERED"]


@pytest.fixture
def page(scanned):
    """A good letter to write on, as scanned."""
    return Image.open(io.BytesIO(scanned)).convert("RGB")


def saved(page):
    held = io.BytesIO()
    page.save(held, "JPEG", quality=90)
    return held.getvalue()


def assert_for_a_person(page, data, *, ocr):
    """As an alteration, or as a seal of an odd shape."""
    assert check_letter([saved(page)], data, ocr=ocr, today=TODAY).verdict is Verdict.PERSON


def test_every_defect_has_its_code():
    assert set(FOUND_AS) == set(Defect)


@pytest.mark.parametrize("defect", list(Defect))
def test_each_defect_is_named_and_nothing_else(checked, defect):
    found, _ = checked(defect=defect)
    assert {one.code for one in found.findings} == {FOUND_AS[defect]}
    assert found.verdict is (Verdict.PERSON if defect in FOR_A_PERSON else Verdict.RETURN)


@pytest.mark.parametrize("radius", [3.0, 4.0])
def test_a_blur_that_leaves_the_markers_is_told_by_their_edges(checked, ocr, data, radius):
    """Pixels of the photograph; at 5 on the sheet nothing is found of the markers, and that is blur too."""
    _, photo = checked()
    soft = io.BytesIO()
    Image.open(io.BytesIO(photo.jpeg)).filter(ImageFilter.GaussianBlur(radius)).save(soft, "JPEG", quality=90)
    found = check_letter(open_pages(soft.getvalue()).pages, data, ocr=ocr, today=TODAY)
    assert ([one.code for one in found.findings], found.verdict) == (["IMG_BLUR"], Verdict.RETURN)


def test_the_box_lies_where_the_fault_is_on_the_picture_that_was_given(checked, data):
    found, photo = checked(defect=Defect.WRONG_PHONE)
    (row,) = [one for one in issued(data).rows if one.name == "admin_mobile"]
    left, top, right, bottom = photo.moved(tuple(round(side) for side in row.glyphs[-1].box))
    box = found.findings[0].box
    assert box[0] - 6 <= left <= right <= box[2] + 6
    assert box[1] - 6 <= top <= bottom <= box[3] + 6
    assert (found.findings[0].expected[-1], found.findings[0].read[-1]) == ("7", "8")


def test_the_letter_of_somebody_else_is_not_this_one(checked, data):
    other = dataclasses.replace(data, admin_mobile="13900000099", number="POA-2222-3333")
    codes = {one.code for one in checked(letter=other)[0].findings}
    assert {"POA_ADMIN_PHONE_MISMATCH", "POA_TEMPLATE_OLD_VERSION"} <= codes


def test_the_code_of_the_sheet_is_never_believed_for_what_is_printed(checked, data):
    """A sheet that somebody else printed with our number and other values: the QR agrees, the pixels do not."""
    other = dataclasses.replace(data, admin_name="丁一川")
    assert {one.code for one in checked(letter=other)[0].findings} == {"POA_ADMIN_NAME_MISMATCH"}


def test_a_sheet_that_is_none_of_ours_is_told_from_a_blurred_one(ocr, data):
    rendering = open_pages(english_letter(data)).pages
    found = check_letter(rendering, data, ocr=ocr, today=TODAY)
    assert [one.code for one in found.findings] == ["DOC_WRONG_TYPE"]


def test_the_sheet_is_found_among_other_pages(ocr, data):
    photo = stamped(chinese_letter(data), data, signed_on=SIGNED, seed=3, defect=Defect.NO_SEAL)
    rendering = open_pages(english_letter(data)).pages
    (found,) = check_letter((*rendering, photo.jpeg), data, ocr=ocr, today=TODAY).findings
    assert (found.code, found.page) == ("POA_SEAL_MISSING", len(rendering) + 1)


def test_a_reader_that_knows_the_name_would_pass_any_seal(checked, monkeypatch):
    """Sabotage: were the reader told what to read, a seal that differs by one character would be clear."""
    expected = example(Family.ENTERPRISE, operator="").organization_name
    monkeypatch.setattr(imprint, "readings", lambda _seal, **_: iter([expected]))
    assert checked(defect=Defect.WRONG_SEAL_NAME)[0].verdict is Verdict.CLEAR


@pytest.mark.parametrize("family", [Family.SOLE_TRADER, Family.GOVERNMENT, Family.OTHER])
def test_every_family_has_its_letter(ocr, family):
    letter = example(family, operator="演练平台运营方")
    photo = stamped(chinese_letter(letter), letter, signed_on=SIGNED, seed=5)
    assert check_letter(open_pages(photo.jpeg).pages, letter, ocr=ocr, today=TODAY).verdict is Verdict.CLEAR


def test_its_number_is_read_for_asking_which_letter_it_is(data):
    photo = stamped(chinese_letter(data), data, signed_on=SIGNED, seed=5)
    assert number_on(open_pages(photo.jpeg).pages) == data.number
    assert number_on(open_pages(english_letter(data)).pages) == ""


def test_of_a_good_letter_it_says_too_what_was_looked_at_and_where(checked, data):
    found, photo = checked()
    seen = {one.name: one for one in found.looked}
    assert all(one.passed for one in found.looked)
    assert {"admin_mobile", "date", "seal", "code", "signature.agent", "line.1"} <= set(seen)
    assert seen["seal"].read == seen["seal"].expected == data.organization_name
    assert (seen["date"].read, seen["date"].value) == (SIGNED.isoformat(), 8)
    assert seen["admin_mobile"].measure is Measure.PIXELS
    assert 0.85 < seen["admin_mobile"].value <= 1
    (row,) = [one for one in issued(data).rows if one.name == "admin_mobile"]
    left, top, right, bottom = photo.moved(tuple(round(side) for side in row.box))
    box = seen["admin_mobile"].box
    assert max(abs(one - other) for one, other in zip(box, (left, top, right, bottom), strict=True)) < 12


def test_what_did_not_pass_says_so_and_no_representation_tells_who_it_was(checked, data):
    found, _ = checked(defect=Defect.WRONG_PHONE)
    (failed,) = [one for one in found.looked if not one.passed]
    assert (failed.name, failed.read[-1]) == ("admin_mobile", "8")
    assert not any(one in repr(found.looked) for one in (data.admin_mobile, data.admin_name))


def test_two_seals_that_touch_are_neither_missing_nor_a_copy(data, ocr):
    """Seed 409: the second seal of its hand is pressed so near that the ink runs together."""
    photo = stamped(
        chinese_letter(data), data, signed_on=SIGNED, seed=409, defect=Defect.SECOND_SEAL, capture=Damage.SCAN,
        manner=variety(np.random.default_rng(409)),
    )  # fmt: skip
    found = check_letter(open_pages(photo.jpeg).pages, data, ocr=ocr, today=TODAY)
    assert [one.code for one in found.findings] == ["POA_SEAL_ILLEGIBLE"]
    assert found.verdict is Verdict.PERSON


def test_a_word_where_a_bracket_was_is_another_name(data, ocr):
    bracketed = dataclasses.replace(data, organization_name="澜砾方（上海）工艺有限公司")
    photo = stamped(
        chinese_letter(bracketed), bracketed, signed_on=SIGNED, seed=12, defect=Defect.WRONG_COMPANY,
        capture=Damage.PHONE,
    )  # fmt: skip
    found = check_letter(open_pages(photo.jpeg).pages, bracketed, ocr=ocr, today=TODAY)
    assert [one.code for one in found.findings] == ["POA_COMPANY_NAME_MISMATCH"]
    assert "）" in found.findings[0].expected
