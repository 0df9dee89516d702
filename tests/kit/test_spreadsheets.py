"""Tables for spreadsheets: nothing in them is computed, and nothing else in them is changed."""

import csv
import io

import pytest

from chopmark.kit.spreadsheets import csv_of, harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠x"]
)
def test_what_a_spreadsheet_would_compute_is_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "zhou.lan", "周岚", "100000000017", "1-2", "'=1", " "])
def test_any_other_cell_stays_as_it_is(cell):
    assert harmless(cell) == cell


def test_a_table_is_read_back_as_it_was_and_says_that_it_is_utf_8():
    rows = [["名", "b"], ['a,"b"', "x\ny"], [1, "=1"]]
    written = b"".join(csv_of(rows))
    assert written.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert read == [["名", "b"], ['a,"b"', "x\ny"], ["1", "'=1"]]


def test_a_row_goes_out_before_the_next_is_asked_for():
    asked = []
    rows = ([asked.append(number) or number] for number in range(3))
    pieces = csv_of(rows)
    assert (next(pieces), asked) == (b"\xef\xbb\xbf", [])
    assert (next(pieces), asked) == (b"0\r\n", [0])
