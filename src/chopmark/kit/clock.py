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


def soon(moment: dt.datetime) -> str:
    """A moment of the next days as people say it: 14:05, with its day when that is not today."""
    there = moment.astimezone(BEIJING)
    return f"{there:%H:%M}" if there.date() == today() else f"{there:%m-%d %H:%M}"


def seconds_until(moment: dt.datetime) -> int:
    """For Retry-After (RFC 9110, 10.2.3): whole seconds, one at least."""
    return max(int((moment - now()).total_seconds()), 1)
