"""What the letter reader says of letters that it cannot know: good ones, and ones with a single defect."""

import dataclasses
import datetime as dt
import hashlib
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.conf import settings

from bench import figures
from bench.machine import commit, held_by_children, say
from chopmark.drawing.damage import Damage
from chopmark.drawing.fonts import Face
from chopmark.drawing.letters import Family, LetterData, chinese_letter, example
from chopmark.drawing.licence_fields import Kind
from chopmark.drawing.returned.altered import TextNotPrinted
from chopmark.drawing.returned.kinds import Defect, variety
from chopmark.drawing.stamped import stamped
from chopmark.evidence.letter.findings import Finding, Verdict
from chopmark.evidence.letter.reading import LetterReading
from chopmark.evidence.pictures import open_pages
from chopmark.kit.apart import Child, Question
from chopmark.kit.engines import kept_apart
from chopmark.kit.limits import Limits
from chopmark.practice import invent

TITLE = "Letters"
DOCUMENT = "evidence"
SIZE = "CHOPMARK_BENCH_LETTERS"
SIZES = {"quick": (60, 3), "plain": (100, 5), "full": (300, 15)}  # good ones, and of each defect
_SEEDS = 10**8
_TODAY = dt.date(2026, 10, 25)
_CAPTURES = (Damage.SCAN, Damage.PHONE, Damage.PHONE, Damage.ROTATED, Damage.HARD)
_SEALS = (Face.SERIF_BOLD, Face.SERIF, Face.SANS_BOLD, Face.XIAOWEI)
_FAMILIES = {Kind.COMPANY: Family.ENTERPRISE, Kind.SOLE_TRADER: Family.SOLE_TRADER, Kind.INSTITUTION: Family.GOVERNMENT}
# What a reviewer could call each defect; the first is the usual one.
_CODES = {
    Defect.DATE_INCOMPLETE: {"POA_DATE_INCOMPLETE"},
    Defect.DATE_EMPTY: {"POA_DATE_INCOMPLETE"},
    Defect.DATE_FUTURE: {"POA_DATE_FUTURE_OR_STALE"},
    Defect.DATE_STALE: {"POA_DATE_FUTURE_OR_STALE"},
    Defect.WRONG_PHONE: {"POA_ADMIN_PHONE_MISMATCH"},
    Defect.WRONG_NAME: {"POA_ADMIN_NAME_MISMATCH"},
    Defect.WRONG_ID: {"POA_ADMIN_ID_MISMATCH"},
    Defect.WRONG_COMPANY: {"POA_COMPANY_NAME_MISMATCH"},
    Defect.WRONG_CODE: {"POA_COMPANY_NAME_MISMATCH"},
    Defect.ALTERED_CLAUSE: {"POA_TEMPLATE_ALTERED"},
    Defect.OLD_VERSION: {"POA_TEMPLATE_OLD_VERSION"},
    Defect.NO_SIGNATURE: {"POA_SIGNATURE_MISSING"},
    Defect.NO_SEAL: {"POA_SEAL_MISSING"},
    Defect.WRONG_SEAL_NAME: {"POA_SEAL_NAME_MISMATCH", "POA_SEAL_ILLEGIBLE"},
    Defect.CONTRACT_SEAL: {"POA_SEAL_WRONG_TYPE"},
    Defect.FINANCE_SEAL: {"POA_SEAL_WRONG_TYPE"},
    Defect.BLUR: {"IMG_BLUR"},
    Defect.GREY_COPY: {"IMG_COPY"},
    Defect.CROPPED: {"IMG_CROPPED"},
    Defect.GLARE: {"IMG_GLARE"},
    Defect.DARK: {"IMG_DARK"},
    Defect.ADDED_CLAUSE: {"POA_TEMPLATE_ALTERED"},
    Defect.STRUCK_OUT: {"POA_TEMPLATE_ALTERED"},
    Defect.WHITENED: {"POA_TEMPLATE_ALTERED"},
    Defect.OTHER_SEAL: {"POA_SEAL_NAME_MISMATCH", "POA_SEAL_ILLEGIBLE"},
    Defect.SECOND_SEAL: {"POA_SEAL_NAME_MISMATCH", "POA_SEAL_ILLEGIBLE"},
    Defect.INVOICE_SEAL: {"POA_SEAL_WRONG_TYPE"},
    Defect.PASTED_SEAL: {"POA_SEAL_DIGITAL_PASTE"},
    Defect.SCREEN: {"IMG_SCREEN_RECAPTURE"},
}
_TOLD = """\
{good} good letters and {each} with each of {kinds} defects, drawn from seeds that follow from the hash of the commit
(from {first}), so nothing was tuned on them: invented enterprises, sole traders and institutions, seals cut in four
typefaces, of four sizes and inks, half of them with a number, faint, turned or smudged; dates and names in strokes of
many hands, one in five in a handwriting face; paper folded, stained, punched; scanned, photographed, lying sideways, or
photographed badly. They are drawings, made by the same house as the reader. A defect counts as found with an acceptable
code among the findings;
a seal that differs by one character may be called another name or illegible. Shares stand with their 95 % interval
(Wilson).

{summary}

{by_defect}

Seconds are those of one reading, engine warm. The letters were read where the platform reads them, in a process of
their own; the memory is its highest."""


@dataclass(frozen=True)
class Case:
    """One letter: what was wrong with it, what was said, and the most that the reading process ever held, in KiB."""

    defect: Defect | None
    verdict: Verdict
    findings: tuple[Finding, ...]
    seconds: float
    held: int

    @property
    def is_found(self) -> bool:
        return self.defect is not None and any(one.code in _CODES[self.defect] for one in self.findings)


def measure(*, quick: bool) -> str:
    good, each = SIZES["quick" if quick else os.environ.get(SIZE, "plain")]
    first = int(hashlib.sha256(commit().encode()).hexdigest(), 16) % _SEEDS
    reader = Child(Limits(settings.ENGINE_SECONDS, settings.ENGINE_MEMORY), room=settings.ENGINE_ANSWERS)
    say(f"letters: {good} good ones")
    fine = [_case(first + number, None, reader=reader) for number in range(good)]
    say(f"letters: {each} of each of {len(_CODES)} defects")
    bad = [
        _case(first + good + number * len(_CODES) + place, defect, reader=reader)
        for number in range(each)
        for place, defect in enumerate(_CODES)
    ]
    reader.end()
    memory = max(one.held for one in (*fine, *bad)) / 1024
    return _TOLD.format(
        good=good, each=each, kinds=len(_CODES), first=first, summary=_summary(fine, bad, memory=memory),
        by_defect=_by_defect(bad),
    )  # fmt: skip


def _case(seed: int, defect: Defect | None, *, reader: Child) -> Case:
    source = random.Random(seed)
    data = _letter(seed, source)
    photo = None
    while photo is None:
        try:
            photo = stamped(
                chinese_letter(data), data, signed_on=_TODAY - dt.timedelta(days=source.randrange(1, 15)), seed=seed,
                defect=defect, capture=_capture(defect, source), seal=source.choice(_SEALS),
                manner=variety(np.random.default_rng(seed)),
            )  # fmt: skip
        except TextNotPrinted:
            data = _letter(seed := seed + _SEEDS, source)
    given, named = (open_pages(photo.jpeg).pages, data), {"ocr": kept_apart("ocr"), "today": _TODAY}
    found: LetterReading = reader.ask(Question(kept_apart("letter"), "", given, named))
    return Case(defect, found.verdict, found.findings, found.seconds, held_by_children())


def _capture(defect: Defect | None, source: random.Random) -> Damage:
    """A lamp is mirrored in photographs only."""
    return source.choice(_CAPTURES[1:3] if defect is Defect.GLARE else _CAPTURES)


def _letter(seed: int, source: random.Random) -> LetterData:
    kind = source.choice(list(_FAMILIES))
    company, agent = invent.licence(seed, kind=kind), invent.person(seed + 1)
    return dataclasses.replace(
        example(_FAMILIES[kind], operator="演练平台运营方"),
        organization_name=company.name,
        uniform_social_credit_code=company.uscc,
        legal_name=company.legal_representative,
        admin_name=agent.name,
        admin_mobile="13" + "".join(source.choices("0123456789", k=9)),
        admin_id_card_number=agent.id_number,
        number=f"POA-{source.randrange(1000, 9999)}-{source.randrange(1000, 9999)}",
    )


def _summary(fine: Sequence[Case], bad: Sequence[Case], *, memory: float) -> str:
    foreign = [one for one in bad if one.defect is Defect.WRONG_SEAL_NAME]
    return figures.table(
        ["measure", "result"],
        [
            ["defects found with an acceptable code", figures.share(sum(one.is_found for one in bad), len(bad))],
            ["good letters clear", figures.share(sum(one.verdict is Verdict.CLEAR for one in fine), len(fine))],
            ["good letters that would be returned", figures.share(_returned(fine), len(fine))],
            ["seals of another name clear", f"{sum(one.verdict is Verdict.CLEAR for one in foreign)}/{len(foreign)}"],
            ["letters with any defect clear", f"{sum(one.verdict is Verdict.CLEAR for one in bad)}/{len(bad)}"],
            ["seconds each (median)", figures.seconds([one.seconds for one in (*fine, *bad)])],
            ["seconds each (95 of 100)", f"{figures.percentile([one.seconds for one in (*fine, *bad)], 0.95):.2f}"],
            ["memory of the reading process, MB", f"{memory:.0f}"],
        ],
    )


def _returned(cases: Sequence[Case]) -> int:
    return sum(one.verdict is Verdict.RETURN for one in cases)


def _by_defect(bad: Sequence[Case]) -> str:
    rows = []
    for defect, codes in _CODES.items():
        given = [one for one in bad if one.defect is defect]
        rows.append(
            [f"`{defect}`", ", ".join(f"`{code}`" for code in sorted(codes)),
             figures.share(sum(one.is_found for one in given), len(given))]
        )  # fmt: skip
    return figures.table(["defect", "acceptable codes", "found"], rows)
