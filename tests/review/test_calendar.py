"""Business days of mainland China."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chopmark.kit.clock import BEIJING
from chopmark.review.calendar import due_after, is_business_day, is_provisional


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=BEIJING)


DAYS = [
    ("2026-03-02", True),  # Monday
    ("2026-03-07", False),  # Saturday
    ("2026-03-08", False),  # Sunday
    ("2026-01-01", False),  # New Year
    ("2026-02-17", False),  # Spring Festival, a Tuesday
    ("2026-10-01", False),  # National Day, a Thursday
    ("2026-02-14", True),  # a Saturday made up for Spring Festival
    ("2026-02-28", True),  # another
    ("2025-09-28", True),  # a Sunday made up for National Day 2025
    ("2099-06-06", False),  # not published yet: a Saturday
    ("2099-06-05", True),  # not published yet: a Friday
]


@pytest.mark.parametrize(("day", "works"), DAYS)
def test_people_work_on_business_days_only(day, works):
    assert is_business_day(dt.date.fromisoformat(day)) is works


DUES = [
    ("2026-03-02 09:00", "2026-03-05 18:00"),  # Monday morning: Thursday
    ("2026-03-02 17:59", "2026-03-05 18:00"),
    ("2026-03-02 18:00", "2026-03-06 18:00"),  # after closing it came in on Tuesday
    ("2026-03-02 23:59", "2026-03-06 18:00"),
    ("2026-03-05 10:00", "2026-03-10 18:00"),  # over a weekend
    ("2026-03-06 19:00", "2026-03-12 18:00"),  # Friday evening came in on Monday
    ("2026-03-07 12:00", "2026-03-12 18:00"),  # Saturday came in on Monday
    ("2026-09-30 10:00", "2026-10-10 18:00"),  # over National Day: 8, 9, and the Saturday that is made up
    ("2026-02-13 10:00", "2026-02-25 18:00"),  # Saturday 14 is made up, then Spring Festival
]


@pytest.mark.parametrize(("start", "due"), DUES)
def test_further_a_letter_is_due_by_days_that_are_worked_weekends_made_up_included(start, due):
    assert due_after(at(start)) == at(due)


def test_a_moment_of_another_zone_is_read_in_beijing():
    assert due_after(dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)) == at("2026-03-06 18:00")


@pytest.mark.parametrize(("day", "provisional"), [("2026-05-01", False), ("2099-05-01", True), ("1999-05-01", True)])
def test_a_year_that_is_not_published_is_provisional(day, provisional):
    assert is_provisional(dt.date.fromisoformat(day)) is provisional


def test_over_the_end_of_the_published_years_a_date_is_given_all_the_same():
    assert due_after(at("2099-12-31 10:00")) == at("2100-01-05 18:00")


@settings(max_examples=60)
@given(st.datetimes(dt.datetime(2004, 1, 1), dt.datetime(2120, 1, 1)), st.integers(1, 10))  # noqa: DTZ001 - zoned below
def test_a_due_date_is_always_a_later_business_day_at_closing(moment, days):
    start = moment.replace(tzinfo=BEIJING)
    due = due_after(start, days=days)
    assert due > start
    assert is_business_day(due.date())
    assert (due.hour, due.minute) == (18, 0)
    assert due_after(start, days=days + 1) > due
