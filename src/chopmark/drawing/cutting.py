"""The picture of a rubber seal becomes a seal like a drawn one: its ink alone, on a PDF page of exactly its size.

Red ink is kept and everything else left behind, so that writing under the seal does not come along. Where there is no
red at all, dark ink is taken and turned into the red of our own seals: that is how copiers and scanners see a seal.
"""

import io
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from chopmark.drawing.imprints import RED
from chopmark.drawing.lettering import Ink
from chopmark.kit.errors import Unreadable

LEAST_SIDE = 300  # pixels of the ink's shorter side: about 180 dpi at 42 mm, below which characters run together
MOST_STRETCH = 1.08  # how much the proportions may differ from those of the form: a picture taken a little aslant
_LONG_SIDE = 1400  # pixels: 610 dpi at 58 mm, more than any printer shows
_RED = 45  # of 255, how much redder than its paper: faded seals have 70 and more, warm light stays below 30
_DARK = 80  # of 255, how much darker than its paper: pencil and shadows stay below
_PAPER = 110  # of 255: without any paper so light there is nothing that ink could stand on
_LEAST_INK = 1500  # pixels: the rim alone of the smallest seal has 7000
_SPECK = 0.003  # of all ink: what lies apart and is smaller is dust
_EMPTY = 0.05  # of the seal: a rim alone covers 9 %, a seal with a name 15 % and more
_FAINT = 0.2  # of full ink: less is the paper's own colour
_STROKE = np.ones((3, 3), np.uint8)  # thinner than this is noise

Numbers = npt.NDArray[np.int16]
Marks = npt.NDArray[Any]  # 0 or 1, one byte each
Shares = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Cut:
    """How much ink lies on each pixel of the seal, 0 to 255, rows from the top; and its colour."""

    cover: npt.NDArray[np.uint8] = field(repr=False)
    ink: Ink


def ink_of(picture: bytes) -> Cut:
    """What is ink on an opened picture. Unreadable with SEAL_NO_INK, SEAL_EMPTY or SEAL_TOO_SMALL."""
    with Image.open(io.BytesIO(picture)) as opened:
        page = np.asarray(opened.convert("RGB"), dtype=np.int16)
    depth = _redness(page)
    strong = _strong(depth, least=_RED)
    if strong.any():
        return _cut(depth, strong, ink=_colour(page, depth, strong))
    depth = _darkness(page)
    strong = _strong(depth, least=_DARK)
    if not strong.any():
        raise Unreadable("SEAL_NO_INK")
    return _cut(depth, strong, ink=RED)


def _redness(page: Numbers) -> Numbers:
    """How much redder than the paper, which is most of the picture."""
    red: Numbers = page[..., 0] - (page[..., 1] + page[..., 2]) // 2
    paper = max(int(np.median(red)), 0)
    beyond: Numbers = np.subtract(red, paper, dtype=np.int16)
    return beyond


def _darkness(page: Numbers) -> Numbers:
    """How much darker than the paper; nothing is, where there is no paper."""
    light: Numbers = page.mean(axis=2).astype(np.int16)
    paper = int(np.percentile(light, 90))
    depth: Numbers = np.subtract(paper, light, dtype=np.int16)
    return depth if paper >= _PAPER else np.zeros_like(depth)


def _strong(depth: Numbers, *, least: int) -> Marks:
    """Where ink certainly is, without dust; nowhere, when it is too little to be a seal."""
    marks: Marks = cv2.morphologyEx((depth >= least).astype(np.uint8), cv2.MORPH_OPEN, _STROKE)
    total = int(marks.sum())
    if total < _LEAST_INK:
        return np.zeros_like(marks)
    _, labels, facts, _ = cv2.connectedComponentsWithStats(marks)
    kept = facts[:, cv2.CC_STAT_AREA] >= total * _SPECK
    kept[0] = False  # the ground
    clean: Marks = kept[labels].astype(np.uint8)
    return clean


def _colour(page: Numbers, depth: Numbers, strong: Marks) -> Ink:
    """Of the fullest ink: edges are mixed with paper."""
    full = page[(strong > 0) & (depth >= _full(depth, strong))]
    red, green, blue = (int(value) for value in np.median(full, axis=0))
    return red, green, blue


def _full(depth: Numbers, strong: Marks) -> int:
    return int(np.percentile(depth[strong > 0], 60))


def _cut(depth: Numbers, strong: Marks, *, ink: Ink) -> Cut:
    left, top, width, height = cv2.boundingRect(strong)
    cover = _cover(depth[top : top + height, left : left + width], full=_full(depth, strong))
    if float(cover.mean()) < _EMPTY:
        raise Unreadable("SEAL_EMPTY")
    if min(width, height) < LEAST_SIDE:
        raise Unreadable("SEAL_TOO_SMALL", least_side=LEAST_SIDE)
    return Cut(_reduced((cover * 255).astype(np.uint8)), ink)


def _cover(depth: Numbers, *, full: int) -> Shares:
    """0 for paper to 1 for full ink."""
    share = np.clip((depth / full - _FAINT) / (1 - _FAINT), 0, 1)
    return share.astype(np.float32)


def _reduced(cover: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    scale = _LONG_SIDE / max(cover.shape)
    if scale >= 1:
        return cover
    smaller = cv2.resize(cover, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return smaller.astype(np.uint8)


def page_of(cut: Cut, *, width: float, height: float) -> bytes:
    """One PDF page of a size in millimetres, filled to its edges, with a transparent ground.

    Unreadable with SEAL_PROPORTIONS when the ink would have to be stretched to it.
    """
    high, wide = cut.cover.shape
    stretch = (wide / high) / (width / height)
    if max(stretch, 1 / stretch) > MOST_STRETCH:
        raise Unreadable("SEAL_PROPORTIONS")
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width * mm, height * mm), invariant=1)
    canvas.drawImage(ImageReader(_inked(cut)), 0, 0, width * mm, height * mm, mask="auto")
    canvas.save()
    return buffer.getvalue()


def _inked(cut: Cut) -> Image.Image:
    picture = Image.new("RGBA", cut.cover.shape[::-1], (*cut.ink, 0))
    picture.putalpha(Image.fromarray(cut.cover))
    return picture
