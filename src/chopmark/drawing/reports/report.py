"""The report on A4 pages: the file, its parties, what happened when, and what a check of the file says."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Spacer

from chopmark.drawing import sheets
from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import furniture, places
from chopmark.drawing.letters.data import Language, Mark
from chopmark.drawing.letters.furniture import GREY, label
from chopmark.drawing.letters.parties import grouped
from chopmark.drawing.letters.places import Rect
from chopmark.drawing.letters.wording import filled, words
from chopmark.drawing.reports.data import Check, Evidence, Signer

_CODE_GROUPS = (4, 4, 4, 4, 2)
_DIGEST_GROUPS = (16, 16, 16, 16)
_PAGES = 200
_QR_MM = 28.0
_HEADS = {Language.CHINESE: 44.0, Language.ENGLISH: 54.0}  # millimetres, of the names beside the facts

Told = Mapping[str, str]


def report(data: Evidence, language: Language, *, marks: frozenset[Mark] = frozenset()) -> bytes:
    """The report as PDF, the same bytes for the same data; no character of it is an empty box."""
    told = sheets.words_in(Path(__file__).parent, language)
    sheet = sheets.Sheet(
        language=language,
        title=f"{told['title']} {data.number}",
        brand=told["brand"],
        number=filled(told["number"], {"number": data.number}),
        foot=told["foot"],
        page=lambda page, pages: filled(told["page"], {"page": str(page), "pages": str(pages)}),
        warning="　｜　".join(words(language)[mark] for mark in Mark if mark in marks),
    )
    return sheets.built(sheet, [partial(_story, data, told=told, language=language)], most=_PAGES)


def _story(data: Evidence, *, told: Told, language: Language) -> list[Flowable]:
    size = 10.5 if language is Language.CHINESE else 10.0
    known = {
        "operator": sheets.printable(data.operator),
        "time": sheets.moment(data.issued_at, language=language),
        "number": data.reference,
    }
    title = "　".join(told["title"]) if language is Language.CHINESE else told["title"]
    story: list[Flowable] = [
        sheets.heading(title, size=22, after=10),
        sheets.heading(sheets.printable(data.title), size=14, after=12),
        sheets.clause(filled(told["lead"], known), language=language, size=size, indent=0, gap=8),
        *_section("file", _file(data, told=told, language=language), told=told, language=language),
    ]
    for number, one in enumerate(data.signers, start=1):
        rows = _signer(one, told=told, language=language)
        story += _section("party", rows, told=told, language=language, number=str(number))
    story += _section("moments", _moments(data, told=told, language=language), told=told, language=language)
    for number, found in enumerate(data.checks, start=1):
        story += _section(
            "check", _check(found, told=told, language=language), told=told, language=language, number=str(number)
        )
    if not data.checks:
        story.append(sheets.paragraph(told["unchecked"], sheets.style(9.5, spaceBefore=10)))
    return [*story, Spacer(1, 3 * mm), KeepTogether(_closing(data, told=told, known=known))]


def _section(
    key: str, rows: list[tuple[str, str]], *, told: Told, language: Language, number: str = ""
) -> list[Flowable]:
    """A heading that stays with the first facts below it."""
    head = sheets.paragraph(
        f"**{filled(told[f'{key}.head'], {'number': number})}**", sheets.style(11, spaceBefore=10, spaceAfter=5)
    )
    head.keepWithNext = 1
    return [head, sheets.facts(rows, size=9.3, head=_HEADS[language], air=2.2)]


def _file(data: Evidence, *, told: Told, language: Language) -> list[tuple[str, str]]:
    return [
        (told["title_of"], sheets.printable(data.title)),
        (told["reference"], data.reference),
        (told["sha256"], grouped(data.sha256, _DIGEST_GROUPS)),
        (told["pages"], str(data.pages)),
        (told["sender"], sheets.printable(data.sender)),
        (told["sent"], sheets.moment(data.sent_at, language=language)),
        (told["finished"], sheets.moment(data.finished_at, language=language)),
        (told["order"], told["ordered" if data.is_ordered else "parallel"]),
    ]


def _signer(one: Signer, *, told: Told, language: Language) -> list[tuple[str, str]]:
    """Only what applies to this party."""
    said = {
        "name": sheets.printable(one.name),
        "kind": told["organisation" if one.is_organisation else "person"],
        "uscc": grouped(one.uscc, _CODE_GROUPS) if one.uscc else "",
        "authenticated": _at(one.authenticated_at, language),
        "mobile": one.mobile,
        "told": _at(one.told_at, language),
        "opened": _at(one.opened_at, language),
        "mark": told[f"mark.{one.mark}"] if one.mark else "",
        "seal": sheets.printable(one.seal),
        "member": sheets.printable(one.member),
        "signed": _at(one.signed_at, language),
        "certificate": one.certificate,
        "issuer": sheets.printable(one.issuer),
    }
    return [(told[key], value) for key, value in said.items() if value]


def _at(moment: dt.datetime | None, language: Language) -> str:
    return sheets.moment(moment, language=language) if moment else ""


def _moments(data: Evidence, *, told: Told, language: Language) -> list[tuple[str, str]]:
    return [
        (
            sheets.moment(one.at, language=language),
            filled(told[f"act.{one.act}"], {"party": sheets.printable(one.party)}),
        )
        for one in data.moments
    ]


def _check(found: Check, *, told: Told, language: Language) -> list[tuple[str, str]]:
    """What anybody may find out again from the file alone."""
    said = {
        "checked_kind": told["stamp" if found.is_stamp else "signature"],
        "who": sheets.printable(found.who),
        "stamped": _at(found.stamped_at, language),
        "result": told["valid" if found.is_valid else "invalid"],
        "level": found.level,
    }
    return [(told[key], value) for key, value in said.items() if value]


def _closing(data: Evidence, *, told: Told, known: Told) -> list[Flowable]:
    """What the report is worth, the code, and who stands behind it."""
    return [
        sheets.paragraph(filled(told["worth"], known), sheets.style(9, colour=GREY, spaceAfter=4)),
        sheets.paragraph(filled(told["signed_by"], known), sheets.style(9, colour=GREY, spaceAfter=6)),
        sheets.Drawn(_QR_MM + 2, partial(_code, data=data, told=told)),
    ]


def _code(canvas: Canvas, top: float, *, data: Evidence, told: Told) -> None:
    rect = Rect(places.TEXT_LEFT, top + 1, _QR_MM, _QR_MM)
    furniture.qr_code(canvas, data.verify_url, rect=rect)
    x, width = rect.right + 6, places.TEXT_RIGHT - rect.right - 6
    label(canvas, told["check_by"], x=x, y=rect.top + 6, face=Face.SANS_MEDIUM, size=9)
    size = furniture.fitted_size(data.verify_url, face=Face.SANS, size=8, width=width)
    label(canvas, data.verify_url, x=x, y=rect.top + 12, face=Face.SANS, size=size, colour=GREY)
