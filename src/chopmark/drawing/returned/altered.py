"""Letters whose print somebody changed before they were stamped: whited out and printed over in the same type."""

from collections.abc import Callable

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from chopmark.drawing.fonts import Face, font
from chopmark.drawing.letters import LetterData
from chopmark.drawing.returned.scale import DPI

_POINTS_PER_INCH = 72


class TextNotPrinted(Exception):
    """The words to be altered do not stand on the sheet."""


Alteration = Callable[[LetterData], tuple[str, str, Face]]


def printed(pdf: bytes, data: LetterData, alteration: Alteration | None) -> Image.Image:
    """The sheet as a picture at DPI, with one thing on it altered. Raises TextNotPrinted."""
    document = pdfium.PdfDocument(pdf)
    try:
        page = document[0]
        sheet: Image.Image = page.render(scale=DPI / _POINTS_PER_INCH).to_pil().convert("RGB")
        if alteration:
            old, new, face = alteration(data)
            _overprint(sheet, page, old=old, new=new, face=face)
        return sheet
    finally:
        document.close()


def other_phone(data: LetterData) -> tuple[str, str, Face]:
    """The last four digits, the last of them raised by one."""
    end = data.admin_mobile[-4:]
    return end, end[:-1] + str((int(end[-1]) + 1) % 10), Face.SANS


def other_name(data: LetterData) -> tuple[str, str, Face]:
    """The agent's name with its last character exchanged."""
    return data.admin_name, exchanged(data.admin_name, len(data.admin_name) - 1), Face.SERIF


def other_id(data: LetterData) -> tuple[str, str, Face]:
    """The last four characters of the document's number, the first of them raised by one."""
    end = data.admin_id_card_number[-4:]
    return end, str((int(end[0]) + 1) % 10) + end[1:], Face.SANS


def other_company(data: LetterData) -> tuple[str, str, Face]:
    """The organisation's name in the table, one character in its middle exchanged."""
    name = data.organization_name
    return name, exchanged(name, len(name) // 2), Face.SERIF_BOLD


def other_code(data: LetterData) -> tuple[str, str, Face]:
    """The third group of the code, its last character another."""
    group = data.uniform_social_credit_code[8:12]
    return group, group[:-1] + ("8" if group[-1] != "8" else "3"), Face.SANS


def exchanged(name: str, at: int) -> str:
    """A name with one of its characters exchanged."""
    return name[:at] + ("恒" if name[at] != "恒" else "泰") + name[at + 1 :]


def other_clause(_data: LetterData) -> tuple[str, str, Face]:
    """Two characters that turn the clause on delegation into its opposite."""
    return "不得转让", "可以转让", Face.SERIF


def _overprint(sheet: Image.Image, page: pdfium.PdfPage, *, old: str, new: str, face: Face) -> None:
    """White out printed words and print others in their place, in the same type."""
    text = page.get_textpage()
    found = text.search(old).get_next()
    if found is None:
        raise TextNotPrinted(f"The sheet does not say {old}.")
    boxes = [text.get_charbox(found[0] + index, loose=True) for index in range(len(old))]
    size = pdfium.raw.FPDFText_GetFontSize(text, found[0]) * DPI / _POINTS_PER_INCH
    left, right = _px_of_points(min(box[0] for box in boxes)), _px_of_points(max(box[2] for box in boxes))
    height = page.get_height()
    top, bottom = _px_of_points(height - boxes[0][3]), _px_of_points(height - boxes[0][1])
    draw = ImageDraw.Draw(sheet)
    spare = (bottom - top) // 9  # the box reaches to the neighbouring lines, whose print must stay
    draw.rectangle((left, top + spare, right, bottom - spare), fill="white")
    middle = ((left + right) / 2, (top + bottom) / 2)
    draw.text(middle, new, font=font(face, round(size)), fill=(22, 24, 27), anchor="mm")


def _px_of_points(points: float) -> int:
    return round(points * DPI / _POINTS_PER_INCH)
