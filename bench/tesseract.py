"""Another reader beside ours: Tesseract with its simplified Chinese, where it is installed."""

import shutil
import subprocess
from pathlib import Path

from bench.figures import share

ABSENT = "Tesseract with `chi_sim` was not installed on this machine, so it was not measured beside ours."
_SECONDS = 120


def is_here() -> bool:
    if shutil.which("tesseract") is None:
        return False
    told = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "chi_sim" in told.stdout.split()


def text_of(picture: Path) -> str:
    """All that it reads."""
    told = subprocess.run(
        ["tesseract", picture, "stdout", "-l", "chi_sim"],
        capture_output=True, text=True, check=False, timeout=_SECONDS,
    )  # fmt: skip
    return told.stdout


def found_in(texts: dict[Path, str], wanted: dict[Path, tuple[str, ...]]) -> str:
    """In how many pictures all the wanted values stand somewhere in the text: kinder than a reading by fields."""
    right = sum(all(value in texts[path] for value in values) for path, values in wanted.items())
    return share(right, len(wanted))
