"""The identity card of an invented resident, printed with exactly what the practice police hold."""

import datetime as dt
import random
from dataclasses import replace

from chopmark.drawing.idcards import ID_CARD, CardFields
from chopmark.evidence import idcard
from chopmark.evidence.idcard import Kind
from chopmark.kit import clock
from chopmark.practice import invent, words
from chopmark.practice.models import Resident

_TITLES = {Kind.ID_CARD: ID_CARD, Kind.RESIDENCE: "港澳台居民居住证", Kind.HKMO: "港澳居民来往内地通行证"}
_LIVED_BEFORE = dt.date(1979, 5, 4)  # a travel permit does not tell the day of birth


def card_of(resident: Resident) -> CardFields:
    """What the police do not hold (address, authority, term) follows from the number; the card is in force."""
    number = resident.id_number
    source = random.Random(number)  # noqa: S311 - a sample, no secret
    place = source.choice(words.PLACES)
    issued = clock.today() - dt.timedelta(days=source.randrange(30, 4 * 365))
    return CardFields(
        name=resident.name,
        sex="男" if number[-2] in "13579" else "女",
        nation="汉",
        born=idcard.birthday(number) or _LIVED_BEFORE,
        address=invent.address(source.randrange(1000)),
        number=number,
        authority=f"{place.city}公安局{place.district.removesuffix('区')}分局",
        valid_from=issued,
        valid_until=source.choice((None, _years_on(issued, 20))),
        title=_TITLES[Kind(resident.id_kind)],
    )


def expired(card: CardFields) -> CardFields:
    """The card that its holder had before: it ended last month."""
    until = clock.today() - dt.timedelta(days=30)
    return replace(card, valid_from=_years_on(until, -10), valid_until=until)


def _years_on(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year + years, day=min(day.day, 28))
