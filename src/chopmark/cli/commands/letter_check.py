"""`chopmark letter check`: what a reviewer would object to in a stamped letter, by the reader that the pages use.

The values are those from which the letter was issued, in one JSON object; `chopmark letter issue --help` names them.
Without Number and Issued nothing is compared with either. The exit code says whether the file could be read, not what
was found in it: look at `verdict` (clear, person, return).
"""

import argparse
import datetime as dt
import gettext
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chopmark
from chopmark.cli.commands.letter_issue import letter_data, read_values
from chopmark.drawing.letters import Language, LetterData
from chopmark.drawing.letters.wording import title_in
from chopmark.evidence.engines.rapidocr import RapidOcr
from chopmark.evidence.letter.findings import Finding, Verdict
from chopmark.evidence.letter.reading import LetterReading, check_letter, number_on
from chopmark.evidence.pictures import open_pages
from chopmark.kit.clock import today
from chopmark.kit.errors import Unreadable

EXAMPLE = "chopmark letter check scan.jpg --data letter.json --json"
_UNUSABLE_EXIT = 2
_CATALOGUES = {Language.CHINESE: "zh_Hans", Language.ENGLISH: "en"}
_SEALS = {Language.CHINESE: ("公章", "机构公章"), Language.ENGLISH: ("official seal", "institutional seal")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scan", type=Path, metavar="SCAN", help="JPEG, PNG, HEIC or PDF of the stamped letter")
    parser.add_argument("--data", type=Path, required=True, help="the JSON object from which the letter was issued")
    parser.add_argument("--json", action="store_true", help="print verdict, findings with boxes, and seconds")
    parser.add_argument("--today", type=_day, help="the day on which it came in, as 2026-10-08; today unless given")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-10-08") from error


def run(args: argparse.Namespace) -> int:
    """Exit code 0 whatever the verdict is, 2 for a file that cannot be read; unfit values are a ValueError."""
    values, present = read_values(args.data), args.today or today()
    try:
        pages = open_pages(args.scan.read_bytes()).pages
    except (OSError, Unreadable) as trouble:
        reason = trouble.reason if isinstance(trouble, Unreadable) else "FILE_MISSING"
        print(f"Could not read {args.scan} ({reason}): give a whole JPEG, PNG, HEIC or PDF file.", file=sys.stderr)
        return _UNUSABLE_EXIT
    data = _issued(values, pages, present=present)
    found = check_letter(pages, data, ocr=RapidOcr(), today=present)
    print(json.dumps(_entry(found, data), ensure_ascii=False, indent=2) if args.json else _table(found, data))
    return 0


def _issued(values: dict[str, Any], pages: Sequence[bytes], *, present: dt.date) -> LetterData:
    """The letter as it was handed out; where the values name no number or day, nothing is compared with them."""
    usual = {"Number": number_on(pages), "Issued": (present - dt.timedelta(days=365)).isoformat()}
    return letter_data({**usual, **values})


def _entry(found: LetterReading, data: LetterData) -> dict[str, object]:
    return {
        "verdict": found.verdict,
        "findings": [
            {
                "code": one.code, "page": one.page, "box": list(one.box), "confidence": one.confidence,
                "text": {str(language): _text(one, data, language) for language in Language},
            }
            for one in found.findings
        ],
        "seconds": found.seconds,
        "engine": found.engine,
    }  # fmt: skip


def _text(one: Finding, data: LetterData, language: Language) -> str:
    """What is wrong and what to do, in the words of the pages."""
    folder = Path(chopmark.__file__).parent / "review" / "locale"
    words = gettext.translation("django", localedir=folder, languages=[_CATALOGUES[language]])
    institution = int(data.family not in ("E", "S"))
    values = {
        "seal": _SEALS[language][institution],
        "found": one.read or "—",
        "version": one.read or "—",
        "date": one.read or "—",
        "stale_days": data.stale_days,
        **_signer(one, data, language),
    }
    return " ".join(words.gettext(f"reason.{one.code}.{part}").format_map(_Known(values)) for part in ("saw", "do"))


def _signer(one: Finding, data: LetterData, language: Language) -> dict[str, str]:
    """Whose signature is meant, and where it belongs."""
    if one.field == "representative":
        who = title_in(language, data.title)
    else:
        who = {Language.CHINESE: "被授权人", Language.ENGLISH: "the authorised person"}[language]
    return {"who": who, "place": who}


class _Known(dict[str, object]):
    """A value that nobody has is left out."""

    def __missing__(self, key: str) -> str:
        return "—"


def _table(found: LetterReading, data: LetterData) -> str:
    rows = [f"  {one.code} ({one.confidence:.0%})  {_text(one, data, Language.ENGLISH)}" for one in found.findings]
    return "\n".join([f"{_SAYS[found.verdict]} ({found.seconds:.1f} s)", *rows])


_SAYS = {
    Verdict.CLEAR: "Nothing to object to",
    Verdict.PERSON: "A person has to look",
    Verdict.RETURN: "This would be returned",
}
