"""The one place that asks what time it is, so that everything else can be told."""

import datetime as dt
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """The present moment, aware, in Beijing time."""
    return dt.datetime.now(BEIJING)


def today() -> dt.date:
    """The present day in Beijing."""
    return now().date()
