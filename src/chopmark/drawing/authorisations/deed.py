"""The deed on A4: title, clauses, the signature in its place, and the evidence below it."""

import io
from functools import partial

from PIL import Image, UnidentifiedImageError
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Spacer

from chopmark.drawing import sheets
from chopmark.drawing.authorisations.data import Authorisation, SignatureUnfit
from chopmark.drawing.authorisations.wording import articles_of, digest_of, opening_of, own_words, values_of
from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import furniture, places
from chopmark.drawing.letters.data import Language, Mark
from chopmark.drawing.letters.furniture import GREY, INK, label
from chopmark.drawing.letters.places import Rect
from chopmark.drawing.letters.wording import Article, filled, words

_SIZES = {Language.CHINESE: (10.2, 9.8, 9.4), Language.ENGLISH: (9.6, 9.0, 8.7)}  # points, the largest that fits
_PAGES = 2
_INDENT = 32.0  # points: room for the widest numeral
_NUMERALS = "一 二 三 四 五 六 七 八 九 十 十一 十二 十三".split()
_SIGNATURE = Rect(64.0, 1.0, 62.0, 20.0)  # millimetres; the top counts from that of its place
_SIGNING_MM = 33.0
_LIMIT_PIXELS = 4_000_000  # a signature pad on a large screen has two million
_FAINT = 16  # of 255: what nobody sees is no stroke


def authorisation(data: Authorisation, language: Language, *, marks: frozenset[Mark] = frozenset()) -> bytes:
    """The deed as PDF, the same bytes for the same data.

    Raises SignatureUnfit for a picture that shows no signature, GlyphMissing for a character that no typeface has.
    """
    strokes = signature_in(data.signature_png)
    table, known = own_words(language), values_of(data, language=language)
    sheet = sheets.Sheet(
        language=language,
        title=f"{table['title']} {data.number}",
        brand=table["brand"],
        number=filled(words(language)["number"], known),
        foot=table["foot"],
        page=lambda page, pages: filled(table["page"], {"page": str(page), "pages": str(pages)}),
        warning="　｜　".join(words(language)[mark] for mark in Mark if mark in marks),
    )
    stories = [partial(_story, data, language=language, strokes=strokes, size=size) for size in _SIZES[language]]
    return sheets.built(sheet, stories, most=_PAGES)


def signature_in(png: bytes) -> Image.Image:
    """The strokes of a signature, cut to what is drawn; SignatureUnfit when there are none."""
    drawn = _opened(png)
    strokes = drawn.getchannel("A").point(lambda level: level if level > _FAINT else 0).getbbox()
    if strokes is None:
        raise SignatureUnfit("The picture of the signature is empty.")
    return drawn.crop(strokes)


def _opened(png: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(png), formats=["PNG"])
        if picture.width * picture.height <= _LIMIT_PIXELS:
            return picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as trouble:
        raise SignatureUnfit("The picture of the signature cannot be read.") from trouble
    raise SignatureUnfit("The picture of the signature is too large.")


def _story(data: Authorisation, *, language: Language, strokes: Image.Image, size: float) -> list[Flowable]:
    table, known = own_words(language), values_of(data, language=language)
    plain = partial(sheets.clause, language=language, size=size, indent=0)
    story: list[Flowable] = [
        sheets.heading(table["title"], size=20, after=3),
        sheets.paragraph(filled(table["by"], known), sheets.style(10.5, colour=GREY, middle=True, spaceAfter=12)),
        plain(filled(words(language)["to"], known), gap=6),
        plain(opening_of(data, language=language), gap=6),
    ]
    for number, article in enumerate(articles_of(data, language=language)):
        story += _article(article, number=number, language=language, size=size)
    return [*story, Spacer(1, 4 * mm), KeepTogether(_closing(data, language=language, strokes=strokes))]


def _article(article: Article, *, number: int, language: Language, size: float) -> list[Flowable]:
    """A lead with its number, and items on lines of their own."""
    chinese = language is Language.CHINESE
    name = f"{_NUMERALS[number]}、" if chinese else f"{number + 1}."
    lead = sheets.clause(article.lead, language=language, size=size, indent=_INDENT, number=name)
    items = [
        sheets.clause(
            f"（{place}）{item}" if chinese else f"({place}) {item}",
            language=language,
            size=size,
            indent=_INDENT,
            gap=2,
        )
        for place, item in enumerate(article.items, start=1)
    ]
    return [KeepTogether([lead, *items[:1]]), *items[1:], Spacer(1, 3)]


def _closing(data: Authorisation, *, language: Language, strokes: Image.Image) -> list[Flowable]:
    """Signature, evidence and code stay on one page, so that nobody can part them."""
    table = own_words(language)
    return [
        sheets.Drawn(_SIGNING_MM, partial(_signing, data=data, language=language, strokes=strokes)),
        sheets.paragraph(f"**{table['evidence.head']}**", sheets.style(10.5, spaceAfter=4)),
        sheets.facts(_evidence(data, language=language), size=9),
        Spacer(1, 2 * mm),
        sheets.paragraph(table["evidence.note"], sheets.style(8.2, colour=GREY)),
        Spacer(1, 3 * mm),
        sheets.Drawn(24.0, partial(_code, data=data, text=table["check"])),
    ]


def _signing(canvas: Canvas, top: float, *, data: Authorisation, language: Language, strokes: Image.Image) -> None:
    """The name in print, the strokes above their line, and the time."""
    table, known = own_words(language), values_of(data, language=language)
    line = top + _SIGNATURE.top + _SIGNATURE.height
    width = label(canvas, filled(table["place"], known), x=places.TEXT_LEFT, y=line - 1.5, size=10.5)
    left = max(_SIGNATURE.left, places.TEXT_LEFT + width + 4)
    furniture.rule(canvas, left=left, right=left + _SIGNATURE.width, y=line)
    _place(canvas, strokes, rect=Rect(left, top + _SIGNATURE.top, _SIGNATURE.width, _SIGNATURE.height - 1))
    at = sheets.moment(data.signed_at, language=language)
    label(canvas, filled(table["date"], {"time": at}), x=places.TEXT_LEFT, y=line + 6.5, size=10)


def _place(canvas: Canvas, picture: Image.Image, *, rect: Rect) -> None:
    """As large as fits, on the line, in its own proportions."""
    scale = min(rect.width / picture.width, rect.height / picture.height)
    left, bottom = furniture.at(rect.left + 2, rect.bottom)
    size = (picture.width * scale * mm, picture.height * scale * mm)
    canvas.drawImage(ImageReader(picture), left, bottom, *size, mask="auto")


def _evidence(data: Authorisation, *, language: Language) -> list[tuple[str, str]]:
    table, proof = own_words(language), data.evidence
    digest = digest_of(data, language=language)
    rows = (
        ("identity", table[f"evidence.identity.{proof.identity}"]),
        ("mobile", proof.mobile),
        ("session", proof.session),
        ("ip", proof.ip),
        ("device", proof.device),
        ("digest", f"SHA-256 {digest[:32]} {digest[32:]}"),
    )
    return [(table[f"evidence.{name}"], value) for name, value in rows if value]


def _code(canvas: Canvas, top: float, *, data: Authorisation, text: str) -> None:
    furniture.qr_code(canvas, data.verify_url, rect=Rect(places.TEXT_LEFT, top, 22.0, 22.0))
    x = places.TEXT_LEFT + 26
    label(canvas, text, x=x, y=top + 9, face=Face.SANS, size=8.5, colour=INK)
    size = furniture.fitted_size(data.verify_url, face=Face.SANS, size=8, width=places.TEXT_RIGHT - x)
    label(canvas, data.verify_url, x=x, y=top + 14, face=Face.SANS, size=size, colour=GREY)
