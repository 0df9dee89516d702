"""`chopmark licence read`: what a licence says, by the reader that the pages use."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from chopmark.evidence.engines.base import Ocr
from chopmark.evidence.engines.rapidocr import RapidOcr
from chopmark.evidence.licence.fields import Reading
from chopmark.evidence.licence.reading import LicenceReading, read_licence
from chopmark.evidence.pictures import open_picture
from chopmark.kit.errors import Unreadable

EXAMPLE = "chopmark licence read licence.jpg --json"
_UNREADABLE_EXIT = 2  # some file could not be read; 1 is left to mistakes in the call

Entry = dict[str, object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JPEG, PNG, HEIC or PDF")
    parser.add_argument("--json", action="store_true", help="print a list with values, confidences and boxes")


def run(args: argparse.Namespace) -> int:
    """Read each file; one that cannot be read does not stop the others."""
    ocr = RapidOcr()
    outcomes = [(path, _read(path, ocr=ocr)) for path in args.files]
    if args.json:
        print(json.dumps([_entry(*outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(_table(*outcome) for outcome in outcomes))
    return _report([path for path, outcome in outcomes if isinstance(outcome, str)])


def _read(path: Path, *, ocr: Ocr) -> LicenceReading | str:
    """The reading, or the code of the reason why there is none."""
    try:
        return read_licence(open_picture(path.read_bytes()), ocr=ocr)
    except Unreadable as error:
        return error.reason
    except OSError:
        return "FILE_MISSING"


def _report(unread: Iterable[Path]) -> int:
    names = ", ".join(map(str, unread))
    if not names:
        return 0
    print(f"Could not read {names}: give a whole JPEG, PNG, HEIC or PDF file.", file=sys.stderr)
    return _UNREADABLE_EXIT


def _entry(path: Path, outcome: LicenceReading | str) -> Entry:
    if isinstance(outcome, str):
        return {"file": str(path), "error": outcome, "fields": {}, "warnings": [], "seconds": 0.0}
    fields = {name: _values(reading) for name, reading in outcome.fields.items()}
    return {"file": str(path), "fields": fields, "warnings": outcome.warnings, "seconds": outcome.seconds}


def _values(reading: Reading) -> Entry:
    box = list(reading.box) if reading.box else None
    return {"value": reading.value, "confidence": reading.confidence, "sure": reading.sure, "box": box}


def _table(path: Path, outcome: LicenceReading | str) -> str:
    if isinstance(outcome, str):
        return f"{path}: {outcome}"
    rows = [f"  {name:21} {_mark(reading)}  {reading.value}" for name, reading in outcome.fields.items()]
    warnings = ", ".join(outcome.warnings) or "none"
    return "\n".join([f"{path} ({outcome.seconds:.1f} s)", *rows, f"  warnings: {warnings}"])


def _mark(reading: Reading) -> str:
    if not reading.value:
        return "missing"
    return "sure   " if reading.sure else "check  "
