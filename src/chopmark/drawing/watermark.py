"""Diagonal lines of text that say what a copy may be used for."""

import numpy as np
from PIL import Image, ImageDraw

from chopmark.drawing.fonts import Face, font

_USES = ("仅供办理企业认证使用", "仅供电子签名开户 再次复印无效", "仅限业务办理使用")
_INKS = ((120, 120, 120), (232, 128, 40), (214, 60, 52))  # grey, orange and red, as seen in evidence 1.5
_OPACITY = (64, 116)  # of 255: legible, and the print under it too


def watermarked(page: Image.Image, random: np.random.Generator) -> Image.Image:
    """The page under translucent text that rises or falls at 30 to 45 degrees, all over it or once (evidence 1.5)."""
    layer = _layer(max(page.size) * 2, random)
    turned = layer.rotate(random.uniform(30, 45) * random.choice((-1, 1)), resample=Image.Resampling.BILINEAR)
    corner = ((turned.width - page.width) // 2, (turned.height - page.height) // 2)
    cut = turned.crop((*corner, corner[0] + page.width, corner[1] + page.height))
    page.paste(cut, mask=cut.getchannel("A"))
    return page


def _layer(side: int, random: np.random.Generator) -> Image.Image:
    """Rows of one line of text, shifted against each other, or one large line in the middle; translucent."""
    text = _USES[int(random.integers(len(_USES)))]
    red, green, blue = _INKS[int(random.integers(len(_INKS)))]
    fill = (red, green, blue, int(random.integers(*_OPACITY)))
    layer = Image.new("RGBA", (side, side), (red, green, blue, 0))
    if not random.integers(4):  # most marks are tiled
        middle, large = (side // 2, side // 2), font(Face.SANS_MEDIUM, int(random.integers(60, 90)))
        ImageDraw.Draw(layer).text(middle, text, font=large, fill=fill, anchor="mm")
        return layer
    face = font(Face.SANS_MEDIUM, int(random.integers(34, 52)))
    draw, step = ImageDraw.Draw(layer), int(face.getlength(text)) + 220
    for number, row in enumerate(range(0, side, 230)):
        for column in range(-(number % 2) * step // 2, side, step):
            draw.text((column, row), text, font=face, fill=fill)
    return layer
