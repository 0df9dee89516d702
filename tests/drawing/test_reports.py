"""The evidence report: every character of a name is drawn and can be copied out, whatever people are called."""

import datetime as dt
import io

import numpy as np
import pypdf
import pypdfium2 as pdfium
import pytest
from tests.characters import common, rare

from chopmark.drawing.letters.data import Language
from chopmark.drawing.reports import Act, Check, Evidence, Moment, Signer, report

AT = dt.datetime(2026, 11, 27, 14, 30, tzinfo=dt.UTC)
LINE = 30  # characters of one name


def signer(name, **told):
    usual = {
        "is_organisation": False, "uscc": "", "authenticated_at": None, "mobile": "139****0077", "told_at": AT,
        "opened_at": AT, "mark": "hand", "seal": "", "member": "", "signed_at": AT, "certificate": "1f2e",
        "issuer": "issuing",
    }  # fmt: skip
    return Signer(name=name, **{**usual, **told})


def evidence(**told):
    usual = {
        "number": "EVI-AB12-CD34", "reference": "CM AB12 CD34", "title": "纸样采购合同", "sha256": "0f" * 32, "pages": 2,
        "sender": "苏州市栗栖湾纸业有限公司", "is_ordered": False, "sent_at": AT, "finished_at": AT, "issued_at": AT,
        "operator": "演练平台运营方", "verify_url": "http://127.0.0.1:8000/q/abcdefghij/",
        "signers": (signer("沈书禾"),), "moments": (Moment(AT, Act.SENT),),
        "checks": (Check("沈书禾", False, AT, True, "B-LTA"),),
    }  # fmt: skip
    return Evidence(**{**usual, **told})


def copied(pdf):
    """Everything that can be copied out of all pages, without blanks."""
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("characters", [common, rare], ids=["common", "rare"])
def test_every_character_of_a_name_is_in_the_report(characters):
    told = characters()
    pieces = [told[start : start + LINE] for start in range(0, len(told), LINE)]
    made = report(evidence(title=pieces[0], signers=tuple(map(signer, pieces))), Language.CHINESE)
    said = copied(made)
    assert [piece for piece in pieces if piece not in said] == []
    assert said.count(pieces[0]) == 3  # the title twice, and the first name
    assert glyphs_without_ink(made) == set()


def glyphs_without_ink(pdf):
    """Han characters whose own box on the page is white; the box of a missing glyph would be copied as another."""
    document, empty = pdfium.PdfDocument(pdf), set()
    for page in document:
        text = page.get_textpage()
        shown = np.asarray(page.render(scale=2).to_pil().convert("L"))
        for index in range(text.count_chars()):
            character = text.get_text_range(index, 1)
            if not "\u3400" <= character <= "\u9fff":
                continue
            left, low, right, high = (value * 2 for value in text.get_charbox(index))
            box = shown[int(shown.shape[0] - high) : int(shown.shape[0] - low) + 1, int(left) : int(right) + 1]
            if not (box < 140).any():
                empty.add(character)
    document.close()
    return empty


def test_what_no_typeface_has_is_spelled_out_and_never_an_empty_box():
    said = copied(report(evidence(title="合同🧾", signers=(signer("王\U0002ebf0"),)), Language.CHINESE))
    assert "合同[U+1F9FE]" in said
    assert "王[U+2EBF0]" in said


@pytest.mark.parametrize("language", list(Language))
def test_each_kind_of_act_and_result_has_its_words(language):
    moments = tuple(Moment(AT, act, "Anna <Karl> **& Co**") for act in Act)
    house = signer(
        "Anna <Karl> **& Co**", is_organisation=True, uscc="91320500MA1SEALS0X", authenticated_at=AT, mark="",
        seal="公章", member="苏*",
    )  # fmt: skip
    checks = (Check("A", False, AT, False, "B-T"), Check("B", True, AT, True, ""))
    said = copied(report(evidence(moments=moments, signers=(house,), checks=checks, is_ordered=True), language))
    assert said.count("Anna<Karl>**&Co**") > len([act for act in Act if act.value in ("told", "opened")])
    assert "9132" in said
    assert "{" not in said


def test_a_long_story_grows_by_pages_and_numbers_them():
    moments = tuple(Moment(AT, Act.OPENED, f"第{number}方") for number in range(120))
    made = report(evidence(moments=moments), Language.CHINESE)
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert len(pages) > 3
    assert f"第{len(pages)}页，共{len(pages)}页" in pages[-1].extract_text().replace(" ", "")
