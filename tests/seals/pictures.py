"""Pictures of rubber seals as people take them, made of numbers."""

import io

from PIL import Image, ImageDraw

from chopmark.drawing.imprints import RED, SealText, round_seal

BLACK = (30, 30, 32)


def stamped(name="苏州市栗栖湾纸业有限公司", *, dpi=300, ink=RED, stretch=1.0, margin=120, paper=(250, 249, 246)):
    """A round seal of 42 mm on paper, with air around it; RGB."""
    seal = round_seal(SealText(name), diameter_mm=42, dpi=dpi, ink=ink)
    seal = seal.resize((round(seal.width * stretch), seal.height))
    page = Image.new("RGB", (seal.width + 2 * margin, seal.height + 2 * margin), paper)
    page.paste(seal, (margin, margin), seal)
    return page


def blank(size=(900, 900), colour="white"):
    return Image.new("RGB", size, colour)


def written_under(page):
    """The same with black writing across, as on a contract."""
    written = page.copy()
    pen = ImageDraw.Draw(written)
    for y in range(0, page.height, 90):
        pen.rectangle((0, y, page.width, y + 12), fill=(20, 20, 20))
    return written


def scratched():
    """Two dots far apart: ink, but next to none of it."""
    page = blank()
    pen = ImageDraw.Draw(page)
    for corner in (60, 780):
        pen.ellipse((corner, corner, corner + 60, corner + 60), fill=RED)
    return page


def png(page):
    return _saved(page, "PNG")


def jpeg(page):
    return _saved(page, "JPEG", quality=92)


def _saved(page, kind, **options):
    stream = io.BytesIO()
    page.save(stream, kind, **options)
    return stream.getvalue()
