"""Keeping what people upload: opened and re-encoded first, sealed, superseded rather than deleted."""

import hashlib

from django.db import models, transaction
from django.db.models import QuerySet

from chopmark.audit import log as audit
from chopmark.evidence.models import Check, Upload
from chopmark.evidence.pictures import Picture
from chopmark.kit import files
from chopmark.kit.clock import now


def keep(picture: Picture, *, purpose: str, matter: str, actor: models.Model | None) -> list[Upload]:
    """Keep every page of an opened picture, in order."""
    with transaction.atomic():
        return [_keep_page(page, picture, purpose=purpose, matter=matter, actor=actor) for page in picture.pages]


def _keep_page(page: bytes, picture: Picture, *, purpose: str, matter: str, actor: models.Model | None) -> Upload:
    sha256 = hashlib.sha256(page).hexdigest()
    upload = Upload.objects.create(
        matter=matter, purpose=purpose, file=files.put(page), sha256=sha256, width=picture.width, height=picture.height
    )
    audit.record("upload.kept", subject=matter, actor=actor, purpose=purpose, sha256=sha256)
    return upload


def of(matter: str, purpose: str) -> QuerySet[Upload]:
    """The uploads that count now."""
    return Upload.objects.filter(matter=matter, purpose=purpose, superseded_at=None, dropped_at=None)


def was_given(matter: str, purpose: str) -> bool:
    """Whether one was given that was not set aside; its picture may be gone by now."""
    return Upload.objects.filter(matter=matter, purpose=purpose, superseded_at=None).exists()


def supersede(matter: str, purpose: str, *, actor: models.Model | None) -> None:
    """Set aside what was uploaded for this purpose, and what was read from it."""
    found = of(matter, purpose)
    if not found.exists():
        return
    Check.objects.filter(upload__in=found, superseded_at=None).update(superseded_at=now())
    found.update(superseded_at=now())
    audit.record("upload.superseded", subject=matter, actor=actor, purpose=purpose)


def drop(matter: str, purpose: str) -> None:
    """Delete the pictures themselves; the rows stay as a record that there were some."""
    for upload in Upload.objects.filter(matter=matter, purpose=purpose, dropped_at=None):
        drop_picture(upload)


def drop_picture(upload: Upload) -> None:
    """The same for one; a picture that is gone already is as good."""
    files.drop(upload.file)
    Upload.objects.filter(pk=upload.pk, dropped_at=None).update(dropped_at=now())


def latest_check(matter: str, kind: str) -> Check | None:
    """The newest check of this kind that still counts."""
    return Check.objects.filter(matter=matter, kind=kind, superseded_at=None).order_by("-created_at").first()
