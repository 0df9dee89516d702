"""The statement on one A4 page within a double frame."""

from functools import partial
from pathlib import Path

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Spacer

from chopmark.drawing import sheets
from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import furniture, places
from chopmark.drawing.letters.data import Language, Mark
from chopmark.drawing.letters.furniture import GREY, INK, LINE, VERMILION, label
from chopmark.drawing.letters.parties import grouped
from chopmark.drawing.letters.places import Rect
from chopmark.drawing.letters.setting import literal
from chopmark.drawing.letters.wording import filled, title_in, words
from chopmark.drawing.statements.data import Statement

_CODE_GROUPS = (4, 4, 4, 4, 2)
_OUTER = Rect(10.0, 8.0, 190.0, 281.0)
_INNER = Rect(11.6, 9.6, 186.8, 277.8)
_TITLES = {Language.CHINESE: 27.0, Language.ENGLISH: 24.0}
_DOCUMENTS = {
    Language.CHINESE: ("营业执照", "机构证件"),
    Language.ENGLISH: ("business licence", "institution certificate"),
}
_SEALS = {Language.CHINESE: ("公章", "机构公章"), Language.ENGLISH: ("official seal", "institutional seal")}
_AIRS = (4.4, 3.2, 2.0, 1.0)  # points above and below each fact
_QR = Rect(places.TEXT_LEFT, 242.0, 30.0, 30.0)


def statement(data: Statement, language: Language, *, marks: frozenset[Mark] = frozenset()) -> bytes:
    """The statement as PDF, one page, the same bytes for the same data. Raises GlyphMissing."""
    table = sheets.words_in(Path(__file__).parent, language)
    values = _values(data, language=language)
    sheet = sheets.Sheet(
        language=language,
        title=f"{table['title']} {data.number}",
        brand=table["brand"],
        number=filled(table["number"], values),
        foot=table["foot"],
        page=lambda page, pages: filled(table["page"], {"page": str(page), "pages": str(pages)}),
        warning="　｜　".join(words(language)[mark] for mark in Mark if mark in marks),
        top=42.0,
        bottom=58.0,
    )
    told = {key: filled(text, values) for key, text in table.items()}
    stories = [partial(_story, data, told=told, language=language, air=air) for air in _AIRS]
    furnish = partial(_furnish, data=data, told=told, language=language)
    return sheets.built(sheet, stories, most=1, furnish=furnish)


def _values(data: Statement, *, language: Language) -> dict[str, str]:
    which = int(data.is_institution)
    return {
        "operator": data.operator,
        "org": literal(data.organization_name),
        "time": sheets.moment(data.verified_at, language=language),
        "number": data.number,
        "rep_title": title_in(language, data.legal_title),
        "doc": _DOCUMENTS[language][which],
        "seal": _SEALS[language][which],
    }


def _story(data: Statement, *, told: dict[str, str], language: Language, air: float) -> list[Flowable]:
    size = 11.5 if language is Language.CHINESE else 11.0
    title = "　".join(told["title"]) if language is Language.CHINESE else told["title"]
    return [
        sheets.heading(title, size=_TITLES[language], after=16),
        sheets.heading(data.organization_name, size=16, after=14),
        sheets.clause(told["lead"], language=language, size=size, indent=0, gap=14),
        sheets.facts(_rows(data, told=told, language=language), size=10.5, head=52.0, air=air),
        Spacer(1, air * 1.4 * mm),
        sheets.clause(told["worth"], language=language, size=10, indent=0),
        Spacer(1, air * 2 * mm),
        sheets.paragraph(f"**{data.operator}**", sheets.style(11.5, alignment=TA_RIGHT)),
        sheets.paragraph(sheets.day(data.issued_at, language=language), sheets.style(10.5, alignment=TA_RIGHT)),
    ]


def _rows(data: Statement, *, told: dict[str, str], language: Language) -> list[tuple[str, str]]:
    comma = "、" if language is Language.CHINESE else "; "
    return [
        (told["org"], data.organization_name),
        (told["uscc"], grouped(data.uniform_social_credit_code, _CODE_GROUPS)),
        (told["entity"], told[f"entity.{data.entity}"]),
        (told["administrator"], data.administrator_masked),
        (told["authorised"], told[f"authorised.{data.authorised_by}"]),
        (told["methods"], comma.join(told[f"method.{one}"] for one in data.methods)),
        (told["verified"], sheets.moment(data.verified_at, language=language)),
        (told["reference"], data.reference),
    ]


def _furnish(canvas: Canvas, *, data: Statement, told: dict[str, str], language: Language) -> None:
    """The double frame of a deed, the code, and who stands behind the file."""
    furniture.frame(canvas, _OUTER, colour=INK)
    furniture.frame(canvas, _INNER, colour=LINE)
    canvas.setStrokeColor(VERMILION)
    canvas.setLineWidth(0.8)
    middle = places.PAGE_WIDTH / 2
    canvas.line(*furniture.at(middle - 9, 38.0), *furniture.at(middle + 9, 38.0))
    furniture.qr_code(canvas, data.verify_url, rect=_QR)
    _beside(canvas, data=data, told=told, language=language)


def _beside(canvas: Canvas, *, data: Statement, told: dict[str, str], language: Language) -> None:
    """Right of the code: how to check, and what the signature is."""
    x, width = _QR.right + 6, places.TEXT_RIGHT - _QR.right - 6
    label(canvas, told["check"], x=x, y=_QR.top + 4.5, face=Face.SANS_MEDIUM, size=9)
    size = furniture.fitted_size(data.verify_url, face=Face.SANS, size=8, width=width)
    label(canvas, data.verify_url, x=x, y=_QR.top + 9.5, face=Face.SANS, size=size, colour=GREY)
    y = _QR.top + 14.5
    for key in ("signed", "internal"):
        note = sheets.paragraph(told[key], sheets.style(8.4, colour=GREY))
        _, tall = note.wrap(width * mm, 30 * mm)
        note.drawOn(canvas, *furniture.at(x, y + tall / mm))
        y += tall / mm + 1.5
