"""Finds the printed labels among the pieces, however the detector cut, stacked or glued them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chopmark.evidence.licence import labels
from chopmark.evidence.licence.pieces import HALF_ROW, Piece, is_stack

_LABEL_GAP = 6  # line heights between the halves of a two-character label as wide as a five-character one


_OVERLAP = 0.7  # line heights; detectors draw their boxes a little larger than the print
_MISREAD = {4: 1, 5: 1, 6: 2, 7: 3, 8: 3}  # characters of a label by its length, so that most of it was seen


@dataclass(frozen=True)
class Label:
    """A printed label and where it stands; `answer` is what was glued to it."""

    field: str
    piece: Piece
    answer: Piece | None = None


def find_labels(pieces: Sequence[Piece]) -> tuple[list[Label], list[Piece]]:
    """The labels, and everything that is none."""
    return _labels(_cut(_joined(_unstacked(pieces))))


def field_of(text: str) -> str | None:
    """The field whose label this is, a colon behind it or not, as far as it was read; None for other words."""
    bare = text.rstrip("：:")
    return labels.LABELS.get(bare) or _nearly(bare)


def _unstacked(pieces: Sequence[Piece]) -> list[Piece]:
    """Halves of labels below each other that were read as one upright line: 名 over 类."""
    return [part for piece in pieces for part in (_stacked(piece) if is_stack(piece) else [piece])]


def _stacked(piece: Piece) -> list[Piece]:
    step = piece.height / len(piece.text)
    return [
        replace(piece, text=character, y=piece.y + index * step, height=step)
        for index, character in enumerate(piece.text)
    ]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Labels that were cut apart put together: 名 and 称, 出 and 资 and 额, or 名 and 称 with its answer."""
    left = list(pieces)
    for first in [p for p in pieces if _is_part(p.text)]:
        if first in left:
            parts = _parts_from(first, pieces=left)
            whole = "".join(p.text for p in parts)
            name = next((name for name in labels.LONGEST_FIRST if whole.startswith(name)), None)
            if name and len(parts) > 1:
                left = [p for p in left if p not in parts] + _put_together(parts, label=name)
    return left


def _parts_from(first: Piece, *, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of one row that spell a label from its first character on; an answer may hang on the last."""
    parts = [first]
    while _is_part("".join(p.text for p in parts)):
        following = _next_in_row(parts[-1], pieces=pieces)
        if following is None:
            break
        parts.append(following)
    return parts


def _is_part(text: str) -> bool:
    return text in labels.OPENINGS and text not in labels.LABELS


def _next_in_row(piece: Piece, *, pieces: Sequence[Piece]) -> Piece | None:
    near = (
        p
        for p in pieces
        if p is not piece
        and abs(p.middle - piece.middle) < HALF_ROW * piece.height
        and -_OVERLAP * piece.height < p.x - piece.right < _LABEL_GAP * piece.height
    )
    return min(near, key=lambda p: p.x, default=None)


def _put_together(parts: Sequence[Piece], *, label: str) -> list[Piece]:
    """The label in one piece, and what the last part says beyond it."""
    *before, last = parts
    half, answer = split(last, at=len(label) - sum(len(p.text) for p in before))
    answer = replace(answer, text=answer.text.lstrip("：:"))
    return [_union([*before, half]), *([answer] if answer.text else [])]


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
            head, tail = split(piece, at=at)
            if any(abs(tail.x - start) < 2 * piece.height for start in starts):
                return [head, tail]
    return [piece]


def split(piece: Piece, *, at: int) -> tuple[Piece, Piece]:
    """Two pieces at a character, from either end: between two columns a blank may hide in the line."""
    unit = min(piece.width / max(1.0, _advance(piece.text)), piece.height)
    first, last = unit * _advance(piece.text[:at]), unit * _advance(piece.text[at:])
    head = replace(piece, text=piece.text[:at], width=first)
    return head, replace(piece, text=piece.text[at:], x=piece.right - last, width=last)


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
    field = field_of(piece.text) or labels.UNIQUE_HALVES.get(piece.text.rstrip("：:"))
    return Label(field, piece) if field else None


def _nearly(text: str) -> str | None:
    """The field of a label that was misread a little; only labels long enough to stay unmistakable."""
    alike = {label: _misses(label, text) for label in labels.LABELS if _ends_alike(label, text)}
    nearest = min(alike, key=lambda label: alike[label], default="")
    return labels.LABELS[nearest] if nearest and alike[nearest] <= _MISREAD.get(len(text), 0) else None


def _ends_alike(label: str, text: str) -> bool:
    """Else it may be a shorter label with its answer: 法定代表人 and a name are as long as 法定代表人姓名."""
    return len(label) == len(text) and any(a == b for a, b in zip(label[-2:], text[-2:], strict=True))


def _misses(label: str, text: str) -> int:
    return sum(a != b for a, b in zip(label, text, strict=True))


def _glued(piece: Piece, *, starts: Sequence[float]) -> Label | None:
    for name in labels.LONGEST_FIRST:
        if piece.text.startswith(name):
            head, tail = split(piece, at=len(name))
            answer = replace(tail, text=tail.text.lstrip("：:"))
            return Label(labels.LABELS[name], head, answer) if _stands(head, tail, starts=starts) else None
    return _half_glued(piece, starts=starts)


def _half_glued(piece: Piece, *, starts: Sequence[float]) -> Label | None:
    """The label stands where the others begin: its first half is there, only unseen."""
    half = labels.HALF_GLUED.match(piece.text)
    if half is None:
        return None
    head, answer = split(piece, at=half.end())
    left = max((start for start in starts if 0 < head.x - start < _LABEL_GAP * 2 * head.height), default=head.x)
    return Label(labels.UNIQUE_HALVES[half.group()[0]], replace(head, x=left, width=head.right - left), answer)


def _stands(label: Piece, answer: Piece, *, starts: Sequence[float]) -> bool:
    """Whether first characters are a label: a colon follows, others begin there, or it is unmistakable."""
    if answer.text[:1] in "：:" or any(abs(label.x - start) < label.height for start in starts):
        return True
    return len(label.text) > 4 or labels.LABELS[label.text] == labels.AUTHORITY  # noqa: PLR2004
