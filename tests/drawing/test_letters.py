"""The letter is one whole page that says everything, and that a machine can find its way on."""

import io
import re
from dataclasses import replace

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
import zxingcpp
from pypdf import PdfReader

from chopmark.drawing.letters import (
    Family,
    GlyphMissing,
    Kind,
    Language,
    LetterOverflow,
    Mark,
    blank,
    chinese_letter,
    english_letter,
    example,
    fixed_text,
    fixed_text_hash,
    places,
    qr_text,
)
from chopmark.drawing.letters import chinese as chinese_module
from chopmark.drawing.letters.furniture import MARKER_DICTIONARY
from chopmark.drawing.letters.wording import articles, filled, values_of, words

OPERATOR = "深圳市栗栖科技有限公司"
MM = 72 / 25.4


def text_of(pdf):
    return bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def bare(text):
    return re.sub(r"\s+", "", text.replace("**", ""))


def picture_of(pdf, *, dpi=150):
    document = pdfium.PdfDocument(pdf)
    try:
        return np.asarray(document[0].render(scale=dpi / 72).to_pil().convert("RGB"))
    finally:
        document.close()


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("family", Family)
def test_the_chinese_letter_is_one_a4_page(family, kind):
    pages = PdfReader(io.BytesIO(chinese_letter(example(family, operator=OPERATOR, kind=kind)))).pages
    assert len(pages) == 1
    assert [float(side) / MM for side in pages[0].mediabox[2:]] == pytest.approx([210, 297], abs=0.1)


@pytest.mark.parametrize("make", [chinese_letter, english_letter])
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("family", Family)
def test_every_clause_and_value_stands_in_the_text_layer(family, kind, make):
    data = example(family, operator=OPERATOR, kind=kind)
    language = Language.CHINESE if make is chinese_letter else Language.ENGLISH
    read = text_of(make(data))
    values = values_of(data, language=language)
    for article in articles(family, language=language, values=values, kind=kind):
        for part in (article.lead, *article.items):
            assert bare(part) in read
    for key, text in words(language).items():
        if key.startswith(("place.rep", f"title.{kind}", "to")):
            assert bare(filled(text, values)) in read
    known = (data.organization_name, data.uniform_social_credit_code, data.legal_name, data.admin_name)
    known += (data.former_name, data.former_mobile)
    for value in (*known, data.admin_mobile, data.admin_id_card_number, data.number, data.template, OPERATOR):
        assert bare(value) in read


@pytest.mark.parametrize("family", Family)
def test_no_brace_is_left_open(family):
    data = example(family, operator=OPERATOR)
    for make in (chinese_letter, english_letter):
        assert not re.search(r"[{}*]", text_of(make(data)))


@pytest.mark.parametrize("make", [chinese_letter, english_letter])
def test_every_typeface_is_embedded_as_a_subset(letter_data, make):
    pdf = make(letter_data, marks=frozenset(Mark))
    assert len(pdf) < 400_000  # a whole typeface would be ten million bytes
    fonts = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        fonts |= {f.get_object()["/BaseFont"]: f.get_object() for f in page["/Resources"]["/Font"].values()}
    used = {name: font for name, font in fonts.items() if name != "/Helvetica"}  # the writer's unused default
    assert used
    for name, font in used.items():
        assert re.match(r"/[A-Z]{6}\+", name)
        assert "/FontFile2" in font["/FontDescriptor"].get_object()


def test_helvetica_is_named_but_never_used(letter_data):
    for make in (chinese_letter, english_letter):
        for page in PdfReader(io.BytesIO(make(letter_data))).pages:
            sizes = re.findall(rb"/F1 (\d+)(?:\.\d+)? Tf(.*?)(?=Tf|ET)", page.get_contents().get_data(), re.DOTALL)
            assert not any(b"Tj" in drawn for _, drawn in sizes)


def test_a_character_without_a_glyph_is_refused(letter_data):
    with pytest.raises(GlyphMissing, match="𰻝"):
        chinese_letter(replace(letter_data, admin_name="陆𰻝"))
    with pytest.raises(GlyphMissing, match="𰻝"):
        english_letter(replace(letter_data, admin_name="陆𰻝"))


@pytest.mark.parametrize("family", Family)
def test_the_four_markers_are_found_where_they_should_be(family):
    picture = picture_of(chinese_letter(example(family, operator=OPERATOR)))
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(MARKER_DICTIONARY))
    corners, numbers, _ = detector.detectMarkers(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    found = {int(n): quad[0].mean(axis=0) / 150 * 25.4 for n, quad in zip(numbers.ravel(), corners, strict=True)}
    assert found.keys() == places.FIDUCIALS.keys()
    for number, middle in found.items():
        assert tuple(middle) == pytest.approx(places.FIDUCIALS[number].middle, abs=0.3)


def test_the_qr_code_names_the_letter_and_its_fixed_text(letter_data):
    data = replace(letter_data, upload_url="https://chopmark.example/u/7K4P92QD")
    read = zxingcpp.read_barcode(picture_of(chinese_letter(data), dpi=200))
    form, number, template, digest, url = read.text.split("|")
    assert read.text == qr_text(data)
    assert (form, number, template, url) == ("CM1", data.number, "CM-E0-2026-10", data.upload_url)
    assert digest == fixed_text_hash(Family.ENTERPRISE)[:32]


def test_the_letter_of_a_change_is_another_template_that_names_the_former_and_the_notice():
    changed = example(Family.ENTERPRISE, operator=OPERATOR, kind=Kind.CHANGE)
    digest = fixed_text_hash(Family.ENTERPRISE, kind=Kind.CHANGE)[:32]
    assert qr_text(changed).split("|")[2:4] == ["CM-E1-2026-10", digest]
    read = text_of(chinese_letter(changed))
    for said in ("变更超级管理员", "被授权人（新超级管理员）", "原超级管理员", "通知与异议"):
        assert said in read
    assert "通知与异议" not in text_of(chinese_letter(example(Family.ENTERPRISE, operator=OPERATOR)))


def test_the_fixed_text_differs_by_family_and_kind_and_holds_no_value(letter_data):
    texts = {fixed_text_hash(family, kind=kind) for family in Family for kind in Kind}
    assert len(texts) == len(Family) * len(Kind)
    assert "周*" not in fixed_text(Family.ENTERPRISE, kind=Kind.CHANGE)
    for value in (letter_data.organization_name, letter_data.admin_name, letter_data.admin_mobile, OPERATOR):
        assert value not in fixed_text(Family.ENTERPRISE)
    assert "{org}" in fixed_text(Family.ENTERPRISE)
    assert "不得转让" in fixed_text(Family.ENTERPRISE)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("family", Family)
def test_ring_and_boxes_and_margins_are_free_of_print(family, kind):
    sheet = blank(family, number="POA-1", operator=OPERATOR, issued=_day(), kind=kind)
    picture = picture_of(chinese_letter(sheet), dpi=200)
    px = 200 / 25.4
    x, y = (value * px for value in places.RING.middle)
    rows, columns = np.ogrid[: picture.shape[0], : picture.shape[1]]
    assert picture[(rows - y) ** 2 + (columns - x) ** 2 < (20 * px) ** 2].min() == 255
    for box in places.DATE_BOXES:
        inside = picture[int((box.top + 1) * px) : int((box.bottom - 1) * px)]
        assert inside[:, int((box.left + 1) * px) : int((box.right - 1) * px)].min() == 255
    assert picture[int(20 * px) : int(277 * px), : int(21 * px)].min() == 255
    assert picture[int(20 * px) : int(277 * px), int(189.5 * px) :].min() == 255


def _day():
    return example(Family.ENTERPRISE, operator=OPERATOR).issued


def boxes_of(pdf):
    document = pdfium.PdfDocument(pdf)
    try:
        text = document[0].get_textpage()
        whole = text.get_text_range()
        return [
            text.get_charbox(index)
            for index, character in enumerate(whole)
            if not character.isspace() and character.isprintable()
        ]
    finally:
        document.close()


@pytest.mark.parametrize("title", ["", "执行事务合伙人"])
@pytest.mark.parametrize("family", Family)
def test_no_two_characters_overlap(family, title):
    name = "广西壮族自治区南宁市栗栖湾榆汀云麓新能源科技发展集团股份有限公司青秀区第一分公司"
    data = replace(example(family, operator=OPERATOR), organization_name=name, legal_title=title)
    boxes = np.array(boxes_of(chinese_letter(data, marks=frozenset({Mark.DRAFT, Mark.PRACTICE}))))
    left, bottom, right, top = boxes.T
    wide = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    tall = np.minimum(top[:, None], top) - np.maximum(bottom[:, None], bottom)
    overlaps = (wide > 0.6) & (tall > 0.6)  # points: neighbours in a line may touch, lines may not
    np.fill_diagonal(overlaps, False)
    assert not overlaps.any()


def test_marks_are_printed_when_asked_for_and_only_then(letter_data):
    for make, language in ((chinese_letter, Language.CHINESE), (english_letter, Language.ENGLISH)):
        plain, marked = text_of(make(letter_data)), text_of(make(letter_data, marks=frozenset(Mark)))
        for mark in Mark:
            assert bare(words(language)[mark]) in marked
            assert bare(words(language)[mark]) not in plain


def test_the_example_is_stamped_and_dated_and_the_letter_is_not(letter_data):
    def red(picture):
        return ((picture[:, :, 0] > 180) & (picture[:, :, 1] < 90))[1300:].sum()

    assert red(picture_of(chinese_letter(letter_data))) == 0
    assert red(picture_of(chinese_letter(letter_data, marks=frozenset({Mark.EXAMPLE})))) > 5000


def test_the_same_data_gives_the_same_bytes(letter_data):
    for make in (chinese_letter, english_letter):
        assert make(letter_data) == make(letter_data)


def test_too_much_text_is_refused_rather_than_cut(letter_data, monkeypatch):
    monkeypatch.setattr(chinese_module, "_SIZES", (14.0,))
    with pytest.raises(LetterOverflow):
        chinese_letter(letter_data)


def test_both_languages_have_the_same_keys_and_braces():
    chinese, english = words(Language.CHINESE), words(Language.ENGLISH)
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert set(re.findall(r"\{\w+\}", english[key])) - {"{self}"} == set(re.findall(r"\{\w+\}", text)) - {"{self}"}


def test_an_english_sentence_opens_with_a_capital(letter_data):
    values = values_of(letter_data, language=Language.ENGLISH)
    assert filled("**Grant.** {self} acts for {self}.", values) == "**Grant.** The Entity acts for the Entity."
