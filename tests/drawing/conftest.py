"""Letters to look at."""

import datetime as dt

import pytest

from chopmark.drawing.letters import Family, LetterData, example

OPERATOR = "深圳市栗栖科技有限公司"


@pytest.fixture
def letter_data() -> LetterData:
    return example(Family.ENTERPRISE, operator=OPERATOR)


@pytest.fixture
def signed_on() -> dt.date:
    return dt.date(2026, 10, 9)
