"""From loose lines to answers: which line is a label, which column it heads, and what belongs to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from chopmark.evidence.engines.base import Line, Pixels
from chopmark.evidence.licence import labels
from chopmark.evidence.licence.orientation import WATERMARK_DEGREES

Box = tuple[int, int, int, int]
LEAST_CONFIDENCE = 0.5  # the recogniser's own threshold for "text at all"
RED_SHARE = 0.6  # of a line's ink; text under a seal stays mostly black
_RED_OVER = 1.35  # red ink under any lamp: red over the stronger of green and blue
_COLUMN_GAP = 0.2  # of the page's width: the second column of the 2019 form begins at half
_LABEL_GAP = 6  # line heights between the halves of a two-character label as wide as a five-character one
_WORD_GAP = 2.5  # line heights; parts of one answer stand closer, columns stand wider apart
_HALF_ROW = 0.6  # of a line's height: nearer than that is the same row


@dataclass(frozen=True)
class Piece:
    """One line of the page, upright: x, y, width and height in its pixels."""

    text: str
    x: float
    y: float
    width: float
    height: float
    confidence: float
    is_red: bool = False

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def box(self) -> Box:
        return round(self.x), round(self.y), round(self.width), round(self.height)


@dataclass(frozen=True)
class Label:
    """A printed label and where it stands; `answer` is what was glued to it."""

    field: str
    piece: Piece
    answer: Piece | None = None


@dataclass(frozen=True)
class Answer:
    """The pieces that answer one label, row by row."""

    rows: tuple[tuple[Piece, ...], ...]

    @property
    def pieces(self) -> list[Piece]:
        return [piece for row in self.rows for piece in row]


def pieces_of(lines: Sequence[Line], *, page: Pixels) -> list[Piece]:
    """The level lines that can be read, each told whether its ink is red."""
    heights = [_height(line) for line in lines]
    tallest = 3.5 * float(np.median(heights)) if heights else 0.0  # the title is about three times the text
    kept = (line for line in lines if _is_text(line) and _height(line) <= tallest)
    return [_piece(line, page=page) for line in kept]


def is_marred(lines: Sequence[Line]) -> bool:
    """Whether a watermark runs across the page: where it crosses a line, characters change or go unseen."""
    slanting = [line for line in lines if abs(line.angle) > WATERMARK_DEGREES and len(line.text) > 2]  # noqa: PLR2004
    return len(slanting) > 1


def answers_of(pieces: Sequence[Piece]) -> dict[str, Answer]:
    """What stands behind each label; the first label of a field that has an answer wins."""
    printed = [p for p in pieces if not p.is_red and not labels.FURNITURE.match(p.text)]
    found, rest = _labels(_cut(_joined(printed)))
    answers: dict[str, Answer] = {}
    columns = _columns(found, width=_width(printed))
    ends = [*(_start(column) for column in columns[1:]), float("inf")]
    for column, end in zip(columns, ends, strict=False):
        for label, answer in _column_answers(column, rest=rest, end=end):
            if answer.rows and label.field not in answers:
                answers[label.field] = answer
    return answers


def _height(line: Line) -> float:
    top_left, _, _, bottom_left = line.quad
    return float(np.hypot(bottom_left[0] - top_left[0], bottom_left[1] - top_left[1]))


def _is_text(line: Line) -> bool:
    return line.confidence >= LEAST_CONFIDENCE and abs(line.angle) <= WATERMARK_DEGREES


def _piece(line: Line, *, page: Pixels) -> Piece:
    xs, ys = zip(*line.quad, strict=True)
    piece = Piece("".join(line.text.split()), min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys), line.confidence)
    return replace(piece, is_red=_is_red(piece, page=page))


def _is_red(piece: Piece, *, page: Pixels) -> bool:
    """Whether the ink under the line is mostly a seal's."""
    x, y, width, height = piece.box
    patch = page[max(0, y) : y + height, max(0, x) : x + width]
    if patch.size == 0:
        return False
    darkness = patch.min(axis=2)
    threshold, _ = cv2.threshold(darkness, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = patch[darkness <= threshold].astype(np.float32)
    red = ink[:, 2] > _RED_OVER * np.maximum(ink[:, 0], ink[:, 1])
    return bool(red.mean() > RED_SHARE)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Labels that were cut in two put together: 名 and 称, or 名 and 称 with its answer."""
    left = list(pieces)
    for first in [p for p in pieces if p.text in labels.FIRST_HALVES]:
        second = next((p for p in left if _continues(first, p)), None)
        if second is not None:
            left.remove(first)
            left.remove(second)
            half, answer = _split(second, at=1)
            left += [_union([first, half]), *([answer] if answer.text else [])]
    return left


def _continues(first: Piece, second: Piece) -> bool:
    """Whether `second` begins with the other half of the label that `first` begins."""
    near = abs(first.middle - second.middle) < _HALF_ROW * first.height
    gap = second.x - first.right
    return near and 0 <= gap < _LABEL_GAP * first.height and first.text + second.text[:1] in labels.SHORT


def _left(piece: Piece) -> float:
    return piece.x


def _union(pieces: Sequence[Piece]) -> Piece:
    x, y = min(p.x for p in pieces), min(p.y for p in pieces)
    right, bottom = max(p.right for p in pieces), max(p.y + p.height for p in pieces)
    text = "".join(p.text for p in pieces)
    return Piece(text, x, y, right - x, bottom - y, min(p.confidence for p in pieces))


def _cut(pieces: Iterable[Piece]) -> list[Piece]:
    """Lines that ran from one column into the label of the next, cut in two."""
    known = list(pieces)
    starts = [p.x for p in known if p.text.rstrip("：:") in labels.LABELS]
    return [half for piece in known for half in _halves(piece, starts=starts)]


def _halves(piece: Piece, *, starts: Sequence[float]) -> list[Piece]:
    """Only where the label would begin under or above another label, for words repeat inside answers."""
    for label in labels.LONGEST_FIRST:
        at = piece.text.find(label, 1)
        if at > 0 and len(label) > 2:  # noqa: PLR2004 - shorter labels occur inside names and addresses
            head, tail = _split(piece, at=at)
            if any(abs(tail.x - start) < 2 * piece.height for start in starts):
                return [head, tail]
    return [piece]


def _split(piece: Piece, *, at: int) -> tuple[Piece, Piece]:
    """Two pieces at a character, as if all characters were equally wide."""
    part = piece.width * _advance(piece.text[:at]) / max(1.0, _advance(piece.text))
    head = replace(piece, text=piece.text[:at], width=part)
    return head, replace(piece, text=piece.text[at:], x=piece.x + part, width=piece.width - part)


def _advance(text: str) -> float:
    return sum(0.55 if character.isascii() else 1.0 for character in text)


def _labels(pieces: Sequence[Piece]) -> tuple[list[Label], list[Piece]]:
    """Labels that stand alone first; a glued one must begin where those begin."""
    alone = {id(p): label for p in pieces if (label := _alone(p))}
    starts = [label.piece.x for label in alone.values()]
    found, rest = list(alone.values()), []
    for piece in pieces:
        if id(piece) in alone:
            continue
        glued = _glued(piece, starts=starts)
        found.extend([glued] if glued else [])
        rest.extend([] if glued else [piece])
    return found, rest


def _alone(piece: Piece) -> Label | None:
    text = piece.text.rstrip("：:")
    field = labels.LABELS.get(text) or labels.UNIQUE_HALVES.get(text) or _nearly(text)
    return Label(field, piece) if field else None


def _nearly(text: str) -> str | None:
    """The field of a label with one character misread; only labels long enough to stay unmistakable."""
    for label, field in labels.LABELS.items():
        if len(label) == len(text) >= 4:  # noqa: PLR2004
            misses = sum(a != b for a, b in zip(label, text, strict=True))
            if misses == 1:
                return field
    return None


def _glued(piece: Piece, *, starts: Sequence[float]) -> Label | None:
    for name in labels.LONGEST_FIRST:
        if piece.text.startswith(name):
            head, tail = _split(piece, at=len(name))
            answer = replace(tail, text=tail.text.lstrip("：:"))
            return Label(labels.LABELS[name], head, answer) if _stands(head, tail, starts=starts) else None
    return None


def _width(pieces: Sequence[Piece]) -> float:
    return max((p.right for p in pieces), default=0.0) - min((p.x for p in pieces), default=0.0)


def _columns(found: Sequence[Label], *, width: float) -> list[list[Label]]:
    """Labels by where they begin, left to right, each column from top to bottom.

    The code's label may stand anywhere, so it only joins a column that is there without it.
    """
    columns: list[list[Label]] = []
    for label in sorted((one for one in found if one.field != labels.USCC), key=lambda one: one.piece.x):
        if not columns or label.piece.x - columns[-1][-1].piece.x > _COLUMN_GAP * width:
            columns.append([])
        columns[-1].append(label)
    for code in (label for label in found if label.field == labels.USCC):
        for column in columns:
            if abs(column[0].piece.x - code.piece.x) < 2 * code.piece.height:
                column.append(code)
    return [sorted(column, key=lambda label: label.piece.middle) for column in columns]


def _stands(label: Piece, answer: Piece, *, starts: Sequence[float]) -> bool:
    """Whether first characters are a label: a colon follows, others begin there, or it is unmistakable."""
    if answer.text[:1] in "：:" or any(abs(label.x - start) < label.height for start in starts):
        return True
    return len(label.text) > 4 or labels.BUREAU.search(answer.text) is not None  # noqa: PLR2004


def _start(column: Sequence[Label]) -> float:
    return min(label.piece.x for label in column)


def _column_answers(column: Sequence[Label], *, rest: Sequence[Piece], end: float) -> list[tuple[Label, Answer]]:
    inside = [p for p in rest if _start(column) - p.height < p.x < end - p.height]
    below = [*(label.piece for label in column[1:]), None]
    return [(label, _answer(label, end=last, inside=inside)) for label, last in zip(column, below, strict=True)]


def _answer(label: Label, *, end: Piece | None, inside: Sequence[Piece]) -> Answer:
    """From the row of the label to the row before the next label."""
    first = label.piece.middle - _HALF_ROW * label.piece.height
    last = end.middle - _HALF_ROW * end.height if end else float("inf")
    found = [p for p in inside if first <= p.middle < last and p.x > label.piece.x + label.piece.height]
    return Answer(_rows([*found, *([label.answer] if label.answer else [])]))


def _rows(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Pieces of one height side by side; rows end where a gap of two lines opens."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        if rows and abs(piece.middle - rows[-1][0].middle) < _HALF_ROW * piece.height:
            rows[-1].append(piece)
        elif rows and piece.y - max(p.y + p.height for p in rows[-1]) > 2 * piece.height:
            break
        else:
            rows.append([piece])
    return tuple(_unbroken(sorted(row, key=_left)) for row in rows)


def _unbroken(row: Sequence[Piece]) -> tuple[Piece, ...]:
    """The row up to its first wide gap: beyond it stands the answer of a label that was not read."""
    for index, (before, piece) in enumerate(zip(row, row[1:], strict=False), start=1):
        if piece.x - before.right > _WORD_GAP * piece.height:
            return tuple(row[:index])
    return tuple(row)
