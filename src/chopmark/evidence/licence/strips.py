"""Reads single strips of the page once more, where a label was passed over or a seal lies on print."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import cv2
import numpy as np

from chopmark.evidence.engines.base import Ocr, Pixels
from chopmark.evidence.licence import labels
from chopmark.evidence.licence.labelling import field_of, find_labels, split
from chopmark.evidence.licence.layout import rows_without_label
from chopmark.evidence.licence.paper import Levels, on_even_paper
from chopmark.evidence.licence.pieces import LEAST_CONFIDENCE, Box, Piece

Plane = TypeVar("Plane", Levels, Pixels)
_INK = 0.6  # of the paper's brightness; guilloche and shadows are paler than a label
_SEAL = 0.7  # of the paper's brightness, in its brightest channel: red ink is no darker
_RED_INK = 2.2  # of the light is lost per unit of Cr under a seal's ink
_NEARLY_GREY = 133  # of Cr, whose grey is 128: paper under a warm lamp
_DOUBTFUL = 0.9  # where the two ways of taking the seal away do not agree
_LONGEST = 24  # line heights of a label and the authority behind it
_INKED = 0.01  # of a strip: two characters in a strip of a dozen cover three times as much


_BEHIND_LABEL = re.compile(r"^(登记.{1,3}|.*机)关[：:]?")


def with_lost_labels(pieces: Sequence[Piece], *, page: Pixels, ocr: Ocr) -> list[Piece]:
    """The pieces, and the labels that the detector passed over: widely spaced ones are often lost.

    Where a row has no label, its place in the label column is read without asking whether text is there.
    """
    levels = on_even_paper(page)
    rows = [(piece, box) for piece, box in rows_without_label(pieces) if _has_ink(levels, box)]
    spelt = ocr.spell([_patch(page, box) for _, box in rows])
    lost = [
        (piece, _label(text, score, box, row=piece))
        for (piece, box), (text, score) in zip(rows, spelt, strict=False)
        if score >= LEAST_CONFIDENCE and field_of("".join(text.split()))
    ]
    kept = [piece for piece in pieces if all(piece is not row for row, _ in lost)]
    return [*kept, *(label for _, label in lost), *(_bared(row, label) for row, label in lost)]


def authority_under_seal(pieces: Sequence[Piece], *, page: Pixels, ocr: Ocr) -> Piece | None:
    """The name behind the label of the authority, read where the seal is gone; None when there is no such name.

    The seal lies over this row on every form, and its arc is read as pieces of the row.
    """
    found, _ = find_labels(pieces)
    row = max((one.piece for one in found if one.field == labels.AUTHORITY), key=lambda p: p.middle, default=None)
    if row is None:
        return None
    box = _row_box(row)
    spelt = ocr.spell([_without_seal(_patch(on_even_paper(page), box)), _without_red(_patch(page, box))])
    names = [(_BEHIND_LABEL.sub("", "".join(text.split())), score) for text, score in spelt]
    one_name = len({name for name, _ in names}) == 1
    name, score = max((one for one in names if labels.BUREAU.search(one[0])), key=lambda one: one[1], default=("", 0.0))
    width = _LONGEST * row.height - row.width
    confidence = score if one_name else min(score, _DOUBTFUL)
    return replace(row, text=name, x=row.right, width=width, confidence=confidence) if name else None


def _row_box(label: Piece) -> Box:
    room = label.height / 4
    x, y = round(label.x - room), round(label.y - room)
    return x, y, round(_LONGEST * label.height), round(label.height + 2 * room)


def _without_seal(strip: Levels) -> Pixels:
    """Print on white: whatever red ink left is brighter than `_SEAL`."""
    ink = min(float(np.percentile(strip, 2)), _SEAL / 2)
    grey = np.clip((strip - ink) / (_SEAL - ink), 0, 1) * 255
    return np.repeat(grey.astype(np.uint8)[:, :, None], 3, axis=2)


def _without_red(strip: Pixels) -> Pixels:
    """The light, and where there is red as much more as red ink takes away.

    A JPEG keeps its light at twice the resolution of its colour, so this is the sharper one of a small picture.
    """
    light, red, _ = cv2.split(cv2.cvtColor(strip, cv2.COLOR_BGR2YCrCb).astype(np.float32))
    lit = light + _RED_INK * np.clip(cv2.GaussianBlur(red, (0, 0), 1) - _NEARLY_GREY, 0, None)
    return _without_seal((lit / max(float(np.percentile(lit, 90)), 1.0)).astype(np.float32))


def _has_ink(levels: Levels, box: Box) -> bool:
    patch = _patch(levels, box)
    return bool(patch.size) and float((patch < _INK).mean()) > _INKED


def _patch(plane: Plane, box: Box) -> Plane:
    x, y, width, height = box
    return plane[max(0, y) : y + height, max(0, x) : x + width]


def _label(text: str, score: float, box: Box, *, row: Piece) -> Piece:
    """As high as its row, and ending before the answer."""
    x, _, width, _ = box
    return Piece("".join(text.split()).rstrip("：:"), x, row.y, width - row.height / 2, row.height, score)


def _bared(row: Piece, label: Piece) -> Piece:
    """The answer without the end of the label, where the detector glued it on."""
    tail = next((end for end in range(len(label.text), 0, -1) if row.text.startswith(label.text[-end:])), 0)
    if tail == 0 or row.x > label.right:
        return row
    _, answer = split(row, at=tail)
    return replace(answer, text=answer.text.lstrip("：:"))
