"""The table of the two parties on the Chinese sheet."""

from dataclasses import dataclass
from functools import partial

from reportlab.pdfgen.canvas import Canvas

from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import furniture, places
from chopmark.drawing.letters.data import Kind, Language, LetterData
from chopmark.drawing.letters.furniture import GREY, label
from chopmark.drawing.letters.places import Rect
from chopmark.drawing.letters.wording import filled, words

_WIDTHS = (26.0, 33.0, 44.0, 22.0, 41.0)  # party, label, value, label, value: 166 mm in all
_STARTS = tuple(places.TABLE.left + sum(_WIDTHS[:column]) for column in range(len(_WIDTHS)))
_CERTIFICATE = 36.0  # millimetres for the name of the certificate, the longest having eleven characters
_CODE_GROUPS = (4, 4, 4, 4, 2)  # look.md: 9144 0300 MA00 TE5T 2D
_MOBILE_GROUPS = (3, 4, 4)
_ID_GROUPS = (6, 8, 4)  # division, birthday, order and check


def draw_parties(canvas: Canvas, data: LetterData, *, values: dict[str, str]) -> None:
    """Principal and agent with their values, in a change the former too; empty values leave empty cells."""
    table, names = words(Language.CHINESE), _names(values)
    grid = _Grid(5 if data.kind is Kind.CHANGE else 4)
    _party(canvas, filled(table["party.head"], values), rect=grid.rect(row=0, column=0, rows=2))
    _party(canvas, table[f"admin.head.{data.kind}"], rect=grid.rect(row=2, column=0, rows=2))
    kept = _CERTIFICATE if data.certificate else 0.0
    cell = partial(_cell, canvas, grid=grid)
    cell(names["party.org"], data.organization_name, row=0, column=1, face=Face.SERIF_BOLD, span=3, kept=kept)
    edge, (_, middle) = grid.rect(row=0, column=4).right, grid.rect(row=0, column=4).middle
    label(canvas, data.certificate, x=edge - 2, y=middle + 1.2, size=8, colour=GREY, anchor="right")
    code = grouped(data.uniform_social_credit_code, _CODE_GROUPS)
    cell(names["party.uscc"], code, row=1, column=1, face=Face.SANS)
    cell(names["party.rep"], data.legal_name, row=1, column=3)
    cell(names["admin.name"], data.admin_name, row=2, column=1)
    cell(names["admin.mobile"], grouped(data.admin_mobile, _MOBILE_GROUPS), row=2, column=3, face=Face.SANS)
    cell(names["admin.id_type"], data.admin_id_card_type, row=3, column=1)
    number = grouped(data.admin_id_card_number, _ID_GROUPS)
    cell(names["admin.id"], number, row=3, column=3, face=Face.SANS)
    if data.kind is Kind.CHANGE:
        _alone(canvas, table["old.head"], rect=grid.rect(row=4, column=0))
        cell(names["old.name"], data.former_name, row=4, column=1)
        cell(names["old.mobile"], data.former_mobile, row=4, column=3, face=Face.SANS)


def value_places(data: LetterData) -> dict[str, Rect]:
    """Field of the letter -> the cell in which its value is printed."""
    grid = _Grid(5 if data.kind is Kind.CHANGE else 4)
    found = {
        "organization_name": grid.rect(row=0, column=2, columns=3),
        "uniform_social_credit_code": grid.rect(row=1, column=2),
        "legal_name": grid.rect(row=1, column=4),
        "admin_name": grid.rect(row=2, column=2),
        "admin_mobile": grid.rect(row=2, column=4),
        "admin_id_card_type": grid.rect(row=3, column=2),
        "admin_id_card_number": grid.rect(row=3, column=4),
    }
    if data.kind is Kind.CHANGE:
        found |= {"former_name": grid.rect(row=4, column=2), "former_mobile": grid.rect(row=4, column=4)}
    return found


def _names(values: dict[str, str]) -> dict[str, str]:
    return {key: _name(filled(text, values)) for key, text in words(Language.CHINESE).items()}


def grouped(text: str, groups: tuple[int, ...]) -> str:
    """Blanks for the eye; a text of another length stays as it is."""
    if len(text) != sum(groups):
        return text
    starts = [sum(groups[:index]) for index in range(len(groups))]
    return " ".join(text[start : start + size] for start, size in zip(starts, groups, strict=True))


def _name(text: str) -> str:
    """The label before the colon."""
    return text.split("：", maxsplit=1)[0]


@dataclass(frozen=True)
class _Grid:
    """The same height for every table, so that all that stands below it keeps its place."""

    count: int

    def rect(self, *, row: int, column: int, columns: int = 1, rows: int = 1) -> Rect:
        width, height = sum(_WIDTHS[column : column + columns]), places.TABLE.height / self.count
        return Rect(_STARTS[column], places.TABLE.top + row * height, width, rows * height)


def _alone(canvas: Canvas, text: str, *, rect: Rect) -> None:
    """A party that the letter calls nothing else, on one row."""
    furniture.frame(canvas, rect)
    x, y = rect.middle
    size = furniture.fitted_size(text, face=Face.SERIF_BOLD, size=9, width=rect.width - 2)
    label(canvas, text, x=x, y=y + 1.2, face=Face.SERIF_BOLD, size=size, anchor="middle")


def _party(canvas: Canvas, text: str, *, rect: Rect) -> None:
    """Who it is, and below it in brackets what the letter calls them."""
    furniture.frame(canvas, rect)
    head, note = text.split("（", maxsplit=1)
    x, y = rect.middle
    label(canvas, head, x=x, y=y - 0.6, face=Face.SERIF_BOLD, size=10, anchor="middle")
    label(canvas, f"（{note}", x=x, y=y + 3.6, size=7, colour=GREY, anchor="middle")


def _cell(
    canvas: Canvas,
    name: str,
    value: str,
    *,
    grid: _Grid,
    row: int,
    column: int,
    face: Face = Face.SERIF,
    span: int = 1,
    kept: float = 0.0,
) -> None:
    """A label and the value beside it, each in its frame; `kept` millimetres at the right stay free."""
    left, right = grid.rect(row=row, column=column), grid.rect(row=row, column=column + 1, columns=span)
    furniture.frame(canvas, left)
    furniture.frame(canvas, right)
    baseline = left.middle[1] + 1.3
    name_size = furniture.fitted_size(name, face=Face.SERIF, size=9, width=left.width - 4)
    label(canvas, name, x=left.left + 2, y=baseline, size=name_size, colour=GREY)
    size = furniture.fitted_size(value, face=face, size=10, width=right.width - 4 - kept)
    label(canvas, value, x=right.left + 2, y=baseline, face=face, size=size)
