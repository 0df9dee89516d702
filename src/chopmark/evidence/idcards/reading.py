"""Reads one side of an identity card: picture in, values, portrait and findings out."""

import datetime as dt
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from chopmark.evidence import idcard, judge, names
from chopmark.evidence.engines.base import Ocr, Pixels
from chopmark.evidence.idcards import looks, rows
from chopmark.evidence.idcards.rows import Found, Row
from chopmark.evidence.licence.fields import Reading
from chopmark.evidence.licence.looks import is_blurred
from chopmark.evidence.licence.orientation import straighten
from chopmark.evidence.licence.pieces import Piece, pieces_of
from chopmark.evidence.pictures import Picture
from chopmark.evidence.pixels import from_jpeg, to_jpeg

FOR_EVER = "长期"
_SEXES = {"男": 1, "女": 0}  # GB 11643-1999: position 17 is odd for men
_SIMPLIFIED = str.maketrans("漢滿壯", "汉满壮")  # cards print simplified characters: a twin is a slip of the recogniser
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_DAY = r"\d{4}[.年/-]?\d{2}[.月/-]?\d{2}日?"
_TERM = re.compile(rf"({_DAY})[-—~至到.一]*({_DAY}|{FOR_EVER})")


class Side(StrEnum):
    """The side with the portrait, or the one with the emblem."""

    FRONT = "front"
    BACK = "back"


EXPECTED = {
    Side.FRONT: (rows.NAME, rows.SEX, rows.BORN, rows.ADDRESS, rows.NUMBER),
    Side.BACK: (rows.AUTHORITY, rows.TERM),
}


@dataclass(frozen=True)
class CardReading:
    """What one side says; boxes are in the pixels of `picture`, the straightened JPEG.

    `side` is None when the picture shows neither. `valid_until` is None when unread and on a card good for ever.
    """

    side: Side | None
    fields: dict[str, Reading] = field(repr=False)
    findings: list[str]
    valid_until: dt.date | None
    portrait: bytes | None = field(repr=False)
    picture: bytes = field(repr=False)
    seconds: float
    engine: str


def read_card(picture: Picture, *, ocr: Ocr, side: str, today: dt.date) -> CardReading:
    """Read what should be this side, "front" or "back"; findings are codes of what a person would object to."""
    started = time.perf_counter()
    page = straighten(from_jpeg(picture.jpeg), ocr=ocr)
    pieces = pieces_of(ocr.read(page), page=page)
    found = rows.rows_of(pieces)
    shown = _side_of(found)
    fields = _fields(found, side=shown) if shown else {}
    until = _until(fields.get(rows.TERM, Reading()).value)
    findings = [
        *_looks(page, pieces=pieces),
        *_contents(fields, shown=shown, wanted=Side(side), until=until, today=today),
    ]
    portrait = _portrait(page, found=found) if shown is Side.FRONT else None
    seconds = round(time.perf_counter() - started, 3)
    return CardReading(shown, fields, findings, until, portrait, to_jpeg(page), seconds, ocr.version)


def _side_of(found: Sequence[Row]) -> Side | None:
    if rows.has_front(found):
        return Side.FRONT
    return Side.BACK if rows.has_back(found) else None


def _fields(found: Sequence[Row], *, side: Side) -> dict[str, Reading]:
    return _front(found) if side is Side.FRONT else _back(found)


def _front(found: Sequence[Row]) -> dict[str, Reading]:
    number = _number(rows.number(found))
    name, sex = rows.answer(found, "姓名"), rows.answer(found, "性别")
    nation, born = rows.answer(found, "民族"), rows.answer(found, "出生")
    return {
        rows.NAME: _name(name),
        rows.SEX: _witnessed(sex, value=_sex(sex), truth=_sex_in(number)),
        rows.NATION: _valued(nation, value=nation.text.translate(_SIMPLIFIED) if nation else "", fits=True),
        rows.BORN: _witnessed(born, value=_day(born), truth=_born_in(number)),
        rows.ADDRESS: _plain(address := rows.address(found), fits=address is not None and len(address.text) > 5),  # noqa: PLR2004
        rows.NUMBER: number,
    }


def _back(found: Sequence[Row]) -> dict[str, Reading]:
    authority, term = rows.answer(found, "签发机关"), rows.answer(found, "有效期限")
    match = _TERM.search(term.text) if term else None
    value = f"{_dotted(match[1])}-{_dotted(match[2])}" if match else ""
    return {
        rows.AUTHORITY: _plain(authority, fits=authority is not None and authority.text.endswith(("局", "处", "厅"))),
        rows.TERM: _valued(term, value=value, fits=match is not None),
    }


def _number(found: Found | None) -> Reading:
    """The check digit vouches for it, whatever the score."""
    if found is None:
        return Reading()
    fits = any(idcard.flaw_of(kind, found.text) is None for kind in (idcard.Kind.ID_CARD, idcard.Kind.RESIDENCE))
    sure = judge.is_sure(found.confidence, fits=fits)
    return Reading(found.text, round(found.confidence, 4), sure, found.box)


def _name(found: Found | None) -> Reading:
    value = names.normalise_person(found.text) if found else ""
    fits = bool(value) and names.person_flaw(value) is None
    sure = found is not None and judge.is_sure_name(found.confidence, fits=fits)
    return Reading(value, round(found.confidence, 4), sure, found.box) if found and value else Reading()


def _plain(found: Found | None, *, fits: bool) -> Reading:
    return _valued(found, value=found.text if found else "", fits=fits)


def _valued(found: Found | None, *, value: str, fits: bool) -> Reading:
    if found is None or not value:
        return Reading()
    return Reading(value, round(found.confidence, 4), judge.is_sure(found.confidence, fits=fits), found.box)


def _witnessed(found: Found | None, *, value: str, truth: str) -> Reading:
    """Sure when the number, whose digit fits, says the same."""
    reading = _valued(found, value=value, fits=True)
    return Reading(reading.value, reading.confidence, bool(value) and value == truth, reading.box)


def _sex(found: Found | None) -> str:
    return next((sex for sex in _SEXES if found and found.text.startswith(sex)), "")


def _sex_in(number: Reading) -> str:
    is_male = number.value[16:17] in "13579"
    return ("男" if is_male else "女") if number.sure else ""


def _born_in(number: Reading) -> str:
    born = idcard.birthday(number.value) if number.sure else None
    return born.isoformat() if born else ""


def _day(found: Found | None) -> str:
    """2001-09-30, or nothing when it is no date."""
    match = _DATE.search(found.text) if found else None
    return "{:04d}-{:02d}-{:02d}".format(*map(int, match.groups())) if match else ""


def _dotted(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return f"{digits[:4]}.{digits[4:6]}.{digits[6:]}" if digits else text


def _until(term: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(term.partition("-")[2], "%Y.%m.%d").date()  # noqa: DTZ007 - a calendar day
    except ValueError:
        return None


def _looks(page: Pixels, *, pieces: Sequence[Piece]) -> list[str]:
    is_copy = looks.is_copy(page)
    seen = {
        "IMG_COPY": is_copy,
        "IMG_DARK": looks.is_dark(page),
        "IMG_BLUR": looks.is_soft(page) or is_blurred(page, pieces=pieces),
        "IMG_GLARE": not is_copy and looks.has_glare(page),
        "IMG_CROPPED": looks.is_cut(page, pieces=pieces),
    }
    return [code for code, is_seen in seen.items() if is_seen]


def _contents(
    fields: dict[str, Reading], *, shown: Side | None, wanted: Side, until: dt.date | None, today: dt.date
) -> list[str]:
    if shown is None:
        return ["DOC_WRONG_TYPE"]
    number = fields.get(rows.NUMBER, Reading())
    seen = {
        "DOC_WRONG_SIDE": shown is not wanted,
        "DOC_FIELD_MISSING": any(not fields[name].value for name in EXPECTED[shown]),
        "DOC_NUMBER_CHECKSUM": bool(number.value) and not _fits(number.value),
        "DOC_EXPIRED": until is not None and until < today,
    }
    return [code for code, is_seen in seen.items() if is_seen]


def _fits(number: str) -> bool:
    return any(idcard.flaw_of(kind, number) is None for kind in (idcard.Kind.ID_CARD, idcard.Kind.RESIDENCE))


def _portrait(page: Pixels, *, found: Sequence[Row]) -> bytes | None:
    """Right of the text and above the number; on the card it reaches from the name's row to just over the number."""
    number, name = rows.number(found), rows.answer(found, "姓名")
    if number is None or name is None:
        return None
    above = [row for row in found if row.middle < number.box[1]]
    left_texts = [p.right for row in above for p in row.pieces if p.x < number.box[0] + number.box[2] / 2]
    left, right = round(max(left_texts)), round(number.box[0] + number.box[2] * 1.35)  # it ends beyond the last digit
    top, bottom = max(0, round(name.box[1] - name.box[3])), round(number.box[1] - name.box[3] / 2)
    crop = page[top:bottom, left : min(right, page.shape[1])]
    return to_jpeg(crop) if crop.size else None
