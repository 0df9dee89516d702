"""Drawn identity cards whose truth is known, and what may befall their photographs beyond the damages of the house."""

import datetime as dt

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter
from tests.evidence.samples import saved

from chopmark.drawing.damage import Damage, damaged
from chopmark.drawing.idcards import CardFields, Side, draw_card, term
from chopmark.evidence import idcard
from chopmark.evidence.pictures import open_picture
from chopmark.practice import invent

TODAY = dt.date(2026, 3, 2)
IN_FORCE, ENDED = dt.date(2036, 3, 1), dt.date(2026, 3, 1)


def fields_of(seed, **changes):
    """Somebody by seed, with a card in force."""
    person = invent.person(seed)
    told = {
        "name": person.name, "sex": "男" if person.id_number[16] in "13579" else "女", "nation": "汉",
        "born": idcard.birthday(person.id_number), "address": invent.address(seed), "number": person.id_number,
        "authority": "长沙市公安局岳麓分局", "valid_from": dt.date(2016, 3, 1), "valid_until": IN_FORCE,
    }  # fmt: skip
    return CardFields(**{**told, **changes})


def truth_of(fields, side):
    if side == Side.BACK:
        return {"authority": fields.authority, "term": term(fields)}
    return {
        "name": fields.name, "sex": fields.sex, "nation": fields.nation, "born": fields.born.isoformat(),
        "address": fields.address, "number": fields.number,
    }  # fmt: skip


def photographed(fields, side, *, damage=Damage.PHONE, seed=1):
    return open_picture(damaged(draw_card(fields, side=side).picture, damage=damage, seed=seed).jpeg)


def altered(fields, side, change):
    """A scan to which one thing was done."""
    return open_picture(saved(change(draw_card(fields, side=side).picture)))


def darkened(sheet):
    return ImageEnhance.Brightness(sheet).enhance(0.3)


def blurred(sheet):
    return sheet.filter(ImageFilter.GaussianBlur(3.5))


def out_of_focus(sheet):
    return sheet.filter(ImageFilter.GaussianBlur(7))


def with_glare(sheet):
    """A lamp over the middle of the number."""
    spot = Image.new("L", sheet.size, 0)
    ImageDraw.Draw(spot).ellipse((560, 640, 860, 820), fill=255)
    return Image.composite(Image.new("RGB", sheet.size, "white"), sheet, spot.filter(ImageFilter.GaussianBlur(8)))


def cut_off(sheet):
    """Held too near: the beginnings of all lines are outside."""
    return sheet.crop((130, 0, sheet.width, sheet.height))


def cut_below(sheet):
    return sheet.crop((0, 0, sheet.width, 748))
