"""Every field of a contract in one update: where it was asked for, and no harm to whoever signed before."""

import io

import numpy as np
import pypdfium2 as pdfium
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from chopmark.drawing import marks
from chopmark.kit.errors import Unreadable
from chopmark.sheets.fields import PIECES, Field, Kind, Problem, names, problems, signers, strips
from chopmark.sheets.intake import take_in
from chopmark.sheets.preparing import prepare
from chopmark.sheets.rendering import LONGEST_PIXELS, rendered
from chopmark.trust import authority, documents, sealing
from tests import judges
from tests.sheets import papers

SEAL = Field(0, 100, 200, 119, 119, Kind.SEAL, 1)
HAND = Field(1, 300, 100, 127, 51, Kind.SIGNATURE, 2)
DATE = Field(1, 300, 60, 90, 20, Kind.DATE, 2)


@pytest.fixture(scope="session")
def look():
    return marks.line("M", width=119, height=119)


def test_the_file_only_grows_and_every_field_has_a_name_of_its_own():
    pdf = papers.plain()
    prepared = prepare(pdf, [SEAL, HAND, DATE])
    assert prepared.pdf.startswith(pdf)
    assert prepared.names == ("Chopmark-1-seal-1", "Chopmark-2-signature-1", "Chopmark-2-date-1")
    fields = PdfFileReader(io.BytesIO(prepared.pdf)).root["/AcroForm"]["/Fields"]
    assert [one.get_object()["/FT"] for one in fields] == ["/Sig", "/Sig", "/Tx"]
    assert judges.qpdf_finds(prepared.pdf) == []


@pytest.mark.parametrize("kind", ["turned by 90", "turned by 180", "turned by 270", "cropped", "one page", "in units"])
def test_a_field_lies_where_it_was_asked_for_however_the_page_lies(kind):
    """Somebody fills it with ink; the ink is found there on the page as seen, counted from its lower left."""
    pdf = papers.ODD[kind]()
    page = take_in(pdf).pages[0]
    prepared = prepare(pdf, [Field(0, 40, 50, 100, 60, Kind.SEAL, 1)])
    before, after = (_seen(one) for one in (prepared.pdf, _outlined(prepared.pdf)))
    places = np.argwhere(np.abs(after - before).sum(axis=2) > 60)
    low, left = places.min(axis=0)
    high, right = places.max(axis=0)
    scale = before.shape[1] / page.width
    told = [left / scale, (before.shape[0] - high) / scale, right / scale, (before.shape[0] - low) / scale]
    assert told == pytest.approx([40, 50, 140, 110], abs=3)


def _seen(pdf):
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    drawn = np.asarray(document[0].render(scale=2, may_draw_forms=True).to_pil().convert("RGB"), np.int16)
    document.close()
    return drawn


def _outlined(pdf):
    """The field painted, as a signature would paint it."""
    from pyhanko.pdf_utils.content import RawContent  # noqa: PLC0415 - of this test only
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.pdf_utils.layout import BoxConstraints  # noqa: PLC0415

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    field = writer.root["/AcroForm"]["/Fields"][0]
    left, low, right, high = (float(side) for side in field["/Rect"])
    box = BoxConstraints(width=right - left, height=high - low)
    ink = f"1 0 0 rg 0 0 {right - left} {high - low} re f".encode()
    field["/AP"]["/N"] = writer.add_object(RawContent(ink, box=box).as_form_xobject())
    writer.update_container(field)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def test_two_parties_sign_what_was_prepared_and_dates_come_with_their_signature(db, look):
    prepared = prepare(papers.plain(), [SEAL, HAND, DATE])
    date = sealing.Filled(prepared.names[2], "2026-11-26", marks.line("2026-11-26", width=90, height=20))
    first = sealing.Act(prepared.names[0], look, "甲方", "-")
    second = sealing.Act(prepared.names[1], look, "乙方", "-", [date])
    pdf = sealing.sign(prepared.pdf, first, signer=authority.signer_for("a", name="甲方"))
    pdf = sealing.sign(pdf, second, signer=authority.signer_for("b", name="乙方"))
    report = documents.verify(pdf, roots=authority.root_pem())
    assert report.is_valid
    assert len(report.signatures) == 2
    assert "2026-11-26" in pdfium.PdfDocument(_flat(pdf))[1].get_textpage().get_text_range()


def _flat(pdf):
    """The fields as part of the page, so that their text can be read."""
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    for page in document:
        page.flatten()
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def test_an_earlier_signature_of_somebody_else_stays_good(hand):
    signed = papers.signed_by(hand, papers.plain())
    prepared = prepare(signed, [SEAL, HAND])
    assert [one.is_unharmed for one in take_in(prepared.pdf).signatures] == [True]


def test_where_an_earlier_one_forbids_fields_nothing_is_made(hand):
    from pyhanko.sign.fields import MDPPerm  # noqa: PLC0415 - of this test only

    signed = papers.signed_by(hand, papers.plain(), certify=MDPPerm.FILL_FORMS)
    with pytest.raises(Unreadable) as refused:
        prepare(signed, [SEAL])
    assert refused.value.reason == "FILE_LOCKED"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (Field(5, 0, 0, 50, 50, Kind.SEAL, 1), "NO_PAGE"),
        (Field(0, 590, 0, 50, 50, Kind.SEAL, 1), "OFF_PAGE"),
        (Field(0, float("nan"), 0, 50, 50, Kind.SEAL, 1), "OFF_PAGE"),
        (Field(0, 0, 0, 50, 2, Kind.SEAL, 1), "TOO_SMALL"),
        (Field(0, 0, 0, 50, 50, Kind.DATE, 3), "NO_SIGNATURE"),
    ],
)
def test_what_is_wrong_with_a_field_is_said_and_nothing_is_made(field, code):
    assert problems([SEAL, field], pages=take_in(papers.plain()).pages) == [Problem(1, code)]
    with pytest.raises(ValueError, match=code):
        prepare(papers.plain(), [SEAL, field])


def test_the_first_of_a_partys_seals_signs_and_names_are_never_taken_twice():
    fields = [DATE, SEAL, SEAL, HAND]
    assert signers(fields) == {1: 1, 2: 3}
    assert names(fields, taken=["Chopmark-1-seal-1"])[1:3] == ["Chopmark-1-seal-2", "Chopmark-1-seal-3"]


def test_a_seal_across_the_pages_is_cut_over_all_of_them_and_never_too_thin():
    pages = take_in(papers.plain(30)).pages
    cut = strips(pages, party=1, size=119, y=400)
    assert [len(seal) for seal in cut] == [15, 15]
    assert all(len(seal) <= PIECES for seal in cut)
    assert [one.page for seal in cut for one in seal] == list(range(30))
    assert sum(one.width for one in cut[0]) == pytest.approx(119)
    assert problems([SEAL, *cut[0], *cut[1]], pages=pages) == []
    assert strips(pages[:1], party=1, size=119, y=400) == []


def test_a_page_is_drawn_as_a_picture_with_limits():
    assert rendered(papers.plain(), page=1, dpi=72).startswith(b"\xff\xd8")
    wide = rendered(papers.plain(1, (14_000, 200)), page=0, dpi=300)
    assert max(_size(wide)) <= LONGEST_PIXELS
    with pytest.raises(Unreadable):
        rendered(b"%PDF-1.7 nothing", page=0, dpi=72)


def _size(jpeg):
    from PIL import Image  # noqa: PLC0415 - of this test only

    with Image.open(io.BytesIO(jpeg)) as opened:
        return opened.size
