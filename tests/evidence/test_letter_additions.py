"""Ink that was not issued: looked for only where there is some, and found as if the whole sheet had been gone through."""

import cv2
import numpy as np
import pytest

from chopmark.evidence.letter import additions

WIDE, HIGH = 400, 300


def strokes(seed):
    """A few strokes anywhere, up to the edges of the sheet, and single points between them."""
    lot = np.random.default_rng(seed)
    mask = (lot.random((HIGH, WIDE)) < 0.0005 * (seed % 3)).astype(np.uint8)
    for _ in range(seed % 5):
        top, left = lot.integers(0, HIGH), lot.integers(0, WIDE)
        mask[top : top + lot.integers(1, 30), left : left + lot.integers(1, 30)] = 1
    return mask


@pytest.mark.parametrize("across", [1.0, 2.6, 5.0])
def test_gaps_are_closed_as_on_the_whole_sheet(across):
    kernel = additions._round(across)
    for seed in range(60):
        mask = strokes(seed)
        whole = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
        assert np.array_equal(additions._closed(mask, kernel), whole), seed


def test_strokes_near_each_other_are_one_addition_also_at_the_edge():
    mask = np.zeros((HIGH, WIDE), np.uint8)
    mask[:3, :20] = mask[:3, 26:46] = 1
    closed = additions._closed(mask, additions._round(5.0))
    assert cv2.connectedComponents(mask)[0] == 3
    assert cv2.connectedComponents(closed)[0] == 2
