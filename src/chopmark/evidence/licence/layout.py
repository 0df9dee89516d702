"""Which column a label heads, and which pieces answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from chopmark.evidence.licence import labels
from chopmark.evidence.licence.labelling import Label, find_labels
from chopmark.evidence.licence.pieces import HALF_ROW, Box, Piece, left_edge

_COLUMN_GAP = 0.2  # of the page's width: the second column of the 2019 form begins at half
_INDENT = 5  # line heights; a paragraph opens with two, and a row cut off its label may begin too early
_WORD_GAP = 2.5  # line heights; parts of one answer stand closer, columns stand wider apart


@dataclass(frozen=True)
class Answer:
    """The pieces that answer one label, row by row."""

    rows: tuple[tuple[Piece, ...], ...]

    @property
    def pieces(self) -> list[Piece]:
        return [piece for row in self.rows for piece in row]


@dataclass(frozen=True)
class _Column:
    """Labels below each other, and all that stands beside and below them up to the next column."""

    labels: list[Label]
    inside: list[Piece]

    @property
    def start(self) -> float:
        return _start(self.labels)


def answers_of(pieces: Sequence[Piece]) -> dict[str, Answer]:
    """What stands behind each label; the first label of a field that has an answer wins."""
    answers: dict[str, Answer] = {}
    for column in _columns_of(pieces):
        for label, answer in _column_answers(column):
            if answer.rows and label.field not in answers:
                answers[label.field] = answer
    return answers


def rows_without_label(pieces: Sequence[Piece]) -> list[tuple[Piece, Box]]:
    """Pieces that begin a row of the form or go on with one, and where a label would stand if they began one.

    Only in columns that have two labels at least, for these tell where labels and answers stand.
    """
    return [row for column in _columns_of(pieces) for row in _without_label(column)]


def _columns_of(pieces: Sequence[Piece]) -> list[_Column]:
    printed = [p for p in pieces if not p.is_red and not labels.FURNITURE.match(p.text)]
    found, rest = find_labels(printed)
    columns = _columns(found, width=_width(printed))
    following = [*columns[1:], []]
    return [_Column(column, _between(rest, column, after)) for column, after in zip(columns, following, strict=False)]


def _between(pieces: Sequence[Piece], column: Sequence[Label], following: Sequence[Label]) -> list[Piece]:
    """From where the column's labels begin to where the next one's do; an authority is a column below the others."""
    end = _start(following) if following else float("inf")
    is_below = all(label.field == labels.AUTHORITY for label in following)
    top = min((label.piece.y - label.piece.height for label in following), default=0.0) if is_below else 0.0
    return [p for p in pieces if _start(column) - p.height < p.x and (p.x < end - p.height or p.middle < top)]


def _without_label(column: _Column) -> list[tuple[Piece, Box]]:
    answers = [answer for label in column.labels if (answer := _first_answer(label, inside=column.inside))]
    if len(answers) < 2:  # noqa: PLR2004 - one answer tells no column
        return []
    indent = float(np.median([answer.x for answer in answers]))
    pieces = [label.piece for label in column.labels]
    firsts = [p for p in column.inside if p.x < indent + p.height and not any(_is_beside(p, one) for one in pieces)]
    return [(p, _label_box(p, left=column.start, right=indent)) for p in firsts]


def _first_answer(label: Label, *, inside: Sequence[Piece]) -> Piece | None:
    beside = [p for p in inside if _is_beside(p, label.piece) and p.x > label.piece.x]
    return label.answer or min(beside, key=left_edge, default=None)


def _is_beside(piece: Piece, other: Piece) -> bool:
    return abs(piece.middle - other.middle) < HALF_ROW * max(piece.height, other.height)


def _label_box(piece: Piece, *, left: float, right: float) -> Box:
    """The label column beside a piece, with a little room for lines that are not quite level."""
    room = piece.height / 4
    return (
        round(left - room),
        round(piece.y - room),
        round(right - left),
        round(piece.height + 2 * room),
    )


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


def _start(column: Sequence[Label]) -> float:
    return min(label.piece.x for label in column)


def _column_answers(column: _Column) -> list[tuple[Label, Answer]]:
    below = [*(label.piece for label in column.labels[1:]), None]
    pairs = zip(column.labels, below, strict=True)
    return [(label, _answer(label, end=last, inside=column.inside)) for label, last in pairs]


def _answer(label: Label, *, end: Piece | None, inside: Sequence[Piece]) -> Answer:
    """From the row of the label to the row before the next label."""
    first = label.piece.middle - HALF_ROW * label.piece.height
    last = end.middle - HALF_ROW * end.height if end else float("inf")
    found = [p for p in inside if first <= p.middle < last and p.x > label.piece.x + label.piece.height]
    return Answer(_rows(_without_colon([*found, *([label.answer] if label.answer else [])])))


def _without_colon(pieces: Sequence[Piece]) -> list[Piece]:
    """A colon behind a label with gaps is read as the first character of the answer, or as a piece of its own.

    A line of the form is read as a stroke.
    """
    bare = (replace(p, text=p.text.lstrip("：:_|")) for p in pieces)
    return [p for p in bare if p.text]


def _rows(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """The rows of one answer: it ends where a gap of two lines opens, or where a line begins far to the right."""
    rows = [_unbroken(sorted(row, key=left_edge)) for row in _side_by_side(pieces)]
    ends = (number for number, (above, row) in enumerate(pairwise(rows), start=1) if _is_another(row[0], above=above))
    return tuple(rows[: next(ends, len(rows))])


def _side_by_side(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces of one height."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        if rows and abs(piece.middle - rows[-1][0].middle) < HALF_ROW * piece.height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _is_another(piece: Piece, *, above: Sequence[Piece]) -> bool:
    """Whether a row that begins with this piece belongs to another row of the form, to the seal or the authority."""
    gap = piece.y - max(p.y + p.height for p in above)
    return gap > 2 * piece.height or piece.x - above[0].x > _INDENT * piece.height


def _unbroken(row: Sequence[Piece]) -> tuple[Piece, ...]:
    """The row up to its first wide gap: beyond it stands the answer of a label that was not read."""
    for index, (before, piece) in enumerate(pairwise(row), start=1):
        if piece.x - before.right > _WORD_GAP * piece.height:
            return tuple(row[:index])
    return tuple(row)
