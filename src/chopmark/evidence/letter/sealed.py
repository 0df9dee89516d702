"""What is to be objected to in the seals of a letter: only the very same name passes, and no reader is told it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from chopmark.drawing.letters import places
from chopmark.evidence.engines.base import Ocr
from chopmark.evidence.letter import imprint
from chopmark.evidence.letter.imprint import Imprint, Stamps
from chopmark.evidence.letter.issued import Box, Grey, Sheet, rectangle
from chopmark.evidence.names import same_name

_OTHER_SEALS: Final = ("合同", "财务", "发票", "人事", "业务", "专用", "部门", "项目")
_DIAMETERS = (36.0, 60.0)  # millimetres, of official seals of every kind of entity
_FAINT = 60  # of 255: the ink of a grey copy
_GREY_RING = 0.02  # of the place of the seal that is inked: a stamp without colour
_OVER_AND_OVER = 0.75  # of the readings
_PASTED = 0.04  # of its ink: on drawn letters pressed seals spread by 0.05 and more, pasted ones by 0.033 at most
_NUMBER: Final = re.compile(r"^[^\u3400-\u9fff（(]+|[^\u3400-\u9fff）)]+$")


@dataclass(frozen=True)
class Objection:
    """A code, where on the sheet, and how sure."""

    code: str
    box: Box
    confidence: float
    expected: str = field(default="", repr=False)
    read: str = field(default="", repr=False)


@dataclass(frozen=True)
class Heard:
    """What a ring said most often, and the share of its readings that said the expected name."""

    box: Box
    expected: str = field(repr=False)
    read: str = field(repr=False)
    share: float


def judged(stamps: Stamps, ink: Grey, sheet: Sheet, *, name: str, ocr: Ocr) -> Iterator[Objection | Heard]:
    """Every seal as large as an organisation's has to say the name; smaller ones are people's, beside it."""
    found = stamps.imprints
    if not found:
        yield _no_seal(stamps, ink, sheet)
        return
    for seal in [one for one in found if max(one.width, one.height) >= imprint.OFFICIAL_MM] or found[:1]:
        heard = list(_listened(seal, name=name, ocr=ocr))
        yield _heard(seal, heard, name=name)
        yield from _about(seal, heard, name=name, ocr=ocr)


def _heard(seal: Imprint, heard: list[str], *, name: str) -> Heard:
    same = [text for text in heard if same_name(text, name)]
    return Heard(seal.box, name, same[0] if same else imprint.likeliest(heard)[0], len(same) / max(len(heard), 1))


def _listened(seal: Imprint, *, name: str, ocr: Ocr) -> Iterator[str]:
    """What its ring says, until it says the very name."""
    for text in imprint.readings(seal, ocr=ocr):
        plain = _NUMBER.sub("", text)  # stands at the foot, before and after the name
        yield text if same_name(text, name) else plain
        if same_name(text, name) or same_name(plain, name):
            return


def _about(seal: Imprint, heard: list[str], *, name: str, ocr: Ocr) -> Iterator[Objection]:
    line = imprint.line_across(seal, ocr=ocr)
    is_other_kind = any(word in line for word in _OTHER_SEALS)
    if is_other_kind:
        yield Objection("POA_SEAL_WRONG_TYPE", seal.box, 0.9, read=line)
    elif not seal.is_round or not _DIAMETERS[0] <= seal.diameter <= _DIAMETERS[1]:
        yield Objection("POA_SEAL_WRONG_TYPE", seal.box, 0.6, read=f"{seal.width:.0f} x {seal.height:.0f} mm")
    elif not any(same_name(text, name) for text in heard):
        yield _unlike(seal, heard, name=name)
    if seal.spread < _PASTED:
        yield Objection("POA_SEAL_DIGITAL_PASTE", seal.box, 0.6)


def _no_seal(stamps: Stamps, ink: Grey, sheet: Sheet) -> Objection:
    """Two seals that touch are for a person; a grey copy shows a seal without its colour."""
    if stamps.touching:
        return Objection("POA_SEAL_ILLEGIBLE", stamps.touching, 0.6)
    box = rectangle(places.RING)
    left, top, right, bottom = (round(value) for value in box)
    inside = ink[top:bottom, left:right] > _FAINT
    printed = sheet.ink[top:bottom, left:right] > _FAINT
    more = float(inside.mean()) - float(printed.mean())
    return Objection("IMG_COPY" if more > _GREY_RING else "POA_SEAL_MISSING", box, 0.95)


def _unlike(seal: Imprint, heard: list[str], *, name: str) -> Objection:
    """Only the same name passes. Another one read over and over is another seal; the rest a person reads."""
    text, times = imprint.likeliest(heard)
    is_whole = len(text) >= len(name) - 1 or times >= _OVER_AND_OVER * len(heard)  # a lost character is no other name
    is_other = times >= len(heard) / 2 and is_whole
    code = "POA_SEAL_NAME_MISMATCH" if is_other else "POA_SEAL_ILLEGIBLE"
    return Objection(code, seal.box, 0.7 if is_other else 0.5, expected=name, read=text)
