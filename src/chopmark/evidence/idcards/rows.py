"""The lines of a card as rows, and which words stand behind which label.

Labels: GA 448-2013, the layout of the resident identity card; residence permits print the same ones.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chopmark.evidence.licence.pieces import HALF_ROW, Box, Piece, left_edge

NAME, SEX, NATION, BORN, ADDRESS, NUMBER = "name", "sex", "nation", "born", "address", "number"
AUTHORITY, TERM = "authority", "term"
FRONT_LABELS = {NAME: "姓名", SEX: "性别", NATION: "民族", BORN: "出生", ADDRESS: "住址", NUMBER: "公民身份号码"}
BACK_LABELS = {AUTHORITY: "签发机关", TERM: "有效期限"}
_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_NOISE = re.compile(r"^[^\u3400-\u9fff]+")  # an address begins with a Chinese character
_LABEL = re.compile("|".join([*FRONT_LABELS.values(), *BACK_LABELS.values()]))


@dataclass(frozen=True)
class Row:
    """Pieces of one height from left to right; `text` is what they say together."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def confidence(self) -> float:
        return min(piece.confidence for piece in self.pieces)

    @property
    def middle(self) -> float:
        return sum(piece.middle for piece in self.pieces) / len(self.pieces)

    @property
    def height(self) -> float:
        return max(piece.height for piece in self.pieces)


@dataclass(frozen=True)
class Found:
    """The words behind one label, how surely they were recognised, and where they stand."""

    text: str
    confidence: float
    box: Box


def rows_of(pieces: Sequence[Piece]) -> list[Row]:
    """From top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        if rows and abs(piece.middle - rows[-1][-1].middle) < HALF_ROW * piece.height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [Row(tuple(sorted(row, key=left_edge))) for row in rows]


def answer(rows: Sequence[Row], label: str) -> Found | None:
    """What stands behind a label, up to the next one on its row."""
    for row in rows:
        at = row.text.find(label)
        if at >= 0:
            rest = row.text[at + len(label) :]
            following = _LABEL.search(rest)
            text = rest[: following.start()] if following else rest
            return Found(text.strip("：: "), row.confidence, box_of(row.pieces)) if text else None
    return None


def address(rows: Sequence[Row]) -> Found | None:
    """The row of its label and those below it, up to the number's; the portrait beside it holds no text."""
    start = next((index for index, row in enumerate(rows) if FRONT_LABELS[ADDRESS] in row.text), None)
    if start is None:
        return None
    taken = [_column(rows[start], end=rows[start].pieces[0])]
    for row in rows[start + 1 :]:
        if _LABEL.search(row.text) or _NUMBER.search(row.text) or row.middle - taken[-1].middle > 2 * row.height:
            break
        taken += [kept for kept in [_column(row, end=taken[0].pieces[-1])] if kept.pieces]
    text = "".join(row.text for row in taken).split(FRONT_LABELS[ADDRESS], 1)[1]
    pieces = [piece for row in taken for piece in row.pieces]
    return Found(_NOISE.sub("", text), min(row.confidence for row in taken), box_of(pieces))


def _column(row: Row, *, end: Piece) -> Row:
    """What stands in the column of the text: something in the portrait may look like print."""
    return Row(tuple(p for p in row.pieces if p is end or p.x < end.right - end.height or p.x - end.right < end.height))


def number(rows: Sequence[Row]) -> Found | None:
    """Eighteen characters in a row, with or without their label."""
    for row in rows:
        match = _NUMBER.search(row.text)
        if match:
            digits = [piece for piece in row.pieces if piece.text[-1:].isdigit() or piece.text[-1:] in "Xx"]
            return Found(match.group().upper(), row.confidence, box_of(digits or row.pieces))
    return None


def has_front(rows: Sequence[Row]) -> bool:
    """Whether two labels of the side with the portrait, or the number itself, are there."""
    return _count(rows, FRONT_LABELS) > 1 or number(rows) is not None


def has_back(rows: Sequence[Row]) -> bool:
    """Either of its labels is enough: the other side prints neither."""
    return _count(rows, BACK_LABELS) > 0


def _count(rows: Sequence[Row], labels: dict[str, str]) -> int:
    return sum(any(label in row.text for row in rows) for label in labels.values())


def box_of(pieces: Sequence[Piece]) -> Box:
    """x, y, width and height around all of them."""
    left, top = min(p.x for p in pieces), min(p.y for p in pieces)
    right, bottom = max(p.right for p in pieces), max(p.y + p.height for p in pieces)
    return round(left), round(top), round(right - left), round(bottom - top)
