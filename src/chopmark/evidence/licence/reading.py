"""Reads a registration certificate: picture in, fields with their boxes and warnings out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chopmark.evidence import uscc
from chopmark.evidence.engines.base import Line, Ocr, Pixels
from chopmark.evidence.licence import code, labels, looks
from chopmark.evidence.licence.fields import Reading, is_shopless, named_after_operator, read_fields
from chopmark.evidence.licence.layout import Answer, answers_of
from chopmark.evidence.licence.lifting import is_marked, lifted
from chopmark.evidence.licence.orientation import straighten
from chopmark.evidence.licence.pieces import Piece, pieces_of
from chopmark.evidence.licence.strips import authority_under_seal, with_lost_labels
from chopmark.evidence.pictures import Picture
from chopmark.evidence.pixels import from_jpeg, to_jpeg

EXPECTED = (labels.USCC, labels.NAME, labels.PERSON)  # the three elements that the registry compares
_STILL_THERE = 0.5  # of the pieces; print as pale as its watermark went with it


@dataclass(frozen=True)
class _Look:
    """One reading of the page: its pieces, its code, its fields."""

    pieces: list[Piece]
    code: code.Found | None
    fields: dict[str, Reading]


@dataclass(frozen=True)
class LicenceReading:
    """What a licence says; boxes are in the pixels of `picture`, the straightened JPEG."""

    fields: dict[str, Reading] = field(repr=False)
    warnings: list[str]
    seconds: float
    picture: bytes = field(repr=False)
    engine: str


def read_licence(picture: Picture, *, ocr: Ocr) -> LicenceReading:
    """Every field that could be found; one that could not is empty and never sure."""
    started = time.perf_counter()
    photo = from_jpeg(picture.jpeg)
    page = straighten(photo, ocr=ocr)
    lines = ocr.read(page)
    qr = code.witness(photo)
    look = _read_page(lines, page=page, qr=qr, ocr=ocr)
    if is_marked(lines):
        look = _second_look(look, page=page, lines=lines, qr=qr, ocr=ocr)
    found, pieces = look.code, look.pieces
    fields, warnings = _without_shop_name(look.fields)
    warnings += _code_warnings(found, qr=qr, pieces=pieces)
    warnings += looks.warnings_of(photo, page=page, pieces=pieces)
    warnings += ["LIC_FIELD_MISSING"] if any(not fields[name].value for name in EXPECTED) else []
    if "IMG_BLUR" in warnings:
        fields = _doubted(fields)
    seconds = round(time.perf_counter() - started, 3)
    return LicenceReading(fields, warnings, seconds, to_jpeg(page), ocr.version)


def _read_page(lines: Sequence[Line], *, page: Pixels, qr: str | None, ocr: Ocr) -> _Look:
    pieces = with_lost_labels(pieces_of(lines, page=page), page=page, ocr=ocr)
    found = code.find_code(pieces)
    answers = answers_of(pieces)
    if authority := authority_under_seal(pieces, page=page, ocr=ocr):
        answers[labels.AUTHORITY] = Answer(((authority,),))
    bars = looks.bars_for(page, pieces=pieces)
    return _Look(pieces, found, read_fields(answers, code=found, qr=qr, pieces=pieces, bars=bars))


def _second_look(look: _Look, *, page: Pixels, lines: Sequence[Line], qr: str | None, ocr: Ocr) -> _Look:
    """The page read again without its watermark: a value is sure only when both readings say it."""
    clear = lifted(page, lines=lines)
    again = _read_page(ocr.read(clear), page=clear, qr=qr, ocr=ocr)
    if len(again.pieces) < _STILL_THERE * len(look.pieces):
        return replace(look, fields=_doubted(look.fields))
    fields = {name: _agreed(look.fields[name], reading) for name, reading in again.fields.items()}
    better = again.code if again.code and (again.code.fits or not look.code) else look.code
    return _Look(again.pieces, better, fields)


def _agreed(marked: Reading, clear: Reading) -> Reading:
    """What the cleared page says, else what the marked one did; two that differ leave a doubt."""
    if not clear.value:
        return replace(marked, sure=False)
    return replace(clear, sure=clear.sure and clear.value == marked.value)


def _without_shop_name(fields: dict[str, Reading]) -> tuple[dict[str, Reading], list[str]]:
    is_trader = fields[labels.TYPE].value == uscc.EntityType.SOLE_TRADER
    if not (is_trader and fields[labels.PERSON].value and is_shopless(fields[labels.NAME])):
        return fields, []
    return fields | {labels.NAME: named_after_operator(fields)}, ["SHOPLESS"]


def _code_warnings(found: code.Found | None, *, qr: str | None, pieces: Sequence[Piece]) -> list[str]:
    warnings = []
    if found is not None and not found.fits:
        warnings.append("LIC_USCC_CHECKSUM")
    if found is not None and qr is not None and found.code != qr:
        warnings.append("LIC_QR_MISMATCH")
    if found is None and code.find_old_number(pieces):
        warnings.append("LIC_OLD_NUMBER")
    return warnings


def _doubted(fields: dict[str, Reading]) -> dict[str, Reading]:
    """Only what the code's check character vouches for stays sure."""
    kept = (labels.USCC, labels.TYPE)
    return {name: reading if name in kept else replace(reading, sure=False) for name, reading in fields.items()}
