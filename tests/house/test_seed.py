"""Every sentence of the seed has its test in docs/seed.md, or says what later work it waits for.

One test compares the table with the seed itself, which lies beside the repository where the house is built and is not
part of it. Without that file the test is skipped: the only skip in this house.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT.parent / "shared" / "spec" / "seed.txt"
_CITED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_OPEN = re.compile(r"open: \S")


def rows():
    """(number, sentence, proof) of each row of the table."""
    table = (ROOT / "docs" / "seed.md").read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if re.match(r"\| \d+ \|", line)
    ]


def sentences(text):
    """The sentences in order, each with the headings that stand over it: lines without an end, and "Note:"."""
    over = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line == "Note:" or line[-1] not in ".:!?)":
            over += f"{line} "
            continue
        first, *others = re.split(r"(?<=[.!?]) (?=[A-Z])", line)
        yield from [over + first, *others]
        over = ""


def names_of_tests_in(path):
    """The names of the tests that a file holds; none when there is no such file."""
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_the_rows_are_numbered_and_have_three_cells():
    assert [row[0] for row in rows()] == [str(number) for number in range(1, len(rows()) + 1)]
    assert {len(row) for row in rows()} == {3}


def test_every_row_is_proved_or_open():
    assert [number for number, _, proof in rows() if not _CITED.search(proof) and not _OPEN.search(proof)] == []


def test_every_cited_test_exists():
    cited = {(path, name) for _, _, proof in rows() for path, name in _CITED.findall(proof)}
    assert {f"{path}::{name}" for path, name in cited if name not in names_of_tests_in(ROOT / path)} == set()


def test_whatever_looks_like_a_test_is_a_citation():
    """A misspelt one would otherwise be overlooked."""
    for number, _, proof in rows():
        assert len(_CITED.findall(proof)) == proof.count("tests/"), number


def test_every_sentence_of_the_seed_stands_in_the_table():
    if not SEED.is_file():
        pytest.skip("the seed document does not lie beside this repository")
    assert [said.replace("**", "") for _, said, _ in rows()] == list(sentences(SEED.read_text(encoding="utf-8")))
