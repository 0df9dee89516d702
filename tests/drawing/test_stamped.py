"""Pictures of stamped letters are whole when good, and carry exactly the defect that was asked for."""

import io

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from chopmark.drawing.damage import Damage
from chopmark.drawing.letters import LetterData, chinese_letter, places, qr_text
from chopmark.drawing.letters.furniture import MARKER_DICTIONARY
from chopmark.drawing.returned.altered import TextNotPrinted
from chopmark.drawing.returned.kinds import Defect
from chopmark.drawing.returned.scale import DPI
from chopmark.drawing.stamped import stamped

PX = DPI / 25.4


@pytest.fixture
def sheet(letter_data, signed_on):
    """The stamped sheet before any camera saw it, as numbers, with a defect or none."""

    def made(defect=None):
        photo = taken(letter_data, signed_on, defect=defect, capture=Damage.CLEAN)
        return np.asarray(Image.open(io.BytesIO(photo.jpeg)).convert("RGB"), np.int16)

    return made


def taken(data, day, **choices):
    return stamped(chinese_letter(data), data, signed_on=day, seed=3, **choices)


def part(sheet, rect, *, margin=0.0):
    top, bottom = int((rect.top - margin) * PX), int((rect.bottom + margin) * PX)
    return sheet[top:bottom, int((rect.left - margin) * PX) : int((rect.right + margin) * PX)]


def redness(picture):
    return ((picture[:, :, 0] - picture[:, :, 1]) > 70).mean()


def changed(one, other):
    """Where two sheets differ, in millimetres from the top: first and last row."""
    rows = np.flatnonzero((np.abs(one - other).max(axis=2) > 120).any(axis=1))
    return rows.min() / PX, rows.max() / PX


@pytest.mark.parametrize("capture", [Damage.SCAN, Damage.PHONE])
def test_a_good_picture_can_be_straightened_and_its_number_read(letter_data, signed_on, capture):
    photo = taken(letter_data, signed_on, capture=capture)
    picture = np.asarray(Image.open(io.BytesIO(photo.jpeg)).convert("RGB"))
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(MARKER_DICTIONARY))
    assert len(detector.detectMarkers(picture)[1]) == len(places.FIDUCIALS)
    assert zxingcpp.read_barcode(picture).text == qr_text(letter_data)


def test_the_matrix_leads_to_the_seal(letter_data, signed_on):
    photo = taken(letter_data, signed_on)
    ring = places.RING
    box = photo.moved(tuple(int(v * PX) for v in (ring.left, ring.top, ring.right, ring.bottom)))
    picture = np.asarray(Image.open(io.BytesIO(photo.jpeg)).crop(box), np.int16)
    assert redness(picture) > 0.03


def test_a_good_sheet_has_seal_and_date_and_both_signatures(sheet):
    good = sheet()
    assert 0.1 < redness(part(good, places.RING)) < 0.4
    assert all(part(good, box, margin=-1).min() < 110 for box in places.DATE_BOXES)
    assert all(part(good, line).min() < 60 for line in places.SIGNATURES.values())


def test_an_incomplete_date_lacks_its_day_and_nothing_else(sheet):
    bad = sheet(Defect.DATE_INCOMPLETE)
    dark = [part(bad, box, margin=-1).min() < 110 for box in places.DATE_BOXES]
    assert dark == [True] * 6 + [False] * 2


@pytest.mark.parametrize(
    ("defect", "first", "last"),
    [(Defect.WRONG_PHONE, places.TABLE.top, places.TABLE.bottom), (Defect.ALTERED_CLAUSE, 110, 125)],
)
def test_an_alteration_stands_in_its_line_only(sheet, defect, first, last):
    top, bottom = changed(sheet(), sheet(defect))
    assert first < top < bottom < last
    assert bottom - top < 5


def test_without_a_seal_or_in_a_grey_copy_nothing_is_red(sheet):
    assert redness(part(sheet(Defect.NO_SEAL), places.RING)) == 0
    assert redness(sheet(Defect.GREY_COPY)) == 0


@pytest.mark.parametrize("defect", [Defect.WRONG_SEAL_NAME, Defect.CONTRACT_SEAL])
def test_another_seal_differs_inside_the_ring_only(sheet, defect):
    top, bottom = changed(sheet(), sheet(defect))
    assert places.RING.top - 2 < top < bottom < places.RING.bottom + 2


def test_a_blurred_picture_has_soft_edges(sheet):
    def sharpness(picture):
        return cv2.Laplacian(picture.astype(np.uint8), cv2.CV_64F).var()

    assert sharpness(sheet(Defect.BLUR)) < sharpness(sheet()) / 20


def test_words_that_are_not_printed_cannot_be_altered(letter_data, signed_on):
    other = LetterData(**{**vars(letter_data), "admin_mobile": "13800009999"})
    with pytest.raises(TextNotPrinted, match="9999"):
        stamped(chinese_letter(letter_data), other, signed_on=signed_on, seed=1, defect=Defect.WRONG_PHONE)


def test_a_name_that_the_handwriting_lacks_is_not_signed_as_a_box(letter_data, signed_on):
    def signature(name):
        data = LetterData(**{**vars(letter_data), "admin_name": name})
        photo = taken(data, signed_on, capture=Damage.CLEAN)
        return part(np.asarray(Image.open(io.BytesIO(photo.jpeg)), np.int16), places.SIGNATURES["agent"])

    assert np.abs(signature("陆翀") - signature("陆堃")).max() > 120  # two boxes would look the same
