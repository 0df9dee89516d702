"""Reads single strips of the page once more, where a label was passed over."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from chopmark.evidence.engines.base import Ocr, Pixels
from chopmark.evidence.licence.labelling import field_of, split
from chopmark.evidence.licence.layout import rows_without_label
from chopmark.evidence.licence.paper import Levels, on_even_paper
from chopmark.evidence.licence.pieces import LEAST_CONFIDENCE, Box, Piece

Plane = TypeVar("Plane", Levels, Pixels)
_INK = 0.6  # of the paper's brightness; guilloche and shadows are paler than a label
_INKED = 0.01  # of a strip: two characters in a strip of a dozen cover three times as much


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
