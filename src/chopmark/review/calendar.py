"""Business days of mainland China: holidays and make-up working days, and what to do for years not published."""

import datetime as dt

import chinese_calendar

from chopmark.kit.clock import BEIJING

REVIEW_DAYS = 3  # seed, step 4: 1-3 business days
_CLOSING = dt.time(18, 0)  # when a business day ends


def is_business_day(day: dt.date) -> bool:
    """Whether people work on this day; for a year whose calendar is not published yet, Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5  # noqa: PLR2004 - Saturday


def is_provisional(day: dt.date) -> bool:
    """Whether the official calendar of this day's year is still missing."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return True
    return False


def due_after(start: dt.datetime, *, days: int = REVIEW_DAYS) -> dt.datetime:
    """The close of the `days`-th business day after the one on which the work came in.

    What comes in after closing, or on a day off, came in on the next business day.
    """
    local = start.astimezone(BEIJING)
    day = _next_business_day(local.date(), itself=local.time() < _CLOSING)
    for _ in range(days):
        day = _next_business_day(day, itself=False)
    return dt.datetime.combine(day, _CLOSING, tzinfo=BEIJING)


def _next_business_day(day: dt.date, *, itself: bool) -> dt.date:
    day = day if itself else day + dt.timedelta(days=1)
    while not is_business_day(day):
        day += dt.timedelta(days=1)
    return day
