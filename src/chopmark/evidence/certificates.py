"""Pictures of registration certificates: kept with an open check, read by a worker, and what was read then."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import procrastinate
from django.db import models, transaction

from chopmark.audit import log as audit
from chopmark.evidence import uploads
from chopmark.evidence.models import Check
from chopmark.evidence.pictures import Picture, open_picture
from chopmark.kit import files
from chopmark.kit.engines import apart, kept_apart
from chopmark.kit.errors import Unavailable

if TYPE_CHECKING:
    from chopmark.evidence.licence.reading import LicenceReading  # its module is loaded by name, in workers only

KIND = "licence"
READ = "read"
ATTEMPTS = 4
RETRY = procrastinate.RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2, retry_exceptions={Unavailable})


@transaction.atomic
def keep(picture: Picture, *, purpose: str, matter: str, actor: models.Model) -> Check:
    """The picture, and the check that a worker will end."""
    kept = uploads.keep(picture, purpose=purpose, matter=matter, actor=actor)[0]
    return Check.objects.create(matter=matter, kind=KIND, upload=kept)


def is_to_be_read(check: Check) -> bool:
    """A finished or superseded one is left alone, and one whose picture is gone."""
    is_open = check.is_pending and check.superseded_at is None
    return is_open and check.upload is not None and check.upload.dropped_at is None


def read(check: Check) -> "LicenceReading":
    """What the picture of a check says; raises Unreadable with a reason, or Unavailable."""
    if check.upload is None:
        raise LookupError(f"{check} has no picture")
    picture = open_picture(files.get(check.upload.file))
    reading: LicenceReading = apart("licence", picture, ocr=kept_apart("ocr"))
    return reading


def told(reading: "LicenceReading") -> dict[str, Any]:
    """What of a reading is written down with its check."""
    return {"warnings": reading.warnings, "fields": {name: asdict(field) for name, field in reading.fields.items()}}


@transaction.atomic
def end(check_id: str, verdict: str, *, engine: str, seconds: float | None = None, **details: object) -> bool:
    """Whether the answer was written down: the first one counts."""
    check = Check.objects.select_for_update().get(pk=check_id)
    if not check.is_pending:
        return False
    check.end(verdict, engine=engine, seconds=seconds, **details)
    audit.record("licence.read", subject=check.matter, actor=None, engine=engine, version="", verdict=verdict)
    return True


def readings_of(check: Check | None) -> dict[str, Any]:
    """What the machine read, by field."""
    return dict(check.findings.get("fields", {})) if check and check.verdict == READ else {}


def warnings_of(check: Check | None) -> list[str]:
    return list(check.findings.get("warnings", [])) if check and check.verdict == READ else []
