"""What the licence reader reads of sample licences that it cannot know: their seeds follow from the commit."""

import contextlib
import hashlib
import io
import json
import random
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import figures, tesseract
from bench.machine import commit, say
from chopmark.cli import main as command_line
from chopmark.drawing.damage import Damage
from chopmark.evidence.licence import labels
from chopmark.evidence.pictures import open_picture
from chopmark.practice.invent import NO_SHOP_NAME

TITLE = "Licences"
DOCUMENT = "evidence"
DAMAGES = (Damage.CLEAN, Damage.PHONE, Damage.ROTATED, Damage.WATERMARK, Damage.HARD)
ELEMENTS = (labels.USCC, labels.NAME, labels.PERSON)
_SAMPLES, _QUICK_SAMPLES = 40, 6
_SEEDS = 10**8  # so many seeds there are to begin at
_READ = [sys.executable, "-m", "chopmark.cli.main", "licence", "read", "--json"]
_TOLD = """\
{samples} licences that do not exist, drawn by `chopmark licence sample` from the seeds {first} to {last} (they follow
from the hash of the commit, so nothing was tuned on them), each as five pictures. The pictures were shuffled and
renamed, what is printed on them was kept elsewhere, and `chopmark licence read` saw nothing but the pictures. Values
are compared as printed, with letters, brackets and punctuation of one width and without blanks; the type of entity is
compared as one of four. Shares stand with their 95 % interval (Wilson).

{by_damage}

Each field over the licences that print it. *Wrong but sure* is a value that the applicant would not be asked to check,
over all pictures.

{by_field}

{beside}"""


@dataclass(frozen=True)
class Sheet:
    """One picture, what is truly printed on it, and what was read: field -> (value, sure)."""

    picture: Path
    truth: dict[str, str]
    read: dict[str, tuple[str, bool]]
    seconds: float

    def is_right(self, field: str) -> bool:
        return same(self.read.get(field, ("", False))[0], self.truth[field])

    def is_wrong_but_sure(self, field: str) -> bool:
        return self.read.get(field, ("", False))[1] and not self.is_right(field)


def measure(*, quick: bool) -> str:
    samples = _QUICK_SAMPLES if quick else _SAMPLES
    first = int(hashlib.sha256(commit().encode()).hexdigest(), 16) % _SEEDS
    with tempfile.TemporaryDirectory() as folder:
        sheets = {damage: _sheets(Path(folder) / damage, damage, first=first, count=samples) for damage in DAMAGES}
        beside = _beside(sheets) if tesseract.is_here() else tesseract.ABSENT
    return _TOLD.format(
        samples=samples,
        first=first,
        last=first + samples - 1,
        by_damage=figures.table(
            ["damage", "code, name and head all right", "seconds each (median)"], _by_damage(sheets)
        ),
        by_field="\n\n".join(f"**{damage}**\n\n{_by_field(sheets[damage])}" for damage in DAMAGES),
        beside=beside,
    )


def same(read: str, printed: str) -> bool:
    return _plain(read) == _plain(printed)


def _plain(value: str) -> str:
    """One width for letters, digits, brackets and punctuation, and no blanks."""
    return "".join(unicodedata.normalize("NFKC", value).split())


def _sheets(folder: Path, damage: Damage, *, first: int, count: int) -> list[Sheet]:
    say(f"licences, {damage}: drawing {count}")
    truths = _drawn(folder, damage, first=first, count=count)
    say(f"licences, {damage}: reading them")
    told = subprocess.run([*_READ, *truths], capture_output=True, text=True, check=False)
    entries = {Path(entry["file"]): entry for entry in json.loads(told.stdout)}
    return [_sheet(path, truth, entries[path]) for path, truth in truths.items()]


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


def _sheet(path: Path, truth: dict[str, str], entry: dict) -> Sheet:
    read = {name: (value["value"], value["sure"]) for name, value in entry["fields"].items()}
    return Sheet(path, truth, read, entry["seconds"])


def _by_damage(sheets: dict[Damage, list[Sheet]]) -> list[list[str]]:
    return [
        [damage, figures.share(sum(all(map(sheet.is_right, ELEMENTS)) for sheet in given), len(given)),
         figures.seconds([sheet.seconds for sheet in given])]
        for damage, given in sheets.items()
    ]  # fmt: skip


def _by_field(sheets: Sequence[Sheet]) -> str:
    rows = []
    for field in labels.FIELDS:
        printed = [sheet for sheet in sheets if sheet.truth[field]]
        right = sum(sheet.is_right(field) for sheet in printed)
        sure = sum(sheet.is_wrong_but_sure(field) for sheet in sheets)
        rows.append([f"`{field}`", figures.share(right, len(printed)), f"{sure}/{len(sheets)}"])
    return figures.table(["field", "right", "wrong but sure"], rows)


def _beside(sheets: dict[Damage, list[Sheet]]) -> str:
    """Tesseract on the same pictures, turned as their camera said: what our reader starts from too."""
    rows = [[damage, _found(given)] for damage, given in sheets.items()]
    told = "Tesseract (`chi_sim`) on the same pictures: code, name and head all stand somewhere in its text."
    return f"{told}\n\n{figures.table(['damage', 'all three in the text'], rows)}"


def _found(sheets: Iterable[Sheet]) -> str:
    wanted = {sheet.picture: tuple(_plain(sheet.truth[field]) for field in ELEMENTS) for sheet in sheets}
    for path in wanted:
        path.write_bytes(open_picture(path.read_bytes()).jpeg)
    return tesseract.found_in({path: _plain(tesseract.text_of(path)) for path in wanted}, wanted)
