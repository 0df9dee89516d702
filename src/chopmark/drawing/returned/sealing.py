"""What is pressed on a letter, or only laid over its picture."""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from PIL import Image

from chopmark.drawing.damage import Matrix
from chopmark.drawing.fonts import Face
from chopmark.drawing.imprints import SealText, oval_seal, round_seal
from chopmark.drawing.letters import places
from chopmark.drawing.ornaments import press
from chopmark.drawing.returned.altered import exchanged
from chopmark.drawing.returned.kinds import Defect, Variety
from chopmark.drawing.returned.scale import DPI, px

Random = np.random.Generator
_OVAL_MM: Final = (40.0, 30.0)  # the seal for invoices
_PASTED_MM: Final = 40.0
_OTHER: Final = "宁波远帆贸易有限公司"  # invented
_BESIDE_MM: Final = -46.0  # of the right place: where the second of two seals stands
_LINES: dict[Defect | None, str] = {
    Defect.CONTRACT_SEAL: "合同专用章",
    Defect.FINANCE_SEAL: "财务专用章",
    Defect.INVOICE_SEAL: "发票专用章",
}


def sealed(
    sheet: Image.Image, name: str, random: Random, *, defect: Defect | None, face: Face, manner: Variety
) -> None:
    """Press whatever seals this letter has."""
    for place, text in enumerate(_seals(name, defect)):
        _stamp(sheet, replace(text, face=face, number=manner.number), random, manner=manner, aside=place * _BESIDE_MM)


def _seals(name: str, defect: Defect | None) -> list[SealText]:
    """The second of two is somebody else's."""
    if defect in (Defect.NO_SEAL, Defect.PASTED_SEAL):
        return []
    if defect is Defect.WRONG_SEAL_NAME:
        return [SealText(exchanged(name, len(name) // 2))]  # a seal that differs by one character only
    if defect is Defect.OTHER_SEAL:
        return [SealText(_OTHER)]
    own = SealText(name, line=_LINES.get(defect, ""), has_star=defect is not Defect.INVOICE_SEAL)
    return [own, SealText(_OTHER)] if defect is Defect.SECOND_SEAL else [own]


def _stamp(sheet: Image.Image, text: SealText, random: Random, *, manner: Variety, aside: float) -> None:
    """Press the seal by hand: a little turned, a little off, with uneven ink."""
    seal = _turned(_cut(text, manner), random, most=manner.turned)
    seal.putalpha(_worn(seal.getchannel("A"), random, strength=manner.strength))
    if manner.is_smudged:
        seal = _smudged(seal, random)
    x, y = places.RING.middle
    left = px(x + aside + random.uniform(-1.5, 1.5)) - seal.width // 2
    top = px(y + random.uniform(-1.5, 1.5)) - seal.height // 2
    press(sheet, seal, at=(left, top))


def _cut(text: SealText, manner: Variety) -> Image.Image:
    if text.has_star:
        return round_seal(text, diameter_mm=manner.diameter, dpi=DPI, ink=manner.ink)
    return oval_seal(text, width_mm=_OVAL_MM[0], height_mm=_OVAL_MM[1], dpi=DPI, ink=manner.ink)


def _turned(seal: Image.Image, random: Random, *, most: float) -> Image.Image:
    return seal.rotate(random.uniform(-most, most), resample=Image.Resampling.BICUBIC)


def _smudged(seal: Image.Image, random: Random) -> Image.Image:
    """It moved while it was pressed: a paler second edge."""
    alpha = np.asarray(seal.getchannel("A"), np.float64)
    down, across = (round(away) for away in random.uniform(-4, 4, 2))
    made = seal.copy()
    both = np.maximum(alpha, 0.35 * np.roll(alpha, (down, across), axis=(0, 1)))
    made.putalpha(Image.fromarray(both.astype(np.uint8)))
    return made


def _worn(alpha: Image.Image, random: Random, *, strength: float) -> Image.Image:
    """Thin the ink in patches and in grain, never so much that a stroke is lost."""
    patches = Image.fromarray(random.integers(190, 256, (9, 9), dtype=np.uint8)).resize(alpha.size)
    grain = random.normal(0, 14, (alpha.height, alpha.width))
    ink = np.asarray(alpha, np.float64) * (np.asarray(patches) + grain) / 255 * strength
    return Image.fromarray(np.clip(ink, 0, 255).astype(np.uint8))


def pasted(picture: Image.Image, matrix: Matrix, text: SealText, random: Random) -> Image.Image:
    """A picture of a seal laid over the photograph of a sheet that was never stamped."""
    seal = _turned(round_seal(text, diameter_mm=_PASTED_MM, dpi=DPI), random, most=5.0)
    x, y = places.RING.middle
    left, top = (px(at + random.uniform(-2, 2)) - seal.width // 2 for at in (x, y))
    moved = matrix @ np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], np.float64)
    laid = cv2.warpPerspective(np.array(seal), moved, picture.size, flags=cv2.INTER_LINEAR)
    over = Image.fromarray(laid.astype(np.uint8))
    made = picture.copy()
    made.paste(over, mask=over.getchannel("A"))
    return made
