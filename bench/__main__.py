"""Measures the parts that are named, prints their tables, and puts them into the documents."""

import argparse
import importlib
import os
import re
import sys
from pathlib import Path

import django

from bench.machine import ROOT, conditions

PARTS = ("licence", "faces", "page", "hints", "handoff", "start", "signing", "cam")
LONG = ("foreign", "letter")  # only by name
_HEADS = {
    "evidence": "# What the readers of evidence were measured to read\n\n"
    "On drawn samples, not on real papers. Every table comes from the command beside it.\n",
    "foreign": "# What becomes of other people's PDFs\n\nEvery table comes from the command beside it.\n",
    "bench": "# What takes how long\n\nEvery table comes from the command beside it.\n",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help=f"{', '.join(PARTS)}, all of them when none is named; {', '.join(LONG)}",
    )
    parser.add_argument("--quick", action="store_true", help="fewer samples")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.parts) - {*PARTS, *LONG})
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}")
    _prepare()
    for part in arguments.parts or PARTS:
        _run(part, quick=arguments.quick)
    return 0


def _prepare() -> None:
    """The texts of the pages are found by key, so the walks need the settings; what they make goes below build/."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chopmark.config.settings")
    os.environ["CHOPMARK_HOME"] = str(ROOT / "build" / "bench" / "home")
    os.chdir(ROOT)
    django.setup()


def _run(part: str, *, quick: bool) -> None:
    module = importlib.import_module(f"bench.{part}")  # after _prepare: some of them need the settings
    told = conditions(f"python -m bench {part}{' --quick' if quick else ''}")
    text = f"{told}\n\n{module.measure(quick=quick)}\n"
    print(f"\n## {module.TITLE}\n\n{text}", flush=True)
    _write(ROOT / "docs" / f"{module.DOCUMENT}.md", module.TITLE, text)


def _write(path: Path, title: str, text: str) -> None:
    """Replace the section of this title, or add it; the sections of other parts stay as they are."""
    old = path.read_text(encoding="utf-8") if path.exists() else _HEADS[path.stem]
    head, *sections = re.split(r"^## ", old, flags=re.MULTILINE)
    kept = dict(section.split("\n", 1) for section in sections)
    kept[title] = f"\n{text}"
    body = "\n".join(f"## {name}\n\n{said.strip()}\n" for name, said in sorted(kept.items()))
    path.write_text(f"{head.strip()}\n\n{body}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
