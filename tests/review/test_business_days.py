"""When a review is due: working days of mainland China, holidays and make-up days among them."""

import datetime as dt

import pytest

from chopmark.kit.clock import BEIJING
from chopmark.review.calendar import due_after


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("came_in", "due"),
    [
        ("2025-03-03 10:00", "2025-03-06 18:00"),  # Monday
        ("2025-03-03 18:00", "2025-03-07 18:00"),  # after closing: as if on Tuesday
        ("2025-03-06 10:00", "2025-03-11 18:00"),  # over a weekend
        ("2025-03-08 10:00", "2025-03-13 18:00"),  # on a Saturday: as if on Monday
        ("2025-09-30 10:00", "2025-10-11 18:00"),  # National Day; the Saturday after it is worked
    ],
)
def test_a_review_is_due_at_the_close_of_the_third_business_day(came_in, due):
    assert due_after(at(came_in)) == at(due)


def test_a_year_without_a_published_calendar_counts_monday_to_friday():
    assert due_after(at("2060-10-01 10:00")) == at("2060-10-06 18:00")
