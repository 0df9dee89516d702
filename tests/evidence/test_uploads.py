"""Uploads: sealed and recorded when kept, set aside rather than deleted, deleted when dropped."""

import pytest
from tests.practice import clips

from chopmark.audit.models import Event
from chopmark.evidence import uploads
from chopmark.evidence.models import Check, Upload
from chopmark.evidence.pictures import open_picture
from chopmark.kit import files

MATTER = "test:1"


@pytest.fixture
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def kept(db, store):
    return uploads.keep(open_picture(clips.moving(1)[0]), purpose="letter", matter=MATTER, actor=None)[0]


def test_a_kept_picture_is_sealed_and_on_record_by_its_digest(kept, store):
    assert not (store / kept.file).read_bytes().startswith(b"\xff\xd8")
    assert files.get(kept.file).startswith(b"\xff\xd8")
    assert Event.objects.get(kind="upload.kept").facts == {"purpose": "letter", "sha256": kept.sha256}


def test_what_is_set_aside_counts_no_more_and_is_not_deleted(kept):
    check = Check.objects.create(matter=MATTER, kind="letter", upload=kept)
    uploads.supersede(MATTER, "letter", actor=None)
    assert not uploads.of(MATTER, "letter").exists()
    assert files.get(kept.file)
    assert Check.objects.get(pk=check.pk).superseded_at
    assert uploads.latest_check(MATTER, "letter") is None


def test_setting_nothing_aside_is_no_event(kept):
    uploads.supersede(MATTER, "licence", actor=None)
    uploads.supersede("test:2", "letter", actor=None)
    assert not Event.objects.filter(kind="upload.superseded").exists()
    assert uploads.of(MATTER, "letter").get() == kept


def test_a_dropped_picture_is_deleted_and_its_row_stays(kept, store):
    uploads.drop(MATTER, "letter")
    assert list(store.iterdir()) == []
    assert Upload.objects.get().dropped_at
    assert not uploads.of(MATTER, "letter").exists()
    uploads.drop(MATTER, "letter")


def test_dropping_reaches_what_was_set_aside_before(kept, store):
    uploads.supersede(MATTER, "letter", actor=None)
    uploads.drop(MATTER, "letter")
    assert list(store.iterdir()) == []


def test_dropping_one_purpose_leaves_the_others(kept):
    uploads.drop(MATTER, "licence")
    uploads.drop("test:2", "letter")
    assert files.get(kept.file)
