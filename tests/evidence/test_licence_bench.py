"""The arithmetic under the published figures of the licence reader."""

import pytest
from bench.licence import distance


@pytest.mark.parametrize(
    ("one", "other", "changes"),
    [("", "零售", 2), ("食品零售", "食品零售", 0), ("食品零售", "食用品另售", 2), ("甲乙", "乙", 1)],
)
def test_a_distance_counts_what_was_put_in_taken_out_or_changed(one, other, changes):
    assert distance(one, other) == changes
