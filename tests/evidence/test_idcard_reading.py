"""Whole readings of drawn identity cards: both sides, any way up, and what is objected to."""

import dataclasses
import datetime as dt
import io

import numpy as np
import pytest
from PIL import Image
from tests.evidence import cards
from tests.evidence.cards import TODAY, fields_of, photographed, truth_of
from tests.evidence.samples import licence, opened

from chopmark.drawing.damage import Damage
from chopmark.drawing.idcards import Side, draw_card
from chopmark.evidence.idcards import reading as reader
from chopmark.evidence.idcards.reading import read_card

SEED = 3100


def read(picture, side, ocr, *, today=TODAY):
    return read_card(picture, ocr=ocr, side=reader.Side(side), today=today)


def values(reading):
    return {name: found.value for name, found in reading.fields.items()}


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("seed", range(3000, 3005))
def test_a_photographed_card_gives_every_value_and_no_finding(ocr, seed, side):
    fields = fields_of(seed)
    reading = read(photographed(fields, side, seed=seed), side, ocr)
    assert values(reading) == truth_of(fields, side)
    assert reading.findings == []


@pytest.mark.parametrize("damage", [Damage.CLEAN, Damage.ROTATED, Damage.HARD])
@pytest.mark.parametrize("side", list(Side))
def test_a_card_is_read_however_it_lay(ocr, side, damage):
    fields = fields_of(SEED)
    reading = read(photographed(fields, side, damage=damage), side, ocr)
    assert values(reading) == truth_of(fields, side)


def test_a_number_sex_and_birth_that_agree_are_sure(ocr):
    reading = read(photographed(fields_of(SEED), Side.FRONT), Side.FRONT, ocr)
    assert reading.fields["number"].sure
    assert reading.fields["sex"].sure
    assert reading.fields["born"].sure


def test_a_day_of_birth_that_the_number_denies_is_not_sure(ocr):
    fields = fields_of(SEED, born=dt.date(1971, 2, 3))
    reading = read(photographed(fields, Side.FRONT), Side.FRONT, ocr)
    assert reading.fields["born"].value == "1971-02-03"
    assert not reading.fields["born"].sure


def test_a_number_whose_check_digit_does_not_fit_is_a_finding_and_not_sure(ocr):
    number = fields_of(SEED).number
    fields = fields_of(SEED, number=number[:16] + str((int(number[16]) + 1) % 10) + number[17])
    reading = read(photographed(fields, Side.FRONT), Side.FRONT, ocr)
    assert "DOC_NUMBER_CHECKSUM" in reading.findings
    assert not reading.fields["number"].sure


@pytest.mark.parametrize(
    ("until", "findings", "read_as"),
    [(cards.IN_FORCE, [], cards.IN_FORCE), (cards.ENDED, ["DOC_EXPIRED"], cards.ENDED), (None, [], None)],
    ids=["in force", "ended", "for ever"],
)
def test_only_a_card_whose_term_has_ended_is_called_expired(ocr, until, findings, read_as):
    reading = read(photographed(fields_of(SEED, valid_until=until), Side.BACK), Side.BACK, ocr)
    assert reading.findings == findings
    assert reading.valid_until == read_as


def test_a_card_is_in_force_on_its_last_day(ocr):
    reading = read(photographed(fields_of(SEED, valid_until=TODAY), Side.BACK), Side.BACK, ocr)
    assert reading.findings == []


@pytest.mark.parametrize(("shown", "wanted"), [(Side.FRONT, Side.BACK), (Side.BACK, Side.FRONT)])
def test_the_other_side_is_named_as_such(ocr, shown, wanted):
    reading = read(photographed(fields_of(SEED), shown), wanted, ocr)
    assert reading.side == shown
    assert reading.findings == ["DOC_WRONG_SIDE"]


def test_another_document_is_no_card(ocr):
    sheet, _ = licence(2001)
    reading = read(opened(sheet), Side.FRONT, ocr)
    assert reading.side is None
    assert "DOC_WRONG_TYPE" in reading.findings


def test_a_picture_of_nothing_is_no_card(ocr):
    reading = read(opened(Image.new("RGB", (900, 600), (120, 140, 90))), Side.FRONT, ocr)
    assert reading.findings == ["DOC_WRONG_TYPE"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (cards.darkened, "IMG_DARK"),
        (cards.blurred, "IMG_BLUR"),
        (cards.out_of_focus, "IMG_BLUR"),
        (cards.with_glare, "IMG_GLARE"),
        (cards.cut_off, "IMG_CROPPED"),
        (cards.cut_below, "IMG_CROPPED"),
    ],
)
def test_a_bad_photograph_says_what_is_wrong_with_it(ocr, change, code):
    assert code in read(cards.altered(fields_of(SEED), Side.FRONT, change), Side.FRONT, ocr).findings


@pytest.mark.parametrize("side", list(Side))
def test_a_copy_without_colour_is_called_one_and_still_read(ocr, side):
    fields = fields_of(SEED)
    reading = read(photographed(fields, side, damage=Damage.COPY), side, ocr)
    assert reading.findings == ["IMG_COPY"]
    assert values(reading) == truth_of(fields, side)


def test_the_portrait_is_cut_out_of_the_front(ocr):
    reading = read(photographed(fields_of(SEED), Side.FRONT), Side.FRONT, ocr)
    crop = np.asarray(Image.open(io.BytesIO(reading.portrait)).convert("L"))
    hair = (crop < 70).mean()  # only the portrait has so much of it
    assert 0.03 < hair < 0.2
    assert 0.5 < crop.shape[1] / crop.shape[0] < 1.2
    assert read(photographed(fields_of(SEED), Side.BACK), Side.BACK, ocr).portrait is None


def test_a_residence_permit_is_read_by_the_same_labels(ocr):
    fields = fields_of(SEED, number="810000199101010016", title="港澳台居民居住证", sex="男", born=dt.date(1991, 1, 1))
    reading = read(photographed(fields, Side.FRONT), Side.FRONT, ocr)
    assert reading.fields["number"].value == fields.number
    assert reading.findings == []


def test_no_value_of_a_person_is_in_the_repr_of_a_reading(ocr):
    fields = fields_of(SEED)
    shown = repr(read(photographed(fields, Side.FRONT), Side.FRONT, ocr))
    assert fields.number not in shown
    assert fields.name not in shown


def test_reader_and_drawing_share_no_table():
    """The same labels are written twice on purpose: a slip in one shows in the other."""
    assert not [
        name for name in dir(reader) if getattr(getattr(reader, name), "__module__", "").startswith("chopmark.drawing")
    ]


def test_the_same_fields_give_the_same_picture_marked_as_a_sample(ocr):
    for side in Side:
        card = draw_card(fields_of(SEED), side=side)
        assert card.picture.tobytes() == draw_card(dataclasses.replace(fields_of(SEED)), side=side).picture.tobytes()
        assert "演练样本" in "".join(line.text for line in ocr.read(reader.from_jpeg(opened(card.picture).jpeg)))
