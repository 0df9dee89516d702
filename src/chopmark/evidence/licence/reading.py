"""Reads a registration certificate: picture in, fields with their boxes and warnings out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chopmark.evidence import uscc
from chopmark.evidence.engines.base import Ocr
from chopmark.evidence.licence import code, labels, looks
from chopmark.evidence.licence.fields import Reading, is_shopless, named_after_operator, read_fields
from chopmark.evidence.licence.layout import answers_of
from chopmark.evidence.licence.orientation import straighten
from chopmark.evidence.licence.pieces import Piece, is_marred, pieces_of
from chopmark.evidence.pictures import Picture
from chopmark.evidence.pixels import from_jpeg, to_jpeg

EXPECTED = (labels.USCC, labels.NAME, labels.PERSON)  # the three elements that the registry compares


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
    pieces = pieces_of(lines, page=page)
    found, qr = code.find_code(pieces), code.witness(photo)
    fields = read_fields(answers_of(pieces), code=found, qr=qr, pieces=pieces)
    fields, warnings = _without_shop_name(fields)
    is_blurred = looks.is_blurred(page, pieces=pieces)
    warnings += _code_warnings(found, qr=qr, pieces=pieces)
    warnings += ["IMG_COPY"] if looks.is_copy(page) else []
    warnings += ["IMG_BLUR"] if is_blurred else []
    warnings += ["LIC_FIELD_MISSING"] if any(not fields[name].value for name in EXPECTED) else []
    if is_blurred or is_marred(lines):
        fields = _doubted(fields)
    seconds = round(time.perf_counter() - started, 3)
    return LicenceReading(fields, warnings, seconds, to_jpeg(page), ocr.version)


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
