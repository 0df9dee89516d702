"""Letters as people send them back: printed, stamped, signed, dated and photographed, well or badly."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter

from chopmark.drawing.damage import Damage, Matrix, Photo, Random, damaged
from chopmark.drawing.fonts import Face, font
from chopmark.drawing.imprints import MM_PER_INCH, SealText, round_seal
from chopmark.drawing.letters import LetterData, chinese_letter, places
from chopmark.drawing.letters.typefaces import missing_glyphs
from chopmark.drawing.ornaments import press

DPI = 200  # the resolution of the measured scans (evidence 3)
_SEAL_MM = 41.0  # the drawn seal of the measured scans
_POINTS_PER_INCH = 72
_PENS = ((24, 38, 92), (30, 30, 34))  # blue-black and black, as the hint on the sheet asks
_OLD = "2025-01"  # a version of the template that was never in use
_BLUR_PX = 5.0  # makes marker edges about as wide as the blurred scan of evidence 3


class Defect(StrEnum):
    """Why a letter would be returned (domain 4.3)."""

    DATE_INCOMPLETE = "date_incomplete"
    DATE_EMPTY = "date_empty"
    DATE_FUTURE = "date_future"
    DATE_STALE = "date_stale"
    WRONG_PHONE = "wrong_phone"
    WRONG_NAME = "wrong_name"
    WRONG_ID = "wrong_id"
    WRONG_COMPANY = "wrong_company"
    WRONG_CODE = "wrong_code"
    ALTERED_CLAUSE = "altered_clause"
    OLD_VERSION = "old_version"
    NO_SIGNATURE = "no_signature"
    NO_SEAL = "no_seal"
    WRONG_SEAL_NAME = "wrong_seal_name"
    CONTRACT_SEAL = "contract_seal"
    FINANCE_SEAL = "finance_seal"
    BLUR = "blur"
    GREY_COPY = "grey_copy"
    CROPPED = "cropped"
    GLARE = "glare"
    DARK = "dark"


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
    seal: Face = Face.SERIF_BOLD,
    pen: Face = Face.MASHAN,
) -> Photo:
    """A picture of the Chinese sheet as sent back; its matrix leads from the sheet at DPI to the picture.

    `seal` is the face in which the seal was cut, `pen` the hand that wrote the date.
    """
    random = np.random.default_rng(seed)
    sheet = _printed(_of_version(pdf, data, defect), data, defect)
    _sign(sheet, data, random, defect=defect)
    _date(sheet, _digits(signed_on, defect), random, pen=pen)
    if defect is not Defect.NO_SEAL:
        _stamp(sheet, replace(_seal_text(data.organization_name, defect), face=seal), random)
    if defect is Defect.BLUR:
        sheet = sheet.filter(ImageFilter.GaussianBlur(_BLUR_PX))
    photo = damaged(sheet, damage=Damage.COPY if defect is Defect.GREY_COPY else capture, seed=seed)
    return _SPOILT[defect](photo, random) if defect in _SPOILT else photo


def _of_version(pdf: bytes, data: LetterData, defect: Defect | None) -> bytes:
    """The sheet that was issued, or one of a version that is no longer in use."""
    return chinese_letter(replace(data, template_version=_OLD)) if defect is Defect.OLD_VERSION else pdf


def _cropped(photo: Photo, random: Random) -> Photo:
    """A strip of the sheet is not in the picture; which side, the seed decides."""
    picture = _opened(photo)
    width, height = picture.size
    cut = random.uniform(0.13, 0.2)
    boxes = [
        (0, 0, width, round(height * (1 - cut))), (0, round(height * cut), width, height),
        (0, 0, round(width * (1 - cut)), height), (round(width * cut), 0, width, height),
    ]  # fmt: skip
    box = boxes[int(random.integers(len(boxes)))]
    moved = np.array([[1, 0, -box[0]], [0, 1, -box[1]], [0, 0, 1]], np.float64)
    return _photo(picture.crop(box), moved @ photo.matrix)


def _glaring(photo: Photo, random: Random) -> Photo:
    """A lamp mirrored in the paper: white over the text, soft at its edge."""
    picture = _opened(photo)
    light = Image.new("L", picture.size, 0)
    x, y = photo.moved((_px(60), _px(100), _px(150), _px(190)))[:2]
    side = picture.width * random.uniform(0.2, 0.28)
    ImageDraw.Draw(light).ellipse((x, y, x + 1.5 * side, y + side), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(side / 9))
    return _photo(Image.composite(Image.new("RGB", picture.size, "white"), picture, light), photo.matrix)


def _dark(photo: Photo, random: Random) -> Photo:
    """Taken in the evening without a lamp."""
    share = random.uniform(0.12, 0.2)
    return _photo(_opened(photo).point(lambda value: round(value * share)), photo.matrix)


_SPOILT: dict[Defect | None, Callable[[Photo, Random], Photo]] = {
    Defect.CROPPED: _cropped,
    Defect.GLARE: _glaring,
    Defect.DARK: _dark,
}


def _opened(photo: Photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.jpeg)).convert("RGB")


def _photo(picture: Image.Image, matrix: Matrix) -> Photo:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return Photo(buffer.getvalue(), matrix)


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


def _other_name(data: LetterData) -> tuple[str, str, Face]:
    """The agent's name with its last character exchanged."""
    return data.admin_name, _exchanged(data.admin_name, len(data.admin_name) - 1), Face.SERIF


def _other_id(data: LetterData) -> tuple[str, str, Face]:
    """The last four characters of the document's number, the first of them raised by one."""
    end = data.admin_id_card_number[-4:]
    return end, str((int(end[0]) + 1) % 10) + end[1:], Face.SANS


def _other_company(data: LetterData) -> tuple[str, str, Face]:
    """The organisation's name in the table, one character in its middle exchanged."""
    name = data.organization_name
    return name, _exchanged(name, len(name) // 2), Face.SERIF_BOLD


def _other_code(data: LetterData) -> tuple[str, str, Face]:
    """The third group of the code, its last character another."""
    group = data.uniform_social_credit_code[8:12]
    return group, group[:-1] + ("8" if group[-1] != "8" else "3"), Face.SANS


def _exchanged(name: str, at: int) -> str:
    return name[:at] + ("恒" if name[at] != "恒" else "泰") + name[at + 1 :]


def _other_clause(_data: LetterData) -> tuple[str, str, Face]:
    """Two characters that turn the clause on delegation into its opposite."""
    return "不得转让", "可以转让", Face.SERIF


_ALTERATIONS: dict[Defect | None, Callable[[LetterData], tuple[str, str, Face]]] = {
    Defect.WRONG_PHONE: _other_phone,
    Defect.WRONG_NAME: _other_name,
    Defect.WRONG_ID: _other_id,
    Defect.WRONG_COMPANY: _other_company,
    Defect.WRONG_CODE: _other_code,
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
    digits = f"{day + _MOVED.get(defect, dt.timedelta()):%Y%m%d}"
    return digits[: _WRITTEN.get(defect, len(digits))]


_MOVED: dict[Defect | None, dt.timedelta] = {
    Defect.DATE_FUTURE: dt.timedelta(days=45),
    Defect.DATE_STALE: dt.timedelta(days=-200),
}
_WRITTEN: dict[Defect | None, int] = {Defect.DATE_INCOMPLETE: 6, Defect.DATE_EMPTY: 0}  # boxes that are filled
_LINES: dict[Defect | None, str] = {Defect.CONTRACT_SEAL: "合同专用章", Defect.FINANCE_SEAL: "财务专用章"}


def _date(sheet: Image.Image, digits: str, random: Random, *, pen: Face) -> None:
    colour = _PENS[int(random.integers(len(_PENS)))]
    for digit, box in zip(digits, places.DATE_BOXES, strict=False):
        x, y = box.middle
        at = (_px(x + random.uniform(-0.6, 0.6)), _px(y + random.uniform(-0.5, 0.5)))
        ImageDraw.Draw(sheet).text(at, digit, font=font(pen, _px(7)), fill=colour, anchor="mm")


def _sign(sheet: Image.Image, data: LetterData, random: Random, *, defect: Defect | None) -> None:
    for who, name in (("representative", data.legal_name), ("agent", data.admin_name)):
        if defect is Defect.NO_SIGNATURE:
            continue
        line = places.SIGNATURES[who]
        at = (_px(line.left + random.uniform(3, 8)), _px(line.bottom - random.uniform(0.5, 1.5)))
        pen = _PENS[int(random.integers(len(_PENS)))]
        ImageDraw.Draw(sheet).text(at, name, font=font(_hand_for(name), _px(8)), fill=pen, anchor="ls")


def _hand_for(name: str) -> Face:
    """The handwriting, or print for a name with a character that the handwriting lacks."""
    return Face.SERIF if missing_glyphs(name, face=Face.MASHAN) else Face.MASHAN


def _seal_text(name: str, defect: Defect | None) -> SealText:
    if defect is Defect.WRONG_SEAL_NAME:
        return SealText(_exchanged(name, len(name) // 2))  # a seal that differs by one character only
    return SealText(name, line=_LINES.get(defect, ""))


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
