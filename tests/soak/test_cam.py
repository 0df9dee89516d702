"""A million decisions by the reference, the compiled evaluator and Cedar; CHOPMARK_CAM_REQUESTS makes it fewer."""

import os

import pytest

from tests.cloud.test_cam_differential import compare

pytestmark = pytest.mark.soak
COUNT = int(os.environ.get("CHOPMARK_CAM_REQUESTS", "1000000"))
SEED = int(os.environ.get("CHOPMARK_CAM_SEED", "1"))  # another one for another million


def test_a_million_decisions_are_the_same_by_all_three():
    shares = compare(COUNT, seed=SEED)
    print(f"\n{shares.total()} requests from seed {SEED}: {dict(shares)}")  # noqa: T201 - the figure of docs/cam.md
    assert shares.total() >= COUNT
