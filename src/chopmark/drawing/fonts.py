"""Where the typefaces lie, and typefaces at a size for drawing."""

import os
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

ENVIRONMENT_NAME = "CHOPMARK_FONTS"
_PACKAGES = Path(__file__).resolve().parents[3] / "node_modules" / "@expo-google-fonts"


class FontMissing(Exception):
    """A typeface file is not where it should be; the message says how to get it."""


class Face(StrEnum):
    """The typefaces of the house: text, headings, documents, titles and handwriting."""

    SANS = "sans"
    SANS_MEDIUM = "sans-medium"
    SANS_BOLD = "sans-bold"
    SERIF = "serif"
    SERIF_BOLD = "serif-bold"
    XIAOWEI = "xiaowei"
    MASHAN = "mashan"


_FILES = {
    Face.SANS: "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    Face.SANS_MEDIUM: "noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf",
    Face.SANS_BOLD: "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    Face.SERIF: "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    Face.SERIF_BOLD: "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    Face.XIAOWEI: "zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf",
    Face.MASHAN: "ma-shan-zheng/400Regular/MaShanZheng_400Regular.ttf",
}


def font_path(face: Face, *, directory: Path | None = None) -> Path:
    """The file of a typeface: from the directory given, else from CHOPMARK_FONTS, else from node_modules."""
    root = directory or Path(os.environ.get(ENVIRONMENT_NAME) or _PACKAGES)
    path = root / _FILES[face]
    if not path.is_file():
        raise FontMissing(f"The typeface {face} is missing at {path}; run `make setup` or set {ENVIRONMENT_NAME}.")
    return path


def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """A typeface at a size in pixels, ready for drawing."""
    return _loaded(font_path(face), size)


@lru_cache(maxsize=128)  # a licence uses about ten sizes, a seal tries a few
def _loaded(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)
