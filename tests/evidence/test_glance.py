"""What the page warns of before a photograph is sent is what the reader would object to: the same pictures through both."""

import datetime as dt
import json
import subprocess
from pathlib import Path

import cv2
import pytest

from chopmark.drawing.damage import Damage, damaged
from chopmark.drawing.letters import Family, chinese_letter, example
from chopmark.drawing.licences import draw_licence
from chopmark.drawing.returned.kinds import Defect
from chopmark.drawing.stamped import stamped
from chopmark.evidence import glance
from chopmark.evidence.letter.reading import check_letter
from chopmark.evidence.licence import read_licence
from chopmark.evidence.pictures import open_picture
from chopmark.evidence.pixels import from_jpeg
from chopmark.practice import invent

ROOT = Path(__file__).resolve().parents[2]
LETTER = example(Family.ENTERPRISE, operator="演练平台运营方")
SIGNED = dt.date(2026, 10, 20)
LOOKS = {
    "IMG_BLUR": Defect.BLUR,
    "IMG_DARK": Defect.DARK,
    "IMG_GLARE": Defect.GLARE,
    "IMG_CROPPED": Defect.CROPPED,
}


@pytest.fixture
def warned(tmp_path):
    """The script of the page, over pictures as a canvas would hold them."""

    def of(jpegs, *, paper):
        bars = glance.bars_of(paper)
        pictures = [put(jpeg, side=bars["side"], path=tmp_path / f"{n}.raw") for n, jpeg in enumerate(jpegs)]
        done = subprocess.run(
            [ROOT / "tools" / "node.sh", "node", ROOT / "tests" / "evidence" / "glance.mjs"],
            input=json.dumps({"bars": bars, "pictures": pictures}), capture_output=True, text=True, check=False,
            cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-1500:]
        return [set(codes) for codes in json.loads(done.stdout)]

    return of


def put(jpeg, *, side, path):
    seen = from_jpeg(jpeg)
    by = min(1.0, side / max(seen.shape[:2]))
    small = cv2.resize(seen, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
    path.write_bytes(cv2.cvtColor(small, cv2.COLOR_BGR2RGBA).tobytes())
    return {"path": str(path), "width": small.shape[1], "height": small.shape[0]}


def letter(seed, *, defect=None, capture=Damage.PHONE):
    return stamped(
        chinese_letter(LETTER), LETTER, signed_on=SIGNED, seed=seed, defect=defect, capture=capture
    ).jpeg  # fmt: skip


def objected(jpeg, *, ocr):
    found = check_letter([jpeg], LETTER, ocr=ocr, today=SIGNED + dt.timedelta(days=3))
    return {one.code for one in found.findings} & set(glance.CODES)


@pytest.mark.parametrize("code", LOOKS)
def test_a_photograph_of_a_letter_is_warned_of_as_the_reader_would_object(code, warned, ocr):
    bad = [letter(seed, defect=LOOKS[code]) for seed in (311, 312, 313)]
    for codes, jpeg in zip(warned(bad, paper=glance.Paper.LETTER), bad, strict=True):
        assert code in codes
        assert code in objected(jpeg, ocr=ocr)


def test_good_photographs_of_letters_are_sent_without_a_word(warned, ocr):
    ways = (Damage.PHONE, Damage.SCAN, Damage.HARD, Damage.ROTATED)
    good = [letter(320 + number, capture=ways[number % len(ways)]) for number in range(12)]
    assert warned(good, paper=glance.Paper.LETTER) == [set()] * len(good)
    assert [objected(jpeg, ocr=ocr) for jpeg in good[:4]] == [set()] * 4


def test_good_photographs_of_licences_are_sent_without_a_word(warned, ocr):
    sheet = draw_licence(invent.licence(77, kind=invent.kind_of(77))).picture.convert("RGB")
    ways = (Damage.CLEAN, Damage.PHONE, Damage.HARD, Damage.WATERMARK, Damage.WORN, Damage.SMALL)
    good = [damaged(sheet, damage=way, seed=5).jpeg for way in ways]
    assert warned(good, paper=glance.Paper.LICENCE) == [set()] * len(good)
    assert not set(read_licence(open_picture(good[1]), ocr=ocr).warnings) & set(glance.CODES)


def test_each_paper_is_dark_where_its_reader_says_so(warned):
    letter_of_half_light = cv2.imencode(".jpg", (from_jpeg(letter(331)) * 0.33).astype("uint8"))[1].tobytes()
    assert warned([letter_of_half_light], paper=glance.Paper.LETTER) == [set()]
    assert warned([letter_of_half_light], paper=glance.Paper.LICENCE) == [{"IMG_DARK"}]
    assert warned([letter_of_half_light], paper=glance.Paper.CARD) == [{"IMG_DARK"}]
