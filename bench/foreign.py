"""What becomes of PDFs that others have signed, of odd ones and of damaged ones."""

from collections import Counter
from pathlib import Path

from tests.others import campaign, collection, odd
from tests.sheets import papers

from bench import figures
from bench.machine import say
from bench.own import own_database
from chopmark.kit.errors import Unreadable
from chopmark.sheets.intake import take_in

TITLE = "PDFs signed by others, odd ones and damaged ones"
DOCUMENT = "foreign"
_QUICK, _DAMAGED = 10, 300
_TOLD = """\
Each file went through the whole flow: taken in, two fields made, signed by two certificates, finished as B-LTA. “As
good as before” compares every earlier signature by pyHanko (intact, valid, covering its revision, what followed is
allowed) and by `pdfsig`. `make soak` asserts what stands here.

{signed}

Refused, each with the reason that the page says:

{refused}

Odd but good ones (ten kinds of content, each changed in ten ways): {good}. Damaged ones by seed: {damaged}."""


def measure(*, quick: bool) -> str:
    with own_database("foreign") as folder:
        rows, refused = _signed(folder, quick=quick)
        return _TOLD.format(
            signed=figures.table(["signed by", "files", "accepted", "all earlier signatures as good as before"], rows),
            refused=figures.table(["signed by", "how", "reason"], refused),
            good=_good(quick=quick),
            damaged=_damaged(quick=quick),
        )


def _signed(folder: Path, *, quick: bool) -> tuple[list[list[object]], list[list[object]]]:
    counts: dict[str, Counter[str]] = {}
    refused: list[list[object]] = []
    for number, (who, how, pdf) in enumerate(collection.everything(folder)):
        if quick and number >= _QUICK:
            break
        outcome = campaign.walk(pdf, folder)
        count = counts.setdefault(who, Counter())
        count["files"] += 1
        if outcome.reason:
            refused.append([who, how, f"`{outcome.reason}`"])
            continue
        count["accepted"] += 1
        count["harmless"] += outcome.is_harmless and outcome.is_clean
    say(f"{sum(count['files'] for count in counts.values())} files signed by others")
    return [[who, count["files"], count["accepted"], count["harmless"]] for who, count in counts.items()], refused


def _good(*, quick: bool) -> str:
    files = list(odd.good())[: _QUICK if quick else None]
    taken = sum(_became(pdf) == "" for _, pdf in files)
    say(f"{len(files)} odd ones")
    return f"{taken} of {len(files)} signed"


def _damaged(*, quick: bool) -> str:
    sources = [(name, make()) for name, make in papers.ODD.items()]
    count = _QUICK if quick else _DAMAGED
    became = Counter(_became(pdf) for _, _, pdf in odd.damaged(count, sources=sources))
    taken = became.pop("", 0)
    reasons = ", ".join(f"`{reason}` {times}" for reason, times in became.most_common())
    return f"{taken} of {count} signed, the others refused ({reasons}); none crashed or hung"


def _became(pdf: bytes) -> str:
    try:
        campaign.signed(take_in(pdf).pdf)
    except Unreadable as refusal:
        return refusal.reason
    return ""
