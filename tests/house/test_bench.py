"""The arithmetic under the published figures, and how they come into the documents."""

import pytest
from bench import __main__ as command
from bench import figures, tesseract


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.278), (8, 10, 0.490, 0.943), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596)],
)
def test_an_interval_is_wilsons(right, total, low, high):
    assert figures.wilson(right, total) == pytest.approx((low, high), abs=0.001)


def test_a_percentile_is_a_value_that_was_measured():
    values = [float(number) for number in range(60, 0, -1)]
    assert figures.percentile(values, 0.95) == 57
    assert figures.percentile([3.0], 0.95) == 3
    assert figures.percentile([1.0, 2.0, 9.0], 0.5) == 2


def test_nothing_counted_is_no_share():
    assert figures.share(0, 0) == "–"
    assert figures.share(8, 10) == "8/10 (80 %; 49 to 94)"


def test_one_part_replaces_its_own_section_only(tmp_path):
    document = tmp_path / "bench.md"
    for title, text in (("Start", "old"), ("Pages", "fast"), ("Start", "new")):
        command._write(document, title, text)
    written = document.read_text(encoding="utf-8")
    assert "old" not in written
    assert written.count("## ") == 2
    assert "## Pages\n\nfast\n\n## Start\n\nnew\n" in written


def test_another_reader_is_used_only_with_its_chinese(tmp_path):
    installed = tmp_path / "tesseract"
    installed.write_text("#!/bin/sh\necho eng\n")
    installed.chmod(0o755)
    assert not tesseract.knows_chinese(str(installed))
    installed.write_text("#!/bin/sh\necho chi_sim\n")
    assert tesseract.knows_chinese(str(installed))
