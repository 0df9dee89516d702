"""What people add to a printed letter, for the example that shows how: seal, signatures and date."""

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from chopmark.drawing.fonts import Face
from chopmark.drawing.imprints import SealText, round_seal
from chopmark.drawing.letters import places
from chopmark.drawing.letters.data import LetterData
from chopmark.drawing.letters.furniture import at, label

_PEN = HexColor("#1D2E5C")  # blue-black ink
_SEAL_MM = 40.0  # 1 mm of air inside the 42 mm ring
_DPI = 300  # print quality


def fill_in(canvas: Canvas, data: LetterData) -> None:
    """Stamp, sign and date the sheet as of its day of issue."""
    _seal(canvas, data.organization_name)
    for who, name in (("representative", data.legal_name), ("agent", data.admin_name)):
        rect = places.SIGNATURES[who]
        label(canvas, name, x=rect.left + 6, y=rect.bottom - 1.4, face=Face.MASHAN, size=19, colour=_PEN)
    for digit, box in zip(f"{data.issued:%Y%m%d}", places.DATE_BOXES, strict=True):
        x, y = box.middle
        label(canvas, digit, x=x, y=y + 2.4, face=Face.MASHAN, size=19, colour=_PEN, anchor="middle")


def _seal(canvas: Canvas, name: str) -> None:
    seal = round_seal(SealText(name), diameter_mm=_SEAL_MM, dpi=_DPI)
    x, y = places.RING.middle
    left, bottom = at(x - _SEAL_MM / 2, y + _SEAL_MM / 2)
    canvas.drawImage(ImageReader(seal), left, bottom, _SEAL_MM * mm, _SEAL_MM * mm, mask="auto")
