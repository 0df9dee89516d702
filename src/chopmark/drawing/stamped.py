"""Letters as people send them back: printed, stamped, signed, dated and photographed, well or badly."""

import datetime as dt
from collections.abc import Callable
from enum import StrEnum

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter

from chopmark.drawing.damage import Damage, Photo, Random, damaged
from chopmark.drawing.fonts import Face, font
from chopmark.drawing.imprints import MM_PER_INCH, SealText, round_seal
from chopmark.drawing.letters import LetterData, places
from chopmark.drawing.letters.typefaces import missing_glyphs
from chopmark.drawing.ornaments import press

DPI = 200  # the resolution of the measured scans (evidence 3)
_SEAL_MM = 41.0  # the drawn seal of the measured scans
_POINTS_PER_INCH = 72
_PENS = ((24, 38, 92), (30, 30, 34))  # blue-black and black, as the hint on the sheet asks
_BLUR_PX = 5.0  # makes marker edges about as wide as the blurred scan of evidence 3


class Defect(StrEnum):
    """Why a letter would be returned (domain 4.3)."""

    DATE_INCOMPLETE = "date_incomplete"
    WRONG_PHONE = "wrong_phone"
    ALTERED_CLAUSE = "altered_clause"
    NO_SEAL = "no_seal"
    WRONG_SEAL_NAME = "wrong_seal_name"
    CONTRACT_SEAL = "contract_seal"
    BLUR = "blur"
    GREY_COPY = "grey_copy"


class TextNotPrinted(Exception):
    """The words to be altered do not stand on the sheet."""


def stamped(
    pdf: bytes,
    data: LetterData,
    *,
    signed_on: dt.date,
    seed: int,
    defect: Defect | None = None,
    capture: Damage = Damage.PHONE,
) -> Photo:
    """A picture of the Chinese sheet as sent back; its matrix leads from the sheet at DPI to the picture."""
    random = np.random.default_rng(seed)
    sheet = _printed(pdf, data, defect)
    _sign(sheet, data, random)
    _date(sheet, _digits(signed_on, defect), random)
    if defect is not Defect.NO_SEAL:
        _stamp(sheet, _seal_text(data.organization_name, defect), random)
    if defect is Defect.BLUR:
        sheet = sheet.filter(ImageFilter.GaussianBlur(_BLUR_PX))
    return damaged(sheet, damage=Damage.COPY if defect is Defect.GREY_COPY else capture, seed=seed)


def _printed(pdf: bytes, data: LetterData, defect: Defect | None) -> Image.Image:
    document = pdfium.PdfDocument(pdf)
    try:
        page = document[0]
        sheet: Image.Image = page.render(scale=DPI / _POINTS_PER_INCH).to_pil().convert("RGB")
        if defect in _ALTERATIONS:
            old, new, face = _ALTERATIONS[defect](data)
            _overprint(sheet, page, old=old, new=new, face=face)
        return sheet
    finally:
        document.close()


def _other_phone(data: LetterData) -> tuple[str, str, Face]:
    """The last four digits, the last of them raised by one."""
    end = data.admin_mobile[-4:]
    return end, end[:-1] + str((int(end[-1]) + 1) % 10), Face.SANS


def _other_clause(_data: LetterData) -> tuple[str, str, Face]:
    """Two characters that turn the clause on delegation into its opposite."""
    return "不得转让", "可以转让", Face.SERIF


_ALTERATIONS: dict[Defect | None, Callable[[LetterData], tuple[str, str, Face]]] = {
    Defect.WRONG_PHONE: _other_phone,
    Defect.ALTERED_CLAUSE: _other_clause,
}


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


def _px(millimetres: float) -> int:
    return round(millimetres / MM_PER_INCH * DPI)


def _digits(day: dt.date, defect: Defect | None) -> str:
    """The digits for the eight boxes; an incomplete date lacks its day."""
    digits = f"{day:%Y%m%d}"
    return digits[:6] if defect is Defect.DATE_INCOMPLETE else digits


def _date(sheet: Image.Image, digits: str, random: Random) -> None:
    pen = _PENS[int(random.integers(len(_PENS)))]
    for digit, box in zip(digits, places.DATE_BOXES, strict=False):
        x, y = box.middle
        at = (_px(x + random.uniform(-0.6, 0.6)), _px(y + random.uniform(-0.5, 0.5)))
        ImageDraw.Draw(sheet).text(at, digit, font=font(Face.MASHAN, _px(7)), fill=pen, anchor="mm")


def _sign(sheet: Image.Image, data: LetterData, random: Random) -> None:
    for who, name in (("representative", data.legal_name), ("agent", data.admin_name)):
        line = places.SIGNATURES[who]
        at = (_px(line.left + random.uniform(3, 8)), _px(line.bottom - random.uniform(0.5, 1.5)))
        pen = _PENS[int(random.integers(len(_PENS)))]
        ImageDraw.Draw(sheet).text(at, name, font=font(_hand_for(name), _px(8)), fill=pen, anchor="ls")


def _hand_for(name: str) -> Face:
    """The handwriting, or print for a name with a character that the handwriting lacks."""
    return Face.SERIF if missing_glyphs(name, face=Face.MASHAN) else Face.MASHAN


def _seal_text(name: str, defect: Defect | None) -> SealText:
    if defect is Defect.WRONG_SEAL_NAME:
        middle = len(name) // 2
        other = "恒" if name[middle] != "恒" else "泰"  # a seal that differs by one character only
        return SealText(name[:middle] + other + name[middle + 1 :])
    return SealText(name, line="合同专用章" if defect is Defect.CONTRACT_SEAL else "")


def _stamp(sheet: Image.Image, text: SealText, random: Random) -> None:
    """Press the seal by hand: a little turned, a little off, with uneven ink."""
    seal = round_seal(text, diameter_mm=_SEAL_MM, dpi=DPI)
    seal = seal.rotate(random.uniform(-8, 8), resample=Image.Resampling.BICUBIC)
    seal.putalpha(_worn(seal.getchannel("A"), random))
    x, y = places.RING.middle
    left = _px(x + random.uniform(-1.5, 1.5)) - seal.width // 2
    top = _px(y + random.uniform(-1.5, 1.5)) - seal.height // 2
    press(sheet, seal, at=(left, top))


def _worn(alpha: Image.Image, random: Random) -> Image.Image:
    """Thin the ink in patches and in grain, never so much that a stroke is lost."""
    patches = Image.fromarray(random.integers(190, 256, (9, 9), dtype=np.uint8)).resize(alpha.size)
    grain = random.normal(0, 14, (alpha.height, alpha.width))
    ink = np.asarray(alpha, np.float64) * (np.asarray(patches) + grain) / 255
    return Image.fromarray(np.clip(ink, 0, 255).astype(np.uint8))
