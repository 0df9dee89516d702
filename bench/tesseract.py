"""Another reader beside ours: Tesseract with its simplified Chinese, the system's or Debian's unpacked into .cache."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from bench.figures import share
from bench.machine import ROOT

ABSENT = "Tesseract with `chi_sim` could not be had on this machine, so it was not measured beside ours."
_SECONDS = 120


def command() -> str | None:
    """How to call it; None where there is neither one with Chinese nor a Debian to take it from."""
    asked = [ROOT / "tools" / "debian.sh", "tesseract-ocr", "tesseract", "tesseract-ocr-chi-sim"]
    path = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return path if path and knows_chinese(path) else None


def knows_chinese(called: str) -> bool:
    told = subprocess.run([called, "--list-langs"], capture_output=True, text=True, check=False)
    return "chi_sim" in told.stdout.split()


def text_of(picture: Path, *, called: str) -> str:
    """All that it reads."""
    told = subprocess.run(
        [called, picture, "stdout", "-l", "chi_sim"],
        capture_output=True, text=True, check=False, timeout=_SECONDS,
    )  # fmt: skip
    return told.stdout


def found_in(texts: Mapping[Path, str], wanted: Mapping[Path, tuple[str, ...]]) -> str:
    """In how many pictures all the wanted values stand somewhere in the text: kinder than a reading by fields."""
    right = sum(all(value in texts[path] for value in values) for path, values in wanted.items())
    return share(right, len(wanted))
