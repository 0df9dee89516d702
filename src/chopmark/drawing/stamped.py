"""Letters as people send them back: printed, stamped, signed, dated and photographed, well or badly."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from chopmark.drawing import wear
from chopmark.drawing.damage import Damage, Matrix, Photo, Random, damaged
from chopmark.drawing.fonts import Face
from chopmark.drawing.imprints import SealText
from chopmark.drawing.letters import LetterData, chinese_letter
from chopmark.drawing.returned import altered
from chopmark.drawing.returned.kinds import PLAIN, Defect, Variety
from chopmark.drawing.returned.scale import DPI, px
from chopmark.drawing.returned.sealing import pasted, sealed
from chopmark.drawing.returned.writing import part_of_a_line, written

_OLD = "2025-01"  # a version of the template that was never in use
_BLUR_PX = 5.0  # makes marker edges about as wide as the blurred scan of evidence 3


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
    manner: Variety = PLAIN,
) -> Photo:
    """A picture of the Chinese sheet as sent back; its matrix leads from the sheet at DPI to the picture.

    `seal` is the face in which the seal was cut, `pen` the one of the date where `manner` has no hand.
    """
    random = np.random.default_rng(seed)
    sheet = altered.printed(_of_version(pdf, data, defect), data, _ALTERATIONS.get(defect))
    if defect is Defect.WHITENED:
        sheet = Image.fromarray(wear.whitened(np.array(sheet), part_of_a_line(random), dpi=DPI, random=random))
    sheet = written(sheet, data, _digits(signed_on, defect), random, defect=defect, by=manner.hand, pen=pen)
    sealed(sheet, data.organization_name, random, defect=defect, face=seal, manner=manner)
    if defect is Defect.BLUR:
        sheet = sheet.filter(ImageFilter.GaussianBlur(_BLUR_PX))
    for happened in manner.happened:
        sheet = Image.fromarray(happened(np.array(sheet), random))
    photo = damaged(sheet, damage=_CAPTURED.get(defect, capture), seed=seed)
    if defect is Defect.PASTED_SEAL:
        text = SealText(data.organization_name, face=seal)
        return _photo(pasted(_opened(photo), photo.matrix, text, random), photo.matrix)
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
    x, y = photo.moved((px(60), px(100), px(150), px(190)))[:2]
    side = picture.width * random.uniform(0.2, 0.28)
    ImageDraw.Draw(light).ellipse((x, y, x + 1.5 * side, y + side), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(side / 9))
    return _photo(Image.composite(Image.new("RGB", picture.size, "white"), picture, light), photo.matrix)


def _dark(photo: Photo, random: Random) -> Photo:
    """Taken in the evening without a lamp."""
    share = random.uniform(0.12, 0.2)
    return _photo(_opened(photo).point(lambda value: round(value * share)), photo.matrix)


_CAPTURED: dict[Defect | None, Damage] = {Defect.GREY_COPY: Damage.COPY, Defect.SCREEN: Damage.SCREEN}
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


_ALTERATIONS: dict[Defect | None, altered.Alteration] = {
    Defect.WRONG_PHONE: altered.other_phone,
    Defect.WRONG_NAME: altered.other_name,
    Defect.WRONG_ID: altered.other_id,
    Defect.WRONG_COMPANY: altered.other_company,
    Defect.WRONG_CODE: altered.other_code,
    Defect.ALTERED_CLAUSE: altered.other_clause,
}


def _digits(day: dt.date, defect: Defect | None) -> str:
    """The digits for the eight boxes; an incomplete date lacks its day."""
    digits = f"{day + _MOVED.get(defect, dt.timedelta()):%Y%m%d}"
    return digits[: _WRITTEN.get(defect, len(digits))]


_MOVED: dict[Defect | None, dt.timedelta] = {
    Defect.DATE_FUTURE: dt.timedelta(days=45),
    Defect.DATE_STALE: dt.timedelta(days=-200),
}
_WRITTEN: dict[Defect | None, int] = {Defect.DATE_INCOMPLETE: 6, Defect.DATE_EMPTY: 0}  # boxes that are filled
