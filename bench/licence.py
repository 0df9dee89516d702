"""What the licence reader reads of sample licences that it cannot know: their seeds follow from the commit."""

import contextlib
import hashlib
import io
import json
import os
import random
import tempfile
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

from django.conf import settings

from bench import figures, tesseract
from bench.machine import commit, held_by_children, say
from chopmark.cli import main as command_line
from chopmark.drawing.damage import Damage
from chopmark.evidence.licence import LicenceReading, Reading, labels
from chopmark.evidence.pictures import open_picture
from chopmark.kit.apart import Child, Question
from chopmark.kit.engines import kept_apart
from chopmark.kit.errors import Unreadable
from chopmark.kit.limits import Limits
from chopmark.practice.invent import NO_SHOP_NAME

TITLE = "Licences"
DOCUMENT = "evidence"
DAMAGES = (
    Damage.CLEAN, Damage.PHONE, Damage.ROTATED, Damage.WATERMARK, Damage.WEB, Damage.WORN, Damage.HARD,
)  # fmt: skip
ELEMENTS = (labels.USCC, labels.NAME, labels.PERSON)
SIZE = "CHOPMARK_BENCH_LICENCES"
_PROMISED = (Damage.CLEAN, Damage.PHONE, Damage.HARD)
_SEEDS = 10**8  # so many seeds there are to begin at
EXACT = tuple(field for field in labels.FIELDS if field not in (labels.SCOPE, labels.AUTHORITY))
_SCOPE_ERRORS = 0.005  # of its characters: exact scopes of 120 characters are luck (evidence 5)
_BANDS = (0.0, 0.9, 0.95, 0.98, 0.99, 0.995)  # of the confidence, for the reliability
_TOLD = """\
{samples} licences that do not exist, drawn by `chopmark licence sample` from the seeds {first} on (they follow from
the hash of the commit, so nothing was tuned on them), as clean, phone and hard pictures, the first of them as the
other kinds too; the code alone was also read of more pictures where the table has more. The pictures were shuffled
and renamed, what is printed on them was kept elsewhere, and the reader saw nothing but the pictures, where the
platform reads them: in a process of its own with one warm engine ({memory:.0f} MB at its highest). `{variable}=full`
compares all fields of 300 licences and reads the code of 1,002 pictures. Values are compared as printed, with
letters, brackets and punctuation of one width and without blanks; the type of entity is compared as one of four. *All
fields* are those that are printed but the registering authority, the scope among them when at most 0.5 % of its
characters are wrong. Shares stand with their 95 % interval (Wilson).

{by_damage}

Each field over the licences that print it. *Wrong but sure* is a value that the applicant would not be asked to check,
over all pictures.

{by_field}

How far the confidence can be trusted, over all pictures and fields that hold a value:

{reliability}

{beside}"""


@dataclass(frozen=True)
class Size:
    """Of how many licences all fields are compared, of how many the code, and how many Tesseract reads too."""

    fields: int
    code: int
    others: int  # of the kinds of picture for which nothing is promised
    beside: int

    def of(self, damage: Damage) -> int:
        """How many pictures of this kind are read."""
        return self.code if damage in _PROMISED else self.others


# Two idle cores take about 20 seconds to draw and read the seven pictures of a licence, and Tesseract five seconds for
# a picture, so the plain size ends in about half an hour; the full size takes an hour.
SIZES = {"quick": Size(6, 6, 6, 3), "plain": Size(60, 60, 60, 15), "full": Size(300, 334, 20, 8)}


@dataclass(frozen=True)
class Sheet:
    """What is truly printed on one picture, and what was read."""

    truth: dict[str, str]
    read: dict[str, Reading]
    seconds: float

    def is_right(self, field: str) -> bool:
        return same(self.read[field].value, self.truth[field])

    def is_whole(self) -> bool:
        printed = (field for field in EXACT if self.truth[field])
        return all(map(self.is_right, printed)) and self.scope_errors() <= _SCOPE_ERRORS

    def scope_errors(self) -> float:
        printed = _plain(self.truth[labels.SCOPE])
        return distance(_plain(self.read[labels.SCOPE].value), printed) / len(printed) if printed else 0.0

    def is_wrong_but_sure(self, field: str) -> bool:
        return self.read[field].sure and not self.is_right(field)


def measure(*, quick: bool) -> str:
    size = SIZES["quick" if quick else os.environ.get(SIZE, "plain")]
    first = int(hashlib.sha256(commit().encode()).hexdigest(), 16) % _SEEDS
    called = tesseract.command()
    reader = Child(Limits(settings.ENGINE_SECONDS, settings.ENGINE_MEMORY), room=settings.ENGINE_ANSWERS)
    told = {damage: _measured(damage, size=size, first=first, reader=reader, called=called) for damage in DAMAGES}
    memory = held_by_children() / 1024
    reader.end()
    read = {damage: sheets for damage, (sheets, _) in told.items()}
    sheets = {damage: given[: size.fields] for damage, given in read.items()}
    return _TOLD.format(
        samples=size.fields,
        first=first,
        variable=SIZE,
        by_damage=figures.table(
            [
                "damage",
                "code",
                "code, name and head",
                "all fields",
                "fields wrong but sure",
                "fields sure",
                "s (median)",
            ],
            [[damage, *_shares(sheets[damage], read=read[damage])] for damage in DAMAGES],
        ),
        by_field="\n\n".join(f"**{damage}**\n\n{_by_field(sheets[damage])}" for damage in DAMAGES),
        reliability=_reliability([sheet for given in sheets.values() for sheet in given]),
        memory=memory,
        beside=_beside({damage: beside for damage, (_, beside) in told.items()}) if called else tesseract.ABSENT,
    )


def _measured(damage: Damage, *, size: Size, first: int, reader: Child, called: str | None) -> tuple[list[Sheet], str]:
    """All that was read of one kind of picture, and in how many Tesseract found the three elements."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = _drawn(Path(folder) / damage, damage, first=first, count=size.of(damage))
        say(f"licences, {damage}: reading {len(drawn)}")
        sheets = [_sheet(path, truth, reader=reader) for path, truth in drawn.items()]
        return sheets, _found(dict(islice(drawn.items(), size.beside)), called=called) if called else ""


def same(read: str, printed: str) -> bool:
    return _plain(read) == _plain(printed)


def _plain(value: str) -> str:
    """One width for letters, digits, brackets and punctuation, and no blanks."""
    return "".join(unicodedata.normalize("NFKC", value).split())


def distance(one: str, other: str) -> int:
    """How many characters must be put in, taken out or changed to make one text the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, character in enumerate(one, start=1):
        above, row = row, [number]
        for at, wanted in enumerate(other):
            row.append(min(row[-1] + 1, above[at + 1] + 1, above[at] + (character != wanted)))
    return row[-1]


def _drawn(folder: Path, damage: Damage, *, first: int, count: int) -> dict[Path, dict[str, str]]:
    """Pictures under names that tell nothing, with what is printed on each."""
    with contextlib.redirect_stdout(io.StringIO()):
        asked = ["--seed", str(first), "--count", str(count), "--damage", damage, "--out", str(folder / "drawn")]
        command_line.main(["licence", "sample", *asked])
    (folder / "given").mkdir()
    drawn = sorted((folder / "drawn").glob("*.jpg"))
    random.Random(first).shuffle(drawn)
    truths = {}
    for number, path in enumerate(drawn):
        truth = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        truths[path.rename(folder / "given" / f"{number:03}.jpg")] = _expected(truth)
    return truths


def _expected(truth: dict[str, str]) -> dict[str, str]:
    """A trader without a shop prints stars for a name; the registry's name for them is what a reader should say."""
    if truth[labels.NAME] == NO_SHOP_NAME:
        return {**truth, labels.NAME: f"个体户{truth[labels.PERSON]}"}
    return truth


def _sheet(path: Path, truth: dict[str, str], *, reader: Child) -> Sheet:
    """A picture that the reader gave up counts as one of which nothing was read."""
    given, named = (open_picture(path.read_bytes()),), {"ocr": kept_apart("ocr")}
    started = time.perf_counter()
    try:
        reading: LicenceReading = reader.ask(Question(kept_apart("licence"), "", given, named))
    except Unreadable as trouble:
        say(f"licences: gave up a picture: {trouble.reason}")
        return Sheet(truth, dict.fromkeys(labels.FIELDS, Reading()), time.perf_counter() - started)
    return Sheet(truth, reading.fields, reading.seconds)


def _shares(sheets: Sequence[Sheet], *, read: Sequence[Sheet]) -> list[str]:
    """The code over all that was read, the rest over those of which all fields are compared."""
    printed = [(sheet, field) for sheet in sheets for field in labels.FIELDS if sheet.truth[field]]
    return [
        figures.share(sum(sheet.is_right(labels.USCC) for sheet in read), len(read)),
        figures.share(sum(all(map(sheet.is_right, ELEMENTS)) for sheet in sheets), len(sheets)),
        figures.share(sum(sheet.is_whole() for sheet in sheets), len(sheets)),
        figures.share(sum(sheet.is_wrong_but_sure(field) for sheet, field in printed), len(printed)),
        figures.share(sum(sheet.read[field].sure for sheet, field in printed), len(printed)),
        figures.seconds([sheet.seconds for sheet in read]),
    ]


def _reliability(sheets: Sequence[Sheet]) -> str:
    """How many of the values were right, by the confidence they were given."""
    read = [(sheet.read[field].confidence, sheet.is_right(field)) for sheet in sheets for field in labels.FIELDS
            if sheet.read[field].value and sheet.truth[field]]  # fmt: skip
    rows = []
    for low, high in pairwise((*_BANDS, 1.001)):
        rights = [right for confidence, right in read if low <= confidence < high]
        rows.append([f"{low:g} to {min(high, 1.0):g}", figures.share(sum(rights), len(rights))])
    return figures.table(["confidence", "right"], rows)


def _by_field(sheets: Sequence[Sheet]) -> str:
    rows = []
    for field in labels.FIELDS:
        printed = [sheet for sheet in sheets if sheet.truth[field]]
        right = sum(sheet.is_right(field) for sheet in printed)
        sure = sum(sheet.is_wrong_but_sure(field) for sheet in sheets)
        rows.append([f"`{field}`", figures.share(right, len(printed)), f"{sure}/{len(sheets)}"])
    return figures.table(["field", "right", "wrong but sure"], rows)


def _beside(found: dict[Damage, str]) -> str:
    """Tesseract on the same pictures, turned as their camera said: what our reader starts from too."""
    told = "Tesseract (`chi_sim`) on some of the same pictures: code, name and head all stand somewhere in its text."
    return f"{told}\n\n{figures.table(['damage', 'all three in the text'], [[*row] for row in found.items()])}"


def _found(drawn: dict[Path, dict[str, str]], *, called: str) -> str:
    wanted = {path: tuple(_plain(truth[field]) for field in ELEMENTS) for path, truth in drawn.items()}
    for path in wanted:
        path.write_bytes(open_picture(path.read_bytes()).jpeg)
    return tesseract.found_in({path: _plain(tesseract.text_of(path, called=called)) for path in wanted}, wanted)
