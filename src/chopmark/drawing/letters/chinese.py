"""The Chinese power of attorney on one A4 page: the sheet that is stamped."""

import io

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import furniture, handwriting, places
from chopmark.drawing.letters.data import Language, LetterData, Mark
from chopmark.drawing.letters.furniture import GREY, VERMILION, at, label
from chopmark.drawing.letters.parties import draw_parties
from chopmark.drawing.letters.setting import Block, Line, broken, set_lines, units_of
from chopmark.drawing.letters.wording import Article, articles, filled, qr_text, values_of, words

_SIZES = (9.6, 9.4, 9.2, 9.0, 8.8, 8.6, 8.4, 8.2)  # points: the largest at which all articles fit is taken
_LEADING = 1.46  # times the size
_ARTICLE_GAP = 2.2  # points between articles
_NUMERALS = "一 二 三 四 五 六 七 八 九 十 十一".split()


class LetterOverflow(Exception):
    """The articles do not fit the page at the smallest size; the wording has grown too long."""


def chinese_letter(data: LetterData, *, marks: frozenset[Mark] = frozenset()) -> bytes:
    """The sheet as PDF: one page, subset fonts, the same bytes for the same data."""
    buffer = io.BytesIO()
    size = (places.PAGE_WIDTH * mm, places.PAGE_HEIGHT * mm)
    canvas = Canvas(buffer, pagesize=size, invariant=1, lang="zh-CN")
    canvas.setTitle(f"{words(Language.CHINESE)[f'title.{data.kind}']} {data.number}")
    canvas.setSubject(f"{data.template} {data.issued.isoformat()}")
    values = values_of(data, language=Language.CHINESE)
    _draw(canvas, data, values=values, marks=marks)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, data: LetterData, *, values: dict[str, str], marks: frozenset[Mark]) -> None:
    furniture.fiducials(canvas)
    _head(canvas, values)
    _title(canvas, data, values)
    _marks(canvas, marks)
    draw_parties(canvas, data, values=values)
    _articles(canvas, articles(data.family, language=Language.CHINESE, values=values, kind=data.kind))
    _signing(canvas, data, values)
    _foot(canvas, data)
    if Mark.EXAMPLE in marks:
        handwriting.fill_in(canvas, data)


def _head(canvas: Canvas, values: dict[str, str]) -> None:
    furniture.chopmark(canvas, x=places.TEXT_LEFT, y=11.4, side=5.0)
    label(canvas, "Chopmark　企业认证", x=places.TEXT_LEFT + 7, y=15.2, face=Face.SANS_MEDIUM, size=9.5)
    number = filled(words(Language.CHINESE)["number"], values)
    label(canvas, number, x=places.TEXT_RIGHT, y=15.0, face=Face.SANS, size=8, colour=GREY, anchor="right")


def _title(canvas: Canvas, data: LetterData, values: dict[str, str]) -> None:
    table, middle = words(Language.CHINESE), places.PAGE_WIDTH / 2
    label(canvas, table[f"title.{data.kind}"], x=middle, y=30.4, face=Face.SERIF_BOLD, size=19, anchor="middle")
    family = table[f"family.{data.family}"]
    label(canvas, family, x=middle, y=36.4, face=Face.SANS, size=8.5, colour=GREY, anchor="middle")
    to = filled(table["to"], values)
    size = furniture.fitted_size(to, face=Face.SERIF, size=9.6, width=places.TEXT_WIDTH)
    label(canvas, to, x=places.TEXT_LEFT, y=43.6, size=size)


def _marks(canvas: Canvas, marks: frozenset[Mark]) -> None:
    """Warnings in one line between head and title, where nobody can cut them off."""
    text = "　｜　".join(words(Language.CHINESE)[mark] for mark in Mark if mark in marks)
    middle = places.PAGE_WIDTH / 2
    label(canvas, text, x=middle, y=21.0, face=Face.SANS_MEDIUM, size=8.5, colour=VERMILION, anchor="middle")


def _articles(canvas: Canvas, listed: list[Article]) -> None:
    size, numbered = _fitted(listed)
    room, indent = places.ARTICLES, _indent(listed, size=size)
    left, top = at(room.left, room.top)
    baseline = top - size
    for number, lines in enumerate(numbered):
        furniture.label(canvas, f"{_NUMERALS[number]}、", x=room.left, y=places.PAGE_HEIGHT - baseline / mm, size=size)
        block = Block(left + indent, room.width * mm - indent, baseline, size * _LEADING, size)
        set_lines(canvas, lines, block=block)
        baseline -= len(lines) * size * _LEADING + _ARTICLE_GAP


def _fitted(listed: list[Article]) -> tuple[float, list[list[Line]]]:
    """The largest size at which everything fits, and the lines of each article at that size."""
    for size in _SIZES:
        width = places.ARTICLES.width * mm - _indent(listed, size=size)
        numbered = [broken(units_of(_run_in(article), size=size), width=width) for article in listed]
        height = sum(len(lines) for lines in numbered) * size * _LEADING + _ARTICLE_GAP * len(numbered)
        if height <= places.ARTICLES.height * mm:
            return size, numbered
    raise LetterOverflow("The articles of the letter do not fit one page.")


def _indent(listed: list[Article], *, size: float) -> float:
    """Room for the widest numeral and the mark after it."""
    return (len(_NUMERALS[len(listed) - 1]) + 1) * size


def _run_in(article: Article) -> str:
    """Items follow their lead in one paragraph, numbered, to keep the letter on one page."""
    lead = article.lead.removesuffix("**") + "。**" if article.lead.endswith("**") and article.items else article.lead
    return lead + "".join(f"（{number}）{item}" for number, item in enumerate(article.items, start=1))


def _signing(canvas: Canvas, data: LetterData, values: dict[str, str]) -> None:
    table = {key: filled(text, values) for key, text in words(Language.CHINESE).items()}
    left = places.TEXT_LEFT
    width = label(canvas, table["place.seal"], x=left, y=places.SEAL_LINE, size=10)
    name, room = data.organization_name, places.RING.left - left - width - 4
    size = furniture.fitted_size(name, face=Face.SERIF_BOLD, size=10, width=room)
    label(canvas, name, x=left + width, y=places.SEAL_LINE, face=Face.SERIF_BOLD, size=size)
    for place, who in (("rep", "representative"), ("agent", "agent")):
        _signature(canvas, table[f"place.{place}"], hint=table[f"place.hint.{place}"], who=who)
    furniture.ring(canvas, places.RING)
    x, _ = places.RING.middle
    hint = table["place.hint.seal"]
    label(canvas, hint, x=x, y=places.RING.bottom + 4, face=Face.SANS, size=7.5, colour=GREY, anchor="middle")
    _date(canvas)


def _signature(canvas: Canvas, text: str, *, hint: str, who: str) -> None:
    rect = places.SIGNATURES[who]
    label(canvas, text, x=places.TEXT_LEFT, y=rect.bottom - 1, size=10)
    furniture.rule(canvas, left=rect.left, right=rect.right, y=rect.bottom)
    label(canvas, hint, x=rect.right + 2, y=rect.bottom - 1, face=Face.SANS, size=6.5, colour=GREY)


def _date(canvas: Canvas) -> None:
    baseline = places.DATE_TOP + 5.5
    label(canvas, "日期：", x=places.TEXT_LEFT, y=baseline, size=10)
    for box in places.DATE_BOXES:
        furniture.frame(canvas, box, colour=GREY)
    for index, unit in ((3, "年"), (5, "月"), (7, "日")):
        label(canvas, unit, x=places.DATE_BOXES[index].right + 1.2, y=baseline, size=10)


def _foot(canvas: Canvas, data: LetterData) -> None:
    furniture.qr_code(canvas, qr_text(data), rect=places.QR)
    foot = filled(words(Language.CHINESE)["foot"], {"page": "1", "pages": "1"})
    page, *notes = foot.split("　")
    x, y = places.QR.right + 4, places.QR.top + 10
    for number, note in enumerate((words(Language.CHINESE)["place.hint.date"], *notes)):
        label(canvas, note, x=x, y=y + 4.4 * number, face=Face.SANS, size=8, colour=GREY)
    label(
        canvas,
        page,
        x=places.TEXT_RIGHT,
        y=places.QR.bottom,
        face=Face.SANS,
        size=8,
        colour=GREY,
        anchor="right",
    )
