"""Identity cards of people who do not exist, both sides, with what is truly written on them and where.

The size is that of every bank card (ISO/IEC 7810, ID-1). Ornament, portrait and holder are inventions, and each side
says in large letters that it is a practice sample: it serves to try out a reader, not to pass for a card.
"""

import datetime as dt
import math
import random
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageDraw

from chopmark.drawing.fonts import Face
from chopmark.drawing.lettering import BLACK, Ink, Pen, Point, write, write_wrapped
from chopmark.drawing.licences import Placed
from chopmark.drawing.ornaments import emblem

DPI = 400
SIZE = (1348, 850)  # 85.6 by 54 mm
ID_CARD = "居民身份证"
FOR_EVER = "长期"
_FRONT: Ink = (226, 238, 244)
_BACK: Ink = (243, 236, 226)
_WAVE: Ink = (206, 224, 232)
_LABEL_INK: Ink = (52, 96, 140)
_MARK: Ink = (176, 42, 38)
_LABEL = Pen(Face.SANS, 36, _LABEL_INK)
_VALUE = Pen(Face.SANS_MEDIUM, 43, BLACK)
_NUMBER = Pen(Face.SANS_BOLD, 46, BLACK)
_TITLE = Pen(Face.SANS_BOLD, 84, BLACK)
_SAMPLE = Pen(Face.SANS_BOLD, 58, _MARK)
_NOTE = Pen(Face.SANS, 26, _MARK)
_FINER = 2  # lines are drawn twice as large and reduced


class Side(StrEnum):
    """The side with the portrait, or the one with the emblem."""

    FRONT = "front"
    BACK = "back"


@dataclass(frozen=True)
class CardFields:
    """The values as they are printed; `valid_until` is None on a card that is good for ever."""

    name: str
    sex: str
    nation: str
    born: dt.date
    address: str
    number: str
    authority: str
    valid_from: dt.date
    valid_until: dt.date | None
    title: str = ID_CARD


@dataclass(frozen=True)
class Card:
    """One side as a picture, each printed value, and where the portrait is (front only)."""

    picture: Image.Image
    fields: dict[str, Placed]
    portrait: tuple[int, int, int, int] | None = None


def draw_card(fields: CardFields, *, side: Side) -> Card:
    """Draw one side; the same fields give the same picture."""
    return _front(fields) if side is Side.FRONT else _back(fields)


def term(fields: CardFields) -> str:
    """2015.03.01-2035.03.01, or with the word for "for ever" at its end."""
    until = f"{fields.valid_until:%Y.%m.%d}" if fields.valid_until else FOR_EVER
    return f"{fields.valid_from:%Y.%m.%d}-{until}"


def _front(fields: CardFields) -> Card:
    sheet = _ground(_FRONT)
    draw = ImageDraw.Draw(sheet)
    placed = {
        "name": _row(draw, "姓名", fields.name, at=(84, 152)),
        "sex": _row(draw, "性别", fields.sex, at=(84, 248)),
        "nation": _row(draw, "民族", fields.nation, at=(360, 248)),
        "born": _born(draw, fields.born),
        "address": _address(draw, fields.address),
    }
    write(draw, "公民身份号码", at=(84, 756), pen=_LABEL)
    placed["number"] = Placed(fields.number, write(draw, " ".join(fields.number), at=(398, 756), pen=_NUMBER))
    box = (880, 118, 1264, 628)
    sheet.paste(_portrait((box[2] - box[0], box[3] - box[1]), seed=fields.number), box)
    _sample(sheet, middle=(1072, 520))
    write(draw, "演练样本 虚构人物", at=(1264, 82), pen=_NOTE, anchor="rs")
    return Card(sheet, placed, box)


def _row(draw: ImageDraw.ImageDraw, label: str, value: str, *, at: Point) -> Placed:
    write(draw, label, at=at, pen=_LABEL)
    return Placed(value, write(draw, value, at=(at[0] + 100, at[1] + 2), pen=_VALUE))


def _born(draw: ImageDraw.ImageDraw, born: dt.date) -> Placed:
    """Numbers in print, the words between them pre-printed in the ink of the labels."""
    write(draw, "出生", at=(84, 344), pen=_LABEL)
    boxes, left = [], 184
    for value, word in ((born.year, "年"), (born.month, "月"), (born.day, "日")):
        boxes.append(write(draw, str(value), at=(left, 346), pen=_VALUE))
        write(draw, word, at=(boxes[-1][2] + 12, 344), pen=_LABEL)
        left = boxes[-1][2] + 68
    text = f"{born.year}年{born.month}月{born.day}日"
    return Placed(text, (boxes[0][0], boxes[0][1], boxes[-1][2], boxes[-1][3]))


def _address(draw: ImageDraw.ImageDraw, address: str) -> Placed:
    write(draw, "住址", at=(84, 440), pen=_LABEL)
    return Placed(address, write_wrapped(draw, address, at=(184, 442), width=640, pen=_VALUE, leading=62))


def _back(fields: CardFields) -> Card:
    sheet = _ground(_BACK)
    draw = ImageDraw.Draw(sheet)
    mark = emblem(220)
    sheet.paste(mark, (96, 84), mark)
    size = min(_TITLE.size, 860 // len(fields.title))
    write(draw, fields.title, at=(810, 236), pen=Pen(_TITLE.face, size), anchor="ms")
    _sample(sheet, middle=(810, 410))
    placed = {
        "authority": _line(draw, "签发机关", fields.authority, at=(300, 640)),
        "term": _line(draw, "有效期限", term(fields), at=(300, 748)),
    }
    write(draw, "演练样本 虚构人物", at=(1264, 82), pen=_NOTE, anchor="rs")
    return Card(sheet, placed)


def _line(draw: ImageDraw.ImageDraw, label: str, value: str, *, at: Point) -> Placed:
    write(draw, label, at=at, pen=_LABEL)
    return Placed(value, write(draw, value, at=(at[0] + 190, at[1] + 2), pen=_VALUE))


def _ground(paper: Ink) -> Image.Image:
    """A coloured card with fine waves, so that a copy without colour can be told from it."""
    finer = (SIZE[0] * _FINER, SIZE[1] * _FINER)
    sheet = Image.new("RGB", finer, paper)
    draw = ImageDraw.Draw(sheet)
    for level in range(0, finer[1] + 80, 40):
        points = [(x, level + 26 * math.sin(x / 150 + level / 90)) for x in range(0, finer[0] + 16, 16)]
        draw.line(points, fill=_WAVE, width=_FINER)
    return sheet.resize(SIZE, Image.Resampling.LANCZOS)


def _portrait(size: tuple[int, int], *, seed: str) -> Image.Image:
    """Somebody made of ovals: hair, face, neck and shoulders in colours that follow from the seed."""
    source = random.Random(seed)  # noqa: S311 - a drawing, no secret
    picture = Image.new("RGB", size, (246, 248, 250))
    draw, unit = ImageDraw.Draw(picture), size[0] / 10
    hair, coat = (34, 30, 30), (source.randrange(40, 150), source.randrange(40, 150), source.randrange(40, 150))
    skin = (source.randrange(222, 246), source.randrange(184, 206), source.randrange(150, 176))

    def oval(left: float, top: float, right: float, bottom: float, ink: Ink) -> None:
        draw.ellipse((left * unit, top * unit, right * unit, bottom * unit), fill=ink)

    oval(1, 10, 9, 18, coat)
    draw.rectangle((4 * unit, 8.2 * unit, 6 * unit, 10.8 * unit), fill=skin)
    oval(2.3, 1.4, 7.7, 8, hair)
    oval(2.7, 2.6, 7.3, 9, skin)
    oval(3.7, 5.2, 4.3, 5.6, hair)
    oval(5.7, 5.2, 6.3, 5.6, hair)
    draw.arc((4 * unit, 6.4 * unit, 6 * unit, 7.6 * unit), 20, 160, fill=(150, 80, 76), width=6)
    return picture


def _sample(sheet: Image.Image, *, middle: Point) -> None:
    """The word for "practice sample" in a frame, across what a card is used for."""
    width, height = int(_SAMPLE.width_of("演练样本")) + 40, _SAMPLE.size + 36
    stamp = Image.new("RGBA", (width, height), (*_MARK, 0))
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((3, 3, width - 4, height - 4), outline=(*_MARK, 235), width=6)
    draw.text((width / 2, height / 2), "演练样本", font=_SAMPLE.font, fill=(*_MARK, 235), anchor="mm")
    turned = stamp.rotate(18, expand=True, resample=Image.Resampling.BICUBIC)
    sheet.paste(turned, (middle[0] - turned.width // 2, middle[1] - turned.height // 2), turned)
