"""Samples whose truth is known: drawn licences, and lines as a recogniser would give them."""

import io

from PIL import Image

from chopmark.drawing.damage import Damage, damaged
from chopmark.drawing.licences import Form, draw_licence
from chopmark.evidence.engines.base import Line
from chopmark.evidence.pictures import open_picture
from chopmark.practice import invent


def licence(seed, *, form=Form.LANDSCAPE, kind=None):
    """The sheet as a Pillow image and what is written on it."""
    fields = invent.licence(seed, kind=kind or invent.kind_of(seed))
    return draw_licence(fields, form=form).picture, fields


def photographed(seed, *, damage=Damage.PHONE, **options):
    sheet, fields = licence(seed, **options)
    return open_picture(damaged(sheet, damage=damage, seed=seed).jpeg), fields


def opened(sheet):
    return open_picture(saved(sheet))


def saved(sheet: Image.Image) -> bytes:
    stream = io.BytesIO()
    sheet.save(stream, "JPEG", quality=90)
    return stream.getvalue()


def line(text, x, y, *, width=None, height=30, confidence=0.99, slant=0):
    """A line with its top left corner at x, y; `slant` lowers its right end by so many pixels."""
    right = x + (width or len(text) * height)
    quad = ((x, y), (right, y + slant), (right, y + slant + height), (x, y + height))
    return Line(text, quad, confidence)
