"""The table of the two parties on the Chinese sheet."""

from reportlab.pdfgen.canvas import Canvas

from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import furniture, places
from chopmark.drawing.letters.data import Language, LetterData
from chopmark.drawing.letters.furniture import GREY, label
from chopmark.drawing.letters.places import Rect
from chopmark.drawing.letters.wording import filled, words

_ROW = places.TABLE.height / 4
_WIDTHS = (26.0, 33.0, 44.0, 22.0, 41.0)  # party, label, value, label, value: 166 mm in all
_STARTS = tuple(places.TABLE.left + sum(_WIDTHS[:column]) for column in range(len(_WIDTHS)))
_CERTIFICATE = 36.0  # millimetres for the name of the certificate, the longest having eleven characters
_CODE_GROUPS = (4, 4, 4, 4, 2)  # look.md: 9144 0300 MA00 TE5T 2D
_MOBILE_GROUPS = (3, 4, 4)
_ID_GROUPS = (6, 8, 4)  # division, birthday, order and check


def draw_parties(canvas: Canvas, data: LetterData, *, values: dict[str, str]) -> None:
    """Principal and agent with their prefilled values; empty values leave empty cells."""
    names = {key: _name(filled(text, values)) for key, text in words(Language.CHINESE).items()}
    _party(canvas, filled(words(Language.CHINESE)["party.head"], values), row=0)
    _party(canvas, words(Language.CHINESE)["admin.head.0"], row=2)
    kept = _CERTIFICATE if data.certificate else 0.0
    _cell(canvas, names["party.org"], data.organization_name, row=0, column=1, face=Face.SERIF_BOLD, span=3, kept=kept)
    edge, (_, middle) = _rect(row=0, column=4).right, _rect(row=0, column=4).middle
    label(canvas, data.certificate, x=edge - 2, y=middle + 1.2, size=8, colour=GREY, anchor="right")
    code = grouped(data.uniform_social_credit_code, _CODE_GROUPS)
    _cell(canvas, names["party.uscc"], code, row=1, column=1, face=Face.SANS)
    _cell(canvas, names["party.rep"], data.legal_name, row=1, column=3)
    _cell(canvas, names["admin.name"], data.admin_name, row=2, column=1)
    mobile = grouped(data.admin_mobile, _MOBILE_GROUPS)
    _cell(canvas, names["admin.mobile"], mobile, row=2, column=3, face=Face.SANS)
    _cell(canvas, names["admin.id_type"], data.admin_id_card_type, row=3, column=1)
    number = grouped(data.admin_id_card_number, _ID_GROUPS)
    _cell(canvas, names["admin.id"], number, row=3, column=3, face=Face.SANS)


def grouped(text: str, groups: tuple[int, ...]) -> str:
    """Blanks for the eye; a text of another length stays as it is."""
    if len(text) != sum(groups):
        return text
    starts = [sum(groups[:index]) for index in range(len(groups))]
    return " ".join(text[start : start + size] for start, size in zip(starts, groups, strict=True))


def _name(text: str) -> str:
    """The label before the colon."""
    return text.split("：", maxsplit=1)[0]


def _rect(*, row: int, column: int, columns: int = 1, rows: int = 1) -> Rect:
    width = sum(_WIDTHS[column : column + columns])
    return Rect(_STARTS[column], places.TABLE.top + row * _ROW, width, rows * _ROW)


def _party(canvas: Canvas, text: str, *, row: int) -> None:
    """Who it is, and below it in brackets what the letter calls them."""
    rect = _rect(row=row, column=0, rows=2)
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
    row: int,
    column: int,
    face: Face = Face.SERIF,
    span: int = 1,
    kept: float = 0.0,
) -> None:
    """A label and the value beside it, each in its frame; `kept` millimetres at the right stay free."""
    left, right = _rect(row=row, column=column), _rect(row=row, column=column + 1, columns=span)
    furniture.frame(canvas, left)
    furniture.frame(canvas, right)
    baseline = left.middle[1] + 1.3
    name_size = furniture.fitted_size(name, face=Face.SERIF, size=9, width=left.width - 4)
    label(canvas, name, x=left.left + 2, y=baseline, size=name_size, colour=GREY)
    size = furniture.fitted_size(value, face=face, size=10, width=right.width - 4 - kept)
    label(canvas, value, x=right.left + 2, y=baseline, face=face, size=size)
