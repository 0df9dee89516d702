"""Done later: reading a picture of a card, and deleting what nobody needs any more."""

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING

import procrastinate
from django.db import transaction
from procrastinate.contrib.django import app

from chopmark.audit import log as audit
from chopmark.evidence import uploads
from chopmark.evidence.models import Check, Upload
from chopmark.evidence.pictures import open_picture
from chopmark.kit import clock, files
from chopmark.kit.clock import now
from chopmark.kit.engines import apart, kept_apart
from chopmark.kit.errors import Unavailable, Unreadable
from chopmark.onboarding.documents.models import DocumentCheck, check_of
from chopmark.onboarding.documents.states import LIVE, Status

if TYPE_CHECKING:
    from chopmark.evidence.idcards.reading import CardReading  # its module is loaded by name, in workers only

HOURS = 24  # copy deck 5.3: pictures are deleted within so many hours of the decision; the sweep runs every hour
UNFINISHED_DAYS = 7  # photographs that nobody handed in
_RETRY = procrastinate.RetryStrategy(max_attempts=4, exponential_wait=2, retry_exceptions={Unavailable})


@app.task(name="chopmark.read_card", retry=_RETRY, queue="engines")
def read_card_picture(check_id: str) -> None:
    """Read one side; a superseded or finished reading is left alone."""
    check = Check.objects.select_related("upload").get(pk=check_id)
    if not check.is_pending or check.superseded_at or check.upload is None or check.upload.dropped_at:
        return
    side = check.kind.removeprefix("card_")
    try:
        picture = open_picture(files.get(check.upload.file))
        reading = apart("idcards", picture, ocr=kept_apart("ocr"), side=side, today=clock.today())
    except FileNotFoundError:
        return  # taken back while the job waited
    except Unreadable as trouble:
        _end(check_id, "unreadable", engine_name="", findings=[trouble.reason])
        return
    _keep(check_id, reading)


def _keep(check_id: str, reading: "CardReading") -> None:
    fields = {name: asdict(found) for name, found in reading.fields.items()}
    with transaction.atomic():
        ended = _end(
            check_id, "read", engine_name=reading.engine, seconds=reading.seconds, fields=fields,
            findings=reading.findings,
        )  # fmt: skip
        if ended is not None and reading.portrait is not None:
            _keep_portrait(ended.matter, reading.portrait)


def _keep_portrait(matter: str, portrait: bytes) -> None:
    """Beside what was read, for the eye of the reviewer; one too small to show is left out."""
    try:
        picture = open_picture(portrait)
    except Unreadable:
        return
    uploads.supersede(matter, "portrait", actor=None)
    uploads.keep(picture, purpose="portrait", matter=matter, actor=None)


def _end(
    check_id: str, verdict: str, *, engine_name: str, seconds: float | None = None, **details: object
) -> Check | None:
    """Write the reading down unless its picture was taken back meanwhile."""
    with transaction.atomic():
        check = Check.objects.select_for_update().get(pk=check_id)
        if not check.is_pending or check.superseded_at:
            return None
        check.end(verdict, engine=engine_name, seconds=seconds, **details)
        about = check_of(check.matter).about
        audit.record("documents.read", subject=about, actor=None, engine=engine_name, version="", verdict=verdict)
        return check


def forget_pictures(matter: str) -> None:
    """Delete the set-aside pictures of a check and what was read from them; rows and verdicts stay."""
    for upload in Upload.objects.filter(matter=matter, superseded_at__isnull=False, dropped_at=None):
        files.drop(upload.file)
        Upload.objects.filter(pk=upload.pk).update(dropped_at=now())
    Check.objects.filter(matter=matter, superseded_at__isnull=False).update(details=None)


@app.task(name="chopmark.drop_decided_documents", queueing_lock="documents")
def drop_decided_documents(timestamp: int) -> None:
    """What a crash kept from being deleted at once, and what was photographed and never handed in."""
    unfinished = now() - dt.timedelta(days=UNFINISHED_DAYS)
    for check in DocumentCheck.objects.filter(status__in=(Status.PENDING, Status.RETURNED), moved_at__lt=unfinished):
        _give_up(check)
    matters = Upload.objects.filter(matter__startswith="documents:", superseded_at__isnull=False, dropped_at=None)
    for matter in set(matters.values_list("matter", flat=True)):
        forget_pictures(matter)


@transaction.atomic
def _give_up(check: DocumentCheck) -> None:
    held = DocumentCheck.objects.select_for_update().get(pk=check.pk)
    if held.status in LIVE - {Status.SUBMITTED}:
        held.move(Status.WITHDRAWN, actor=None)
        for purpose in ("card_front", "card_back", "portrait"):
            uploads.supersede(held.matter, purpose, actor=None)
