"""What a person leaves on a contract is as large as its field, and no character of it is lost."""

import io

import numpy as np
import pypdf
import pypdfium2 as pdfium
import pytest
from tests.characters import common, rare

from chopmark.drawing import handwriting, marks
from chopmark.drawing.letters import GlyphMissing


def text_of(pdf):
    document = pdfium.PdfDocument(pdf)
    said = document[0].get_textpage().get_text_range()
    document.close()
    return said


@pytest.mark.parametrize("text", ["2026-11-26", "二〇二六年十一月二十六日", "䶮喆堃"])
def test_a_line_can_be_read_back_and_fits(text):
    made = marks.line(text, width=90, height=20)
    assert text_of(made) == text
    box = pypdf.PdfReader(io.BytesIO(made)).pages[0].mediabox
    assert (float(box.width), float(box.height)) == (90, 20)


def test_a_long_line_grows_smaller_and_stays_within():
    document = pdfium.PdfDocument(marks.line("很长的一行" * 20, width=90, height=20))
    picture = document[0].render(scale=4, fill_color=(255, 255, 255, 255)).to_pil().convert("L")
    document.close()
    assert all(picture.getpixel((picture.width - 1, y)) == 255 for y in range(picture.height))


def test_a_character_that_no_typeface_has_is_refused():
    with pytest.raises(GlyphMissing):
        marks.line("\U0002ebf0", width=90, height=20)
    with pytest.raises(GlyphMissing):
        marks.check_name("\U0002ebf0")
    marks.check_name("苏棠")


def test_a_signature_leaves_ink_on_a_clear_ground():
    made = marks.signature(handwriting.typed("苏棠"), width=127, height=51)
    document = pdfium.PdfDocument(made)
    picture = document[0].render(scale=2, fill_color=(255, 255, 255, 0), rev_byteorder=True).to_pil()
    document.close()
    alpha = picture.getchannel("A")
    assert alpha.getextrema() == (0, 255)
    assert alpha.getpixel((0, 0)) == 0


@pytest.mark.parametrize("characters", [common, rare], ids=["common", "rare"])
def test_every_character_is_drawn_in_a_field_and_can_be_copied_out(characters):
    told = characters()
    assert len(set(told)) == (3755 if characters is common else 200)
    for start in range(0, len(told), 40):
        piece = told[start : start + 40]
        page = marks.line(piece, width=500, height=20)
        assert "".join(pypdf.PdfReader(io.BytesIO(page)).pages[0].extract_text().split()) == piece
        assert len(inked(page, count=len(piece))) == len(piece)


def inked(page, *, count):
    """The cells of a line, as wide as a character each, that hold ink."""
    shown = np.asarray(pdfium.PdfDocument(page)[0].render(scale=3).to_pil().convert("L"))
    columns = np.nonzero((shown < 128).any(axis=0))[0]
    width = 20 * 0.62 * 3
    return {int(column / width) for column in columns if column < count * width}
