"""Licences and certificates as pictures, with what is truly written on them and where.

The sheets follow the forms in use: landscape from March 2019 and portrait before it (domain 8.6). Emblem,
addresses and seals are inventions, and every sheet carries the word for "specimen".
"""

from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageDraw

from chopmark.drawing.fonts import Face
from chopmark.drawing.imprints import SealText, round_seal
from chopmark.drawing.lettering import BLACK, Box, Ink, Pen, Point, write, write_spread, write_wrapped
from chopmark.drawing.licence_fields import CERTIFICATES, LABELS, LicenceFields, Row
from chopmark.drawing.ornaments import emblem, press, security_paper
from chopmark.drawing.qr import qr_image

DPI = 150  # A4 is then 1754 by 1240 pixels
LANDSCAPE_SIZE = (1754, 1240)
PORTRAIT_SIZE = (1240, 1754)
REGISTRY = "https://registry.example/entity/"  # RFC 2606: a name that can never be registered
_SEAL_MM = 40.0  # seals of registration authorities are 40 to 42 mm wide
_GREY: Ink = (120, 116, 108)
_RED: Ink = (176, 42, 38)

_LABEL = Pen(Face.SERIF_BOLD, 29, (92, 74, 44))
_VALUE = Pen(Face.SERIF, 29)
_SMALL = Pen(Face.SERIF, 25)
_NOTE = Pen(Face.SERIF, 19, (92, 84, 70))
_SPECIMEN = Pen(Face.SANS, 22, _GREY)
_TITLE = Pen(Face.XIAOWEI, 112, BLACK)


class Form(StrEnum):
    """How the sheet lies: the form since 2019, or the one-column form before it."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


@dataclass(frozen=True)
class Placed:
    """A value as it is printed and the box that its print fills."""

    text: str
    box: Box


@dataclass(frozen=True)
class Licence:
    """The picture, and each printed value under its attribute of LicenceFields."""

    picture: Image.Image
    fields: dict[str, Placed]


@dataclass(frozen=True)
class _Column:
    """Where a column of rows stands: labels at `left`, values `indent` to the right, `width` wide."""

    left: int
    top: int
    label_width: int
    indent: int
    width: int
    gap: int


def draw_licence(fields: LicenceFields, *, form: Form = Form.LANDSCAPE) -> Licence:
    """Draw the sheet that belongs to the kind; certificates have a landscape form only."""
    if fields.kind in CERTIFICATES:
        return _certificate(fields)
    return _landscape(fields) if form is Form.LANDSCAPE else _portrait(fields)


def _landscape(fields: LicenceFields) -> Licence:
    sheet = security_paper(LANDSCAPE_SIZE)
    draw = ImageDraw.Draw(sheet)
    labels = LABELS[fields.kind]
    _head(sheet, title=labels.title, emblem_top=92, baseline=372, subtitle="（副  本）")
    placed = {"uscc": _code(draw, fields.uscc, at=(150, 196))}
    _code_picture(sheet, fields.uscc, at=(1318, 118), note_at=(1488, 150))
    placed |= _rows(draw, fields, labels.left, _Column(150, 520, 150, 190, 640, 62))
    placed |= _rows(draw, fields, labels.right, _Column(1044, 520, 150, 190, 380, 62))
    placed |= _signature(sheet, fields, at=(1100, 890))
    _foot(draw, _REMINDER, size=LANDSCAPE_SIZE)
    return Licence(sheet, placed)


def _portrait(fields: LicenceFields) -> Licence:
    sheet = security_paper(PORTRAIT_SIZE)
    draw = ImageDraw.Draw(sheet)
    labels = LABELS[fields.kind]
    _head(sheet, title=labels.title, emblem_top=108, baseline=410, subtitle="（副  本）")
    code = Pen(Face.SERIF_BOLD, 29)
    code_box = write(draw, f"统一社会信用代码  {fields.uscc}", at=(620, 520), pen=code, anchor="ms")
    label_width = int(code.width_of("统一社会信用代码  "))
    placed = {"uscc": Placed(fields.uscc, (code_box[0] + label_width, *code_box[1:]))}
    placed |= _rows(draw, fields, labels.rows, _Column(170, 610, 174, 220, 680, 62))
    _code_picture(sheet, fields.uscc, at=(150, 1398), note_at=(330, 1440))
    placed |= _signature(sheet, fields, at=(650, 1410))
    _foot(draw, _REMINDER, size=PORTRAIT_SIZE)
    return Licence(sheet, placed)


def _certificate(fields: LicenceFields) -> Licence:
    sheet = security_paper(LANDSCAPE_SIZE)
    draw = ImageDraw.Draw(sheet)
    labels = LABELS[fields.kind]
    _head(sheet, title=labels.title, emblem_top=92, baseline=356, subtitle="（副  本）")
    placed = {"uscc": _code(draw, fields.uscc, at=(150, 196))}
    _code_picture(sheet, fields.uscc, at=(1318, 118), note_at=(1488, 150))
    placed |= _rows(draw, fields, labels.left + labels.right, _Column(220, 510, 206, 246, 960, 58))
    _seal(sheet, fields.authority, middle=(1430, 950))
    write(draw, fields.issued, at=(1430, 990), pen=_SMALL, anchor="ms")
    _foot(draw, _CERTIFICATE_REMINDER, size=LANDSCAPE_SIZE)
    return Licence(sheet, placed)


def _head(sheet: Image.Image, *, title: str, emblem_top: int, baseline: int, subtitle: str) -> None:
    middle, side = sheet.width // 2, 150
    mark = emblem(side)
    sheet.paste(mark, (middle - side // 2, emblem_top), mark)
    draw = ImageDraw.Draw(sheet)
    size = _TITLE.size if len(title) == len("营业执照") else 74  # long titles leave room for the code
    pen = Pen(Face.XIAOWEI, size)
    width = int(size * len(title) * 1.28)  # spaced by about a quarter
    write_spread(draw, title, at=(middle - width // 2, baseline), width=width, pen=pen)
    write(draw, subtitle, at=(middle, baseline + 54), pen=_LABEL, anchor="ms")


def _code(draw: ImageDraw.ImageDraw, code: str, *, at: Point) -> Placed:
    write(draw, "统一社会信用代码", at=at, pen=_LABEL)
    box = write(draw, code, at=(at[0], at[1] + 48), pen=Pen(Face.SERIF_BOLD, 33))
    return Placed(code, box)


def _code_picture(sheet: Image.Image, code: str, *, at: Point, note_at: Point) -> None:
    sheet.paste(qr_image(REGISTRY + code, module_px=4).convert("RGB"), at)
    note = "扫描二维码登录企业信用信息公示系统，了解更多登记、备案、许可、监管信息。"
    write_wrapped(ImageDraw.Draw(sheet), note, at=note_at, width=160, pen=_NOTE, leading=27)


def _rows(
    draw: ImageDraw.ImageDraw, fields: LicenceFields, rows: tuple[Row, ...], column: _Column
) -> dict[str, Placed]:
    """Write the rows that have a value below each other."""
    placed, baseline = {}, column.top
    for row in rows:
        text = getattr(fields, row.value)
        if text:
            placed[row.value] = _row(draw, row, text, column=column, baseline=baseline)
            baseline = max(baseline + column.gap, placed[row.value].box[3] + column.gap - 12)
    return placed


def _row(draw: ImageDraw.ImageDraw, row: Row, text: str, *, column: _Column, baseline: int) -> Placed:
    size = min(_LABEL.size, column.label_width // len(row.label))
    pen = Pen(_LABEL.face, size, _LABEL.ink)
    write_spread(draw, row.label, at=(column.left, baseline), width=column.label_width, pen=pen)
    value = _SMALL if row.value == "scope" else _VALUE
    at = (column.left + column.indent, baseline)
    box = write_wrapped(draw, text, at=at, width=column.width, pen=value, leading=round(value.size * 1.4))
    return Placed(text, box)


def _signature(sheet: Image.Image, fields: LicenceFields, *, at: Point) -> dict[str, Placed]:
    """The authority in print, the day under it, and the seal over the day."""
    draw = ImageDraw.Draw(sheet)
    write(draw, "登记机关", at=at, pen=_LABEL)
    authority = write(draw, fields.authority, at=(at[0] + 150, at[1]), pen=_SMALL)
    middle = ((authority[0] + authority[2]) // 2, at[1] + 118)
    write(draw, fields.issued, at=middle, pen=_SMALL, anchor="ms")
    _seal(sheet, fields.authority, middle=(middle[0] + 30, middle[1] + 10))
    return {"authority": Placed(fields.authority, authority)}


def _seal(sheet: Image.Image, authority: str, *, middle: Point) -> None:
    seal = round_seal(SealText(authority), diameter_mm=_SEAL_MM, dpi=DPI, ink=_RED)
    press(sheet, seal, at=(middle[0] - seal.width // 2, middle[1] - seal.height // 2))


_REMINDER = "市场主体应当于每年1月1日至6月30日通过企业信用信息公示系统报送公示年度报告。"
_CERTIFICATE_REMINDER = "本证书不得涂改、转让、出借；登记事项变更的，应当换发。"


def _foot(draw: ImageDraw.ImageDraw, reminder: str, *, size: tuple[int, int]) -> None:
    """Between the frame's lines and the text: the reminder, and the word that this is a specimen."""
    width, height = size
    write(draw, reminder, at=(112, height - 84), pen=_NOTE)
    write(draw, "样张 虚构", at=(width - 112, height - 84), pen=_SPECIMEN, anchor="rs")
