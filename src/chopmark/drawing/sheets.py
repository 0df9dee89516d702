"""A4 documents that the platform itself issues: head, foot, title, clauses, facts and a code to check them by."""

import datetime as dt
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import furniture, places
from chopmark.drawing.letters.data import Language
from chopmark.drawing.letters.furniture import GREY, INK, LINE, VERMILION, label
from chopmark.drawing.letters.setting import Block, broken, literal, set_lines, stars, units_of
from chopmark.drawing.letters.typefaces import face_with, missing_glyphs, name_of, serif_family

_HAN = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff]")
_PADDING = 6  # points that the page frame adds inside its margins
_CHINESE_LEADING = 1.62  # times the size; the air between lines that a printed deed has
_ENGLISH_LEADING = 1.45
_SPARE = (Face.SANS,)  # draws the few characters of names that the song-style face lacks
_LANGS = {Language.CHINESE: "zh-CN", Language.ENGLISH: "en"}
_BEIJING = ZoneInfo("Asia/Shanghai")


@lru_cache(maxsize=8)  # two languages of a few documents
def words_in(folder: Path, language: Language) -> Mapping[str, str]:
    """The table of words that lies in the folder of a document."""
    table: dict[str, str] = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    return table


def moment(at: dt.datetime, *, language: Language) -> str:
    """Day and second in Beijing."""
    between = "" if language is Language.CHINESE else ", "
    return f"{day(at, language=language)}{between}{at.astimezone(_BEIJING):%H:%M:%S}"


def day(at: dt.datetime, *, language: Language) -> str:
    """The day in Beijing."""
    here = at.astimezone(_BEIJING)
    return f"{here.year}年{here.month}月{here.day}日" if language is Language.CHINESE else f"{here.day} {here:%B %Y}"


def printable(value: str) -> str:
    """A value of somebody else, ready for a text: its asterisks are asterisks, and what no face has is spelled out."""
    return literal("".join(one if _is_drawn(one) else f"[U+{ord(one):04X}]" for one in value))


@lru_cache(maxsize=20_000)  # characters
def _is_drawn(character: str) -> bool:
    return any(not missing_glyphs(character, face=face) for face in (Face.SERIF, *_SPARE))


@dataclass(frozen=True)
class Sheet:
    """What all pages of a document share. `foot` stands left of the page number, `warning` under the head."""

    language: Language
    title: str
    brand: str
    number: str
    foot: str
    page: Callable[[int, int], str]
    warning: str = ""
    top: float = 28.0  # millimetres above the text
    bottom: float = 24.0


Story = Callable[[], list[Flowable]]


def bare(canvas: Canvas) -> None:
    """Nothing but head and foot."""


def built(sheet: Sheet, stories: Sequence[Story], *, most: int, furnish: Callable[[Canvas], None] = bare) -> bytes:
    """The document as PDF: subset fonts, page x of y, the same bytes for the same story.

    The stories are one text from wide to narrow; the first that needs `most` pages or fewer is taken, else the last.
    """
    run = partial(_run, sheet, furnish=furnish)
    story = next((one for one in stories if run(one(), pages=most)[1] <= most), stories[-1])
    _, pages = run(story(), pages=most)
    return run(story(), pages=pages)[0]  # once more, now that the number of pages is known


def _run(sheet: Sheet, story: list[Flowable], *, furnish: Callable[[Canvas], None], pages: int) -> tuple[bytes, int]:
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=(places.PAGE_WIDTH * mm, places.PAGE_HEIGHT * mm),
        leftMargin=places.TEXT_LEFT * mm - _PADDING,
        rightMargin=places.TEXT_LEFT * mm - _PADDING,
        topMargin=sheet.top * mm - _PADDING,
        bottomMargin=sheet.bottom * mm - _PADDING,
        title=sheet.title,
        invariant=1,
        lang=_LANGS[sheet.language],
    )
    frame = partial(_frame, sheet=sheet, furnish=furnish, pages=pages)
    document.build(story, onFirstPage=frame, onLaterPages=frame)
    return buffer.getvalue(), document.page


def _frame(canvas: Canvas, document: Any, *, sheet: Sheet, furnish: Callable[[Canvas], None], pages: int) -> None:
    """Head and foot of each page, and on the first what the document adds."""
    left, right = places.TEXT_LEFT, places.TEXT_RIGHT
    furniture.chopmark(canvas, x=left, y=12.4, side=5.0)
    label(canvas, sheet.brand, x=left + 7, y=16.2, face=Face.SANS_MEDIUM, size=9.5)
    label(canvas, sheet.number, x=right, y=16.0, face=Face.SANS, size=8, colour=GREY, anchor="right")
    middle = places.PAGE_WIDTH / 2
    label(canvas, sheet.warning, x=middle, y=22.5, face=Face.SANS_MEDIUM, size=8.5, colour=VERMILION, anchor="middle")
    furniture.rule(canvas, left=left, right=right, y=280)
    page = sheet.page(document.page, pages)
    size = furniture.fitted_size(sheet.foot, face=Face.SANS, size=7.5, width=130)
    label(canvas, sheet.foot, x=left, y=284.6, face=Face.SANS, size=size, colour=GREY)
    label(canvas, page, x=right, y=284.6, face=Face.SANS, size=7.5, colour=GREY, anchor="right")
    if document.page == 1:
        furnish(canvas)


class Clause(Flowable):
    """A Chinese paragraph with even edges, its number hanging before it; never torn over two pages."""

    def __init__(self, text: str, *, size: float, indent: float, number: str = "", gap: float = 3.0) -> None:
        super().__init__()
        self.number, self.size, self.indent, self.gap = number, size, indent, gap
        self.units = units_of(text, size=size, spare=_SPARE)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.lines = broken(self.units, width=width - self.indent)
        self.width, self.height = width, len(self.lines) * self.size * _CHINESE_LEADING + self.gap
        return self.width, self.height

    def draw(self) -> None:
        leading = self.size * _CHINESE_LEADING
        baseline = self.height - self.size - (leading - self.size) / 2
        self.canv.setFillColor(INK)
        if self.number:
            self.canv.setFont(name_of(Face.SERIF), self.size)
            self.canv.drawRightString(self.indent, baseline, self.number)
        set_lines(
            self.canv, self.lines, block=Block(self.indent, self.width - self.indent, baseline, leading, self.size)
        )


def style(size: float, *, colour: Color = INK, middle: bool = False, **changes: Any) -> ParagraphStyle:
    """The song-style face at a size; `changes` in the words of the PDF writer."""
    usual = {
        "fontName": serif_family(),
        "fontSize": size,
        "bulletFontName": name_of(Face.SERIF),
        "bulletFontSize": size,
        "leading": size * _ENGLISH_LEADING,
        "textColor": colour,
        "alignment": TA_CENTER if middle else 0,
    }
    return ParagraphStyle("sheet", **{**usual, **changes})


def paragraph(text: str, form: ParagraphStyle, *, number: str | None = None) -> Paragraph:
    """Text with `**` as bold; a mostly Chinese one breaks between any two characters, another between words."""
    mostly_han = len(_HAN.findall(text)) * 2 > len(text)
    form = ParagraphStyle("han", parent=form, wordWrap="CJK") if mostly_han else form
    pieces = [
        f"<b>{_marked(one, face=Face.SERIF_BOLD)}</b>" if index % 2 else _marked(one, face=Face.SERIF)
        for index, one in enumerate(text.split("**"))
    ]
    return Paragraph("".join(pieces), form, bulletText=number)


def _marked(text: str, *, face: Face) -> str:
    """Escaped, and with the spare face around what this one cannot draw."""
    drawn = [(one, face_with(one, faces=(face, *_SPARE))) for one in stars(text)]
    return "".join(
        escape(one) if by is face else f'<font name="{name_of(by)}">{escape(one)}</font>' for one, by in drawn
    )


def clause(text: str, *, language: Language, size: float, indent: float, number: str = "", gap: float = 3) -> Flowable:
    """A paragraph of a deed in either language, its number hanging before it; `indent` in points."""
    if language is Language.CHINESE:
        return Clause(text, size=size, indent=indent, number=number, gap=gap)
    form = style(
        size, leftIndent=indent, bulletIndent=indent - 18 if number else 0, spaceAfter=gap, alignment=TA_JUSTIFY
    )
    return paragraph(text, form, number=number or None)


def heading(text: str, *, size: float, after: float = 6) -> Paragraph:
    return paragraph(f"**{text}**", style(size, middle=True, spaceAfter=after, leading=size * 1.3))


def facts(rows: Sequence[tuple[str, str]], *, size: float = 9.5, head: float = 38.0, air: float = 3.2) -> Table:
    """Names and values as they are, in two columns between fine lines; `head` is the first one in millimetres."""
    cells = [
        [paragraph(name, style(size, colour=GREY)), paragraph(literal(value), style(size))] for name, value in rows
    ]
    table = Table(cells, colWidths=[head * mm, (places.TEXT_WIDTH - head) * mm])
    table.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (0, 0), (-1, 0), 0.7, INK),
                ("LINEBELOW", (0, 0), (-1, -2), 0.35, LINE),
                ("LINEBELOW", (0, -1), (-1, -1), 0.7, INK),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), air),
                ("BOTTOMPADDING", (0, 0), (-1, -1), air + 1),
            ]
        )
    )
    return table


class Drawn(Flowable):
    """A place of a height in millimetres that a function draws into, told its top in millimetres on the page."""

    def __init__(self, height: float, draw: Callable[[Canvas, float], None]) -> None:
        super().__init__()
        self.tall, self.paint = height, draw

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return width, self.tall * mm

    def draw(self) -> None:
        left, bottom = self.canv.absolutePosition(0, 0)
        self.canv.saveState()
        self.canv.translate(-left, -bottom)
        self.paint(self.canv, places.PAGE_HEIGHT - bottom / mm - self.tall)
        self.canv.restoreState()
