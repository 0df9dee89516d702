"""The English rendering of the letter: the full text over as many pages as it takes, not for stamping."""

import io
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import furniture, places
from chopmark.drawing.letters.data import Kind, Language, LetterData, Mark
from chopmark.drawing.letters.furniture import GREY, INK, LINE, VERMILION, label
from chopmark.drawing.letters.typefaces import check_glyphs, name_of, serif_family
from chopmark.drawing.letters.wording import Article, articles, filled, values_of, words

_RENDERING = "English rendering for reading. The Chinese text prevails; stamp the Chinese sheet, not this one."
_DOCUMENTS = {"居民身份证": "Resident identity card"}
_BODY_SIZE = 9.5
_TOP = 30 * mm  # below the head
_FRAME_PADDING = 6  # points that the page frame adds inside its margins


def english_letter(data: LetterData, *, marks: frozenset[Mark] = frozenset()) -> bytes:
    """The rendering as PDF: subset fonts, page x of y, the same bytes for the same data."""
    _, pages = _built(data, marks=marks, pages=0)
    content, _ = _built(data, marks=marks, pages=pages)  # again, now that the number of pages is known
    return content


def _built(data: LetterData, *, marks: frozenset[Mark], pages: int) -> tuple[bytes, int]:
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=(places.PAGE_WIDTH * mm, places.PAGE_HEIGHT * mm),
        leftMargin=places.TEXT_LEFT * mm - _FRAME_PADDING,
        rightMargin=places.TEXT_LEFT * mm - _FRAME_PADDING,
        topMargin=_TOP,
        bottomMargin=20 * mm,
        title=f"{words(Language.ENGLISH)[f'title.{data.kind}']} {data.number}",
        invariant=1,
        lang="en",
    )
    furnish = partial(_furnish, data=data, marks=marks, pages=pages)
    document.build(_story(data), onFirstPage=furnish, onLaterPages=furnish)
    return buffer.getvalue(), document.page


def _furnish(canvas: Canvas, document: Any, *, data: LetterData, marks: frozenset[Mark], pages: int) -> None:
    """Head and foot of each page."""
    table, right = words(Language.ENGLISH), places.TEXT_RIGHT
    furniture.chopmark(canvas, x=places.TEXT_LEFT, y=13.4, side=5.0)
    label(canvas, "Chopmark", x=places.TEXT_LEFT + 7, y=17.2, face=Face.SANS_MEDIUM, size=9.5)
    number = filled(table["number"], {"number": data.number, "template": data.template})
    label(canvas, number, x=right, y=17.0, face=Face.SANS, size=8, colour=GREY, anchor="right")
    lines = (_RENDERING, "  |  ".join(table[mark] for mark in Mark if mark in marks))
    for y, line in zip((23.0, 27.0), lines, strict=True):
        label(canvas, line, x=places.TEXT_LEFT, y=y, face=Face.SANS_MEDIUM, size=8, colour=VERMILION)
    page = filled(table["foot"], {"page": str(document.page), "pages": str(pages)}).split("   ")[0]
    furniture.rule(canvas, left=places.TEXT_LEFT, right=right, y=280)
    label(canvas, page, x=right, y=285, face=Face.SANS, size=8, colour=GREY, anchor="right")
    label(canvas, table[f"family.{data.family}"], x=places.TEXT_LEFT, y=285, face=Face.SANS, size=8, colour=GREY)


def _style(**changes: Any) -> ParagraphStyle:
    usual = {
        "fontName": serif_family(),
        "fontSize": _BODY_SIZE,
        "bulletFontName": name_of(Face.SERIF),
        "bulletFontSize": _BODY_SIZE,
        "leading": _BODY_SIZE * 1.42,
        "textColor": INK,
        "spaceAfter": 4,
    }
    return ParagraphStyle("letter", **{**usual, **changes})


def _paragraph(text: str, style: ParagraphStyle, *, number: str | None = None) -> Paragraph:
    """Text with `**` as bold; a character without a glyph is an error, not an empty box."""
    check_glyphs(text, face=Face.SERIF)
    stretches = [
        f"<b>{escape(stretch)}</b>" if index % 2 else escape(stretch) for index, stretch in enumerate(text.split("**"))
    ]
    return Paragraph("".join(stretches), style, bulletText=number)


def _story(data: LetterData) -> list[Flowable]:
    table = words(Language.ENGLISH)
    values = values_of(data, language=Language.ENGLISH)
    title = _style(fontSize=13.5, leading=18, spaceAfter=6)
    story: list[Flowable] = [
        _paragraph(f"**{table[f'title.{data.kind}']}**", title),
        _paragraph(filled(table["to"], values), _style(spaceAfter=8)),
        _parties(data, values),
        Spacer(1, 10),
    ]
    listed = articles(data.family, language=Language.ENGLISH, values=values, kind=data.kind)
    for number, article in enumerate(listed, start=1):
        story += _article(article, number=number)
    return [*story, Spacer(1, 6), *_places(values)]


def _article(article: Article, *, number: int) -> list[Flowable]:
    """The lead with its number in the margin, then its items, each on its own."""
    lead = _style(leftIndent=18, bulletIndent=0)
    below = _style(leftIndent=38, bulletIndent=18, spaceAfter=2.5)
    items = [_paragraph(item, below, number=f"({place})") for place, item in enumerate(article.items, start=1)]
    return [_paragraph(article.lead, lead, number=f"{number}."), *items]


def _parties(data: LetterData, values: dict[str, str]) -> Table:
    table = words(Language.ENGLISH)
    filled_in = replace(data, admin_id_card_type=_DOCUMENTS.get(data.admin_id_card_type, data.admin_id_card_type))
    rows = [
        (f"**{filled(table['party.head'], values)}**", ""),
        (table["party.org"], filled_in.organization_name),
        (table["party.uscc"], filled_in.uniform_social_credit_code),
        (filled(table["party.rep"], values), filled_in.legal_name),
        (f"**{table[f'admin.head.{data.kind}']}**", ""),
        (table["admin.name"], filled_in.admin_name),
        (table["admin.mobile"], filled_in.admin_mobile),
        (table["admin.id_type"], filled_in.admin_id_card_type),
        (table["admin.id"], filled_in.admin_id_card_number),
    ]
    if data.kind is Kind.CHANGE:
        rows += [
            (f"**{table['old.head']}**", ""),
            (table["old.name"], data.former_name),
            (table["old.mobile"], data.former_mobile),
        ]
    style = _style(spaceAfter=0, leading=13)
    cells = [[_paragraph(_name(name), style), _paragraph(value, style)] for name, value in rows]
    made = Table(cells, colWidths=[62 * mm, (places.TEXT_WIDTH - 62) * mm], hAlign="LEFT")
    made.setStyle(_table_style([place for place, (name, _) in enumerate(rows) if name.startswith("**")]))
    return made


def _name(text: str) -> str:
    """The label without the colon and the value that follow it."""
    return text.split(": {", maxsplit=1)[0]


def _table_style(heads: list[int]) -> TableStyle:
    """The rows that name a party run over both columns."""
    return TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, LINE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            *(("SPAN", (0, head), (1, head)) for head in heads),
        ]
    )


def _places(values: dict[str, str]) -> list[Flowable]:
    """The signing places of the Chinese sheet, with what each asks for."""
    table, grey = words(Language.ENGLISH), _style(spaceAfter=3, textColor=GREY, fontSize=9, leading=13)
    heading = _paragraph("**Signing places on the Chinese sheet**", _style(spaceAfter=3))
    lines = [
        _paragraph(f"{filled(table[f'place.{key}'], values)} {table[f'place.hint.{key}']}", grey)
        for key in ("seal", "rep", "agent", "date")
    ]
    return [heading, *lines]
