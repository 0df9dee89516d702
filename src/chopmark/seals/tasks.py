"""Done later: deleting the pictures that nobody needs any more. The seals that were cut out of them stay."""

import datetime as dt

from django.db import models, transaction
from procrastinate.contrib.django import app

from chopmark.evidence import uploads
from chopmark.evidence.models import Upload
from chopmark.kit import files
from chopmark.kit.clock import now
from chopmark.seals.models import Draft

PICTURE = "seal_picture"  # the purpose of its upload
UNFINISHED_DAYS = 7  # pictures that nobody handed in, as with photographs of documents


def forget_picture(matter: str, *, actor: models.Model | None) -> None:
    """Set the picture aside; it is deleted once this is committed."""
    uploads.supersede(matter, PICTURE, actor=actor)
    transaction.on_commit(lambda: _delete_set_aside(matter))


def _delete_set_aside(matter: str) -> None:
    """The row stays as a record that there was one."""
    for upload in Upload.objects.filter(matter=matter, purpose=PICTURE, superseded_at__isnull=False, dropped_at=None):
        files.drop(upload.file)
        Upload.objects.filter(pk=upload.pk).update(dropped_at=now())


@app.task(name="chopmark.drop_seal_pictures", queueing_lock="seal_pictures")
def drop_seal_pictures(timestamp: int) -> None:
    """What was never handed in, and what a crash kept from being deleted at once."""
    for draft in Draft.objects.filter(begun_at__lt=now() - dt.timedelta(days=UNFINISHED_DAYS)):
        _give_up(draft)
    left = Upload.objects.filter(purpose=PICTURE, superseded_at__isnull=False, dropped_at=None)
    for matter in set(left.values_list("matter", flat=True)):
        _delete_set_aside(matter)


@transaction.atomic
def _give_up(draft: Draft) -> None:
    """Handed in meanwhile, it is no draft any more and keeps its picture."""
    held = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is not None:
        forget_picture(held.matter, actor=None)
        held.delete()
