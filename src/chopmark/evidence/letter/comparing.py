"""Print against print: every character as issued, on the pixels of the scan, with a reader as second witness.

A character counts as changed when the pixels do not show it and the reader reads another there. Where only one of the
two doubts, what the reader saw is drawn in the same type and place, and the better likeness counts.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from chopmark.drawing.fonts import Face, font
from chopmark.evidence.engines.base import Ocr, Pixels
from chopmark.evidence.letter.issued import Box, Glyph, Grey, Row, Sheet, around

_REACH: Final = 14  # pixels around a row in which it is looked for; the rest of a curl after registration
_CHAR_REACH: Final = 4  # and around a character, once its neighbours were found
_RUN: Final = 7  # characters that are looked for together
_MARGIN: Final = 3
_SLIGHT = 9  # pixels of the shorter side
_UNLIKE = 0.87  # of 1; digits of one face are alike up to 0.83, the same print is above 0.9 in any fair photograph
_FALL = 0.09  # or so much below what is usual in this scan
_SURE = 0.08  # by so much must the other one look more alike, or the issued one less
_CERTAIN, _DOUBTFUL = 0.95, 0.5
_SOFTNESS = (0.6, 1.0, 1.5, 2.2, 3.2)  # standard deviations of the blur that photographs have, in pixels
_HEADROOM = 8  # pixels above and below a row that the reader gets

_FACES = (Face.SERIF, Face.SERIF_BOLD, Face.SANS)

_SAME = str.maketrans("（）：；，。、“”‘’！？－—·", "():;,.,\"\"''!?--.")


@dataclass(frozen=True)
class Change:
    """Characters of a row that are not as issued: the box on the sheet, and what was read there instead."""

    row: Row = field(repr=False)
    box: Box
    expected: str
    read: str
    confidence: float  # from 0 to 1, that somebody changed it


@dataclass(frozen=True)
class Seen:
    """A row in the scan: how far off it lies (across, down), and how alike each of its characters is, from 0 to 1.

    `read` is what a reader made of it, None where the pixels decided alone.
    """

    row: Row
    shift: tuple[int, int]
    scores: tuple[float, ...]
    read: str | None = field(default=None, repr=False)

    @property
    def place(self) -> Box:
        """Its box in the scan, laid as the sheet."""
        return _moved(self.row.box, self.shift)


@dataclass(frozen=True)
class Printed:
    """What the comparison found; `usual` is the middle likeness of all characters."""

    changes: tuple[Change, ...]
    usual: float
    rows: tuple[Seen, ...] = field(repr=False)


def compare(sheet: Sheet, flat_ink: Grey, *, ocr: Ocr) -> Printed:
    """Every row of the sheet against the ink of the scan, laid as the sheet.

    The pixels decide where they are clear; only rows in which they doubt, and the values, are read.
    """
    softened = _softened(sheet, flat_ink)
    seen = [Seen(row, *_likenesses(row, softened, flat_ink)) for row in sheet.rows]
    scores = [score for one in seen for score in one.scores]
    usual = float(np.median(scores)) if scores else 0.0
    unlike = min(_UNLIKE, usual - _FALL)
    doubted = [one for one in seen if one.row.name or min(one.scores) < unlike]
    spelled = ocr.spell([_strip(flat_ink, one) for one in doubted])
    changes = [
        change
        for one, (text, trust) in zip(doubted, spelled, strict=True)
        for change in _joined(one.row, list(_judged(one, text, trust, ink=flat_ink, unlike=unlike)))
    ]
    told = {id(one.row): text for one, (text, _) in zip(doubted, spelled, strict=True)}
    return Printed(tuple(changes), usual, tuple(replace(one, read=told.get(id(one.row))) for one in seen))


def _softened(sheet: Sheet, ink: Grey) -> Grey:
    """The issued print as soft as the scan."""
    row = max(sheet.rows, key=lambda one: len(one.glyphs))
    best = max(_SOFTNESS, key=lambda sigma: _fit(_blurred(sheet.ink, sigma), ink, row.box)[1])
    return _blurred(sheet.ink, best)


def _blurred(picture: Grey, sigma: float) -> Grey:
    return cv2.GaussianBlur(picture, (0, 0), sigma).astype(np.uint8, copy=False)


def _cut(picture: Grey, box: Box, margin: int) -> Grey:
    left, top, right, bottom = (round(value) for value in box)
    return picture[max(top - margin, 0) : bottom + margin, max(left - margin, 0) : right + margin]


def _fit(issued: Grey, ink: Grey, box: Box, *, reach: int = _REACH) -> tuple[tuple[int, int], float]:
    """By how much a piece of print lies off in the scan (across, down), and how alike the two are."""
    piece, field_ = _cut(issued, box, _MARGIN), _cut(ink, box, _MARGIN + reach)
    if field_.shape[0] < piece.shape[0] or field_.shape[1] < piece.shape[1] or piece.max() == piece.min():
        return (0, 0), 0.0
    _, score, _, (across, down) = cv2.minMaxLoc(cv2.matchTemplate(field_, piece, cv2.TM_CCOEFF_NORMED))
    return (across - reach, down - reach), float(score) if np.isfinite(score) else 0.0


def _likenesses(row: Row, issued: Grey, ink: Grey) -> tuple[tuple[int, int], tuple[float, ...]]:
    """Where the row lies, and for each of its characters how alike the scan is to what was issued."""
    scores: list[float] = []
    shifts: list[tuple[int, int]] = []
    for start in range(0, len(row.glyphs), _RUN):
        run = row.glyphs[start : start + _RUN]
        shift, _ = _fit(issued, ink, around([one.box for one in run]))
        shifts.append(shift)
        scores += [_alike(one, issued, ink, shift) for one in run]
    across, down = (round(float(np.median(values))) for values in zip(*shifts, strict=True))
    return (across, down), tuple(scores)


def _moved(box: Box, shift: tuple[int, int]) -> Box:
    return box[0] + shift[0], box[1] + shift[1], box[2] + shift[0], box[3] + shift[1]


def _alike(glyph: Glyph, issued: Grey, ink: Grey, shift: tuple[int, int]) -> float:
    if _is_slight(glyph):
        return 1.0
    piece = _cut(issued, glyph.box, _MARGIN)
    return _best(piece, _cut(ink, _moved(glyph.box, shift), _MARGIN + _CHAR_REACH))


def _best(piece: Grey, field_: Grey) -> float:
    if field_.shape[0] < piece.shape[0] or field_.shape[1] < piece.shape[1]:
        return 0.0
    score = float(cv2.matchTemplate(field_, piece, cv2.TM_CCOEFF_NORMED).max())
    return score if np.isfinite(score) else 0.0


def _strip(ink: Grey, seen: Seen) -> Pixels:
    """A row as a reader wants it: black on white."""
    left, top, right, bottom = (round(value) for value in _moved(seen.row.box, seen.shift))
    cut = ink[max(top - _HEADROOM, 0) : bottom + _HEADROOM, max(left - _HEADROOM, 0) : right + _HEADROOM]
    return cv2.cvtColor(255 - cut, cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)


Verdict = tuple[int, float, str]  # number of the character, confidence that it was changed, what was read


def _judged(seen: Seen, text: str, trust: float, *, ink: Grey, unlike: float) -> Iterator[Verdict]:
    """Characters that are not as issued."""
    for (number, other), score in zip(_readings(seen.row, text), seen.scores, strict=True):
        glyph = seen.row.glyphs[number]
        if other is None:
            continue
        if len(other) == 1 and _looks_more_like(other, glyph, ink, seen.shift):
            yield number, _CERTAIN, other
        elif score < unlike and not _is_slight(glyph):
            yield number, _CERTAIN if score < unlike - _SURE else _DOUBTFUL * max(trust, 0.5), other


def _is_slight(glyph: Glyph) -> bool:
    """A comma is not told from a full stop, and neither changes what was signed."""
    return min(glyph.box[2] - glyph.box[0], glyph.box[3] - glyph.box[1]) < _SLIGHT and not glyph.character.isalnum()


def _readings(row: Row, text: str) -> list[tuple[int, str | None]]:
    """For each character what was read in its place: None for the very same."""
    wanted, read = _plain(row.text), _plain("".join(text.split()))
    found: list[tuple[int, str | None]] = [(number, None) for number in range(len(wanted))]
    for what, start, end, first, last in SequenceMatcher(None, wanted, read, autojunk=False).get_opcodes():
        if what in ("replace", "delete"):
            for number in range(start, end):
                same_length = end - start == last - first
                found[number] = (number, read[first + number - start] if same_length else read[first:last])
    return found


def _plain(text: str) -> str:
    """One width, one kind of punctuation: what a reader confuses without anybody having changed it."""
    return "".join(_one(character) for character in text)


def _one(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character.translate(_SAME))
    return folded if len(folded) == 1 else character


def _looks_more_like(other: str, glyph: Glyph, ink: Grey, shift: tuple[int, int]) -> bool:
    """Whether what the reader saw, drawn in the same place, is nearer to the pixels than what was issued.

    A word may stand where a bracket was, so of the slight ones the whole room is looked at.
    """
    if not other.isalnum():
        return False
    cut = _cut(ink, _moved(glyph.room if _is_slight(glyph) else glyph.box, shift), _MARGIN + _CHAR_REACH)
    return _likest(other, glyph, cut) > _likest(glyph.character, glyph, cut) + _SURE


def _likest(character: str, glyph: Glyph, cut: Grey) -> float:
    """How alike a character drawn in one of the faces of the sheet is to a piece of the scan."""
    return max(_best(_drawn(character, face, round(glyph.size)), cut) for face in _FACES)


def _drawn(character: str, face: Face, size: int) -> Grey:
    picture = Image.new("L", (2 * size, 2 * size), 0)
    ImageDraw.Draw(picture).text((size, size), character, font=font(face, size), fill=255, anchor="mm")
    found = picture.getbbox()
    cut = picture.crop(found) if found else picture
    return _blurred(np.asarray(cut, np.uint8), 1.0)


def _joined(row: Row, verdicts: Sequence[Verdict]) -> list[Change]:
    """Neighbours that were changed are one change."""
    groups: list[list[Verdict]] = []
    for one in verdicts:
        if groups and one[0] == groups[-1][-1][0] + 1:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [_change(row, group) for group in groups]


def _change(row: Row, group: Sequence[Verdict]) -> Change:
    glyphs = [row.glyphs[number] for number, _, _ in group]
    read = (
        "".join(dict.fromkeys(other for _, _, other in group))
        if len(group[0][2]) > 1
        else "".join(other for _, _, other in group)
    )
    return Change(
        row, around([one.room for one in glyphs]), "".join(one.character for one in glyphs), read,
        max(confidence for _, confidence, _ in group),
    )  # fmt: skip
