"""What is to be objected to in the seals of a letter: only the very same name passes, and no reader is told it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from chopmark.drawing.letters import places
from chopmark.evidence.engines.base import Ocr, Pixels
from chopmark.evidence.letter import imprint
from chopmark.evidence.letter.imprint import Imprint
from chopmark.evidence.letter.issued import Box, Grey, Sheet, rectangle
from chopmark.evidence.letter.registration import Flat
from chopmark.evidence.names import same_name

_OTHER_SEALS: Final = ("合同", "财务", "发票", "人事", "业务", "专用", "部门", "项目")
_DIAMETERS = (36.0, 60.0)  # millimetres, of official seals of every kind of entity
_FAINT = 60  # of 255: the ink of a grey copy
_GREY_RING = 0.02  # of the place of the seal that is inked: a stamp without colour
_PASTED = 3.0  # of 255: ink on paper varies more than that
_PAPER = 1.0  # of 255: and so does photographed paper


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


def judged(flat: Flat, ink: Grey, sheet: Sheet, *, name: str, ocr: Ocr) -> Iterator[Objection | Heard]:
    """The first seal that says the name, else the last one that there is."""
    found = imprint.imprints(flat)
    if not found:
        yield _no_seal(ink, sheet)
        return
    for number, seal in enumerate(found):
        is_last = number + 1 == len(found)
        heard: list[str] = []
        if _says_the_name(seal, heard, name=name, ocr=ocr) or is_last:
            yield _heard(seal, heard, name=name)
            yield from _about(seal, heard, flat, name=name, ocr=ocr)
            return


def _heard(seal: Imprint, heard: list[str], *, name: str) -> Heard:
    same = [text for text in heard if same_name(text, name)]
    return Heard(seal.box, name, same[0] if same else imprint.likeliest(heard)[0], len(same) / max(len(heard), 1))


def _says_the_name(seal: Imprint, heard: list[str], *, name: str, ocr: Ocr) -> bool:
    """Only the very same name counts; what was heard until then is kept."""
    for text in imprint.readings(seal, ocr=ocr):
        heard.append(text)
        if same_name(text, name):
            return True
    return False


def _about(seal: Imprint, heard: list[str], flat: Flat, *, name: str, ocr: Ocr) -> Iterator[Objection]:
    line = imprint.line_across(seal, ocr=ocr)
    is_other_kind = any(word in line for word in _OTHER_SEALS)
    if is_other_kind:
        yield Objection("POA_SEAL_WRONG_TYPE", seal.box, 0.9, read=line)
    elif not seal.is_round or not _DIAMETERS[0] <= seal.diameter <= _DIAMETERS[1]:
        yield Objection("POA_SEAL_WRONG_TYPE", seal.box, 0.6, read=f"{seal.width:.0f} x {seal.height:.0f} mm")
    elif not any(same_name(text, name) for text in heard):
        yield _unlike(seal, heard, name=name)
    if seal.evenness < _PASTED and _noise(flat.picture) > _PAPER:
        yield Objection("POA_SEAL_DIGITAL_PASTE", seal.box, 0.6)


def _no_seal(ink: Grey, sheet: Sheet) -> Objection:
    """A grey copy shows a seal without its colour."""
    box = rectangle(places.RING)
    left, top, right, bottom = (round(value) for value in box)
    inside = ink[top:bottom, left:right] > _FAINT
    printed = sheet.ink[top:bottom, left:right] > _FAINT
    more = float(inside.mean()) - float(printed.mean())
    return Objection("IMG_COPY" if more > _GREY_RING else "POA_SEAL_MISSING", box, 0.95)


def _unlike(seal: Imprint, heard: list[str], *, name: str) -> Objection:
    """Only the same name passes. Another one read over and over is another seal; the rest a person reads."""
    text, times = imprint.likeliest(heard)
    is_other = times >= len(heard) / 2 and len(text) >= len(name) - 1
    code = "POA_SEAL_NAME_MISMATCH" if is_other else "POA_SEAL_ILLEGIBLE"
    return Objection(code, seal.box, 0.7 if is_other else 0.5, expected=name, read=text)


def _noise(flat: Pixels) -> float:
    """How much photographed paper varies from pixel to pixel."""
    grey = cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return float(np.median(np.abs(grey - cv2.medianBlur(flat, 3)[:, :, 1].astype(np.float32))))
