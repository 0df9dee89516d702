"""Having the uploaded pages compared with the letter that was issued: asked at once, answered by a worker."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import procrastinate
from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.audit import log as audit
from chopmark.evidence import uploads
from chopmark.evidence.models import Check
from chopmark.kit import clock, files
from chopmark.kit.engines import apart, kept_apart
from chopmark.kit.errors import Unavailable, Unreadable
from chopmark.onboarding import papers
from chopmark.onboarding.models import Application, application_of

if TYPE_CHECKING:
    from chopmark.evidence.letter.reading import LetterReading  # its module is loaded by name, beside the worker

KIND = "letter"
UNREADABLE = "unreadable"
_RETRY = procrastinate.RetryStrategy(max_attempts=4, exponential_wait=2, retry_exceptions={Unavailable})


def ask(row: Application) -> None:
    """Have the pages that count now checked together, inside the transaction that changed them.

    Without a number no letter has been issued, so there is nothing yet to compare them with.
    """
    Check.objects.filter(matter=row.matter, kind=KIND, superseded_at=None).update(superseded_at=clock.now())
    page = uploads.of(row.matter, "letter").last()
    if page is None or row.letter_number is None:
        return
    check = Check.objects.create(matter=row.matter, kind=KIND, upload=page)
    read_letter.defer(check_id=str(check.pk))


@app.task(name="chopmark.read_letter", retry=_RETRY, queue="engines")
def read_letter(check_id: str) -> None:
    """Compare the pages of a check with the letter; a superseded or finished one is left alone."""
    check = Check.objects.get(pk=check_id)
    if not check.is_pending or check.superseded_at:
        return
    try:
        pages = [files.get(page.file) for page in uploads.of(check.matter, "letter")]
        letter = papers.letter_data(application_of(check.matter))
        found: LetterReading = apart("letter", pages, letter, ocr=kept_apart("ocr"), today=clock.today())
    except FileNotFoundError:
        return  # taken back while the job waited
    except Unreadable as trouble:
        _end(check_id, UNREADABLE, engine="", reason=trouble.reason)
        return
    _end(
        check_id, str(found.verdict), engine=found.engine, seconds=found.seconds,
        findings=[asdict(one) | {"box": one.box} for one in found.findings],
        looked=[asdict(one) | {"box": one.box} for one in found.looked],
    )  # fmt: skip


def _end(check_id: str, verdict: str, *, engine: str, seconds: float | None = None, **details: object) -> None:
    """Write the answer down, unless other pages count by now."""
    with transaction.atomic():
        check = Check.objects.select_for_update().get(pk=check_id)
        if not check.is_pending or check.superseded_at:
            return
        check.end(verdict, engine=engine, seconds=seconds, **details)
        codes = [one["code"] for one in check.findings.get("findings", ())]
        audit.record(
            "letter.checked", subject=check.matter, actor=None, engine=engine, version="", verdict=verdict,
            reasons=codes,
        )  # fmt: skip
