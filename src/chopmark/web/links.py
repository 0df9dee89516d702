"""Addresses and days as messages carry them."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from chopmark.kit.clock import BEIJING
from chopmark.web.forms import later


def absolute(path: str) -> str:
    """A page of the platform, from outside."""
    return f"{settings.PLATFORM_URL}{path}"


class ShortDay:
    """12月30日 or 30 Dec, in the language that is active when it is shown."""

    def __init__(self, moment: dt.datetime) -> None:
        self.day = moment.astimezone(BEIJING)

    def __str__(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return f"{self.day.month}月{self.day.day}日" if chinese else f"{self.day.day} {self.day:%b}"


def short_day(moment: dt.datetime) -> ShortDay:
    return ShortDay(moment)


def later_text(key: str) -> Any:
    """A text looked up in the language of the message that quotes it."""
    return later(key)
