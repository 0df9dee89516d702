"""Two thousand pictures and papers with something changed inside, through every reader: an answer or a reason, never more."""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from chopmark.drawing.damage import Damage, damaged
from chopmark.drawing.heads import drawn_head
from chopmark.drawing.letters import Family, chinese_letter, example
from chopmark.drawing.licences import draw_licence
from chopmark.drawing.stamped import stamped
from chopmark.evidence.pictures import open_pages
from chopmark.evidence.pixels import to_jpeg
from chopmark.kit import clock
from chopmark.kit.engines import apart, kept_apart
from chopmark.kit.errors import Unreadable
from chopmark.practice import invent

pytestmark = pytest.mark.soak
COUNT = int(os.environ.get("CHOPMARK_MUTATED", "2000"))
SEED = 20261128
LETTER = example(Family.ENTERPRISE, operator="演练平台运营方")


@pytest.fixture(scope="module")
def sound():
    """Whole files of every kind that people hand in."""
    sheet = draw_licence(invent.licence(31, kind=invent.kind_of(31))).picture.convert("RGB")
    paper = chinese_letter(LETTER)
    photo = stamped(paper, LETTER, signed_on=clock.today(), seed=3).jpeg
    return [
        damaged(sheet, damage=Damage.PHONE, seed=3).jpeg,
        saved(sheet, "PNG"),
        photo,
        paper,
        to_jpeg(drawn_head(3).picture),
    ]


def saved(sheet, kind):
    with tempfile.TemporaryFile() as file:
        sheet.resize((877, 620)).save(file, kind)
        file.seek(0)
        return file.read()


def mutated(data, lot):
    """One to many bytes changed, a piece cut out, doubled, moved or torn off, or two files run together."""
    changed = bytearray(data)
    way = lot.randrange(6)
    if way == 0:
        for _ in range(lot.choice((1, 3, 20, 400))):
            changed[lot.randrange(len(changed))] = lot.randrange(256)
    elif way == 1:  # where headers stand
        for _ in range(lot.choice((1, 4))):
            changed[lot.randrange(min(600, len(changed)))] = lot.randrange(256)
    else:
        start = lot.randrange(len(changed))
        piece = changed[start : start + lot.choice((1, 64, 4096))]
        if way == 2:
            del changed[start : start + len(piece)]
        elif way == 3:
            changed[start:start] = piece * lot.choice((1, 8))
        elif way == 4:
            del changed[start:]
        else:
            changed += changed[:start]
    return bytes(changed)


def read_by_all(opened, place):
    """What opens goes to the reader whose turn it is; the letter's gets every page."""
    readers = (
        lambda: apart("licence", opened, ocr=kept_apart("ocr")),
        lambda: apart("letter", list(opened.pages), LETTER, ocr=kept_apart("ocr"), today=clock.today()),
        lambda: apart("idcards", opened, ocr=kept_apart("ocr"), side="front", today=clock.today()),
        lambda: apart("faces", opened.jpeg, opened.jpeg, act="compare"),
    )
    return readers[place % len(readers)]()


def files_here():
    return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_mutated_files_get_an_answer_or_a_reason_and_nothing_else(sound):
    lot, became, kept, slowest = random.Random(SEED), Counter(), files_here(), 0.0
    for place in range(COUNT):
        started = time.monotonic()
        try:
            opened = open_pages(mutated(sound[place % len(sound)], lot))
        except Unreadable as trouble:
            became[trouble.reason] += 1
        else:
            became[reason_of(opened, place // len(sound))] += 1
        slowest = max(slowest, time.monotonic() - started)
    sys.stdout.write(f"\n{COUNT} mutated files: {dict(became.most_common())}; the slowest took {slowest:.1f} s\n")
    assert sum(became.values()) == COUNT
    assert became["read"] > COUNT / 10  # or nothing reached the readers
    assert became["PICTURE_TOO_HARD"] == 0
    assert slowest < settings.ENGINE_SECONDS
    assert files_here() == kept


def test_pictures_that_only_look_like_ones_get_an_answer_or_a_reason():
    lot = np.random.default_rng(SEED)
    shapes = [(160, 160), (160, 4000), (4000, 160), (900, 1400)]
    fills = [np.zeros, lambda s: np.full(s, 255), lambda s: lot.integers(0, 256, s)]
    for number, (height, width) in enumerate(shapes * 3):
        opened = open_pages(to_jpeg(fills[number % 3]((height, width, 3)).astype(np.uint8)))
        became = [reason_of(opened, place) for place in range(4)]
        assert "PICTURE_TOO_HARD" not in became, (height, width, became)


def reason_of(opened, place):
    try:
        read_by_all(opened, place)
    except Unreadable as trouble:
        return trouble.reason
    return "read"
