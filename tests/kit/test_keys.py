"""The key file: its owner's only, made once even by two at the same moment; files at rest."""

import subprocess
import sys

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import SuspiciousFileOperation

from chopmark.kit import files, keys
from chopmark.kit.keys import FileKms


def test_the_key_file_is_its_owners_only(tmp_path):
    path = tmp_path / "keys" / "master.json"
    FileKms(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["master.json"]


def test_many_processes_that_make_it_at_once_end_with_the_same_key(tmp_path):
    code = (
        "import sys; from pathlib import Path; from chopmark.kit.keys import FileKms; sys.stdin.read(1);"
        "print(FileKms(Path(sys.argv[1])).key(purpose='seal', version=1).hex())"
    )
    path = tmp_path / "keys" / "master.json"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for process in started:
        process.stdin.write("x")
        process.stdin.flush()
    said = {process.communicate(timeout=60)[0] for process in started}
    assert len(said) == 1
    assert [p.name for p in path.parent.iterdir()] == ["master.json"]


def test_a_second_reading_gives_the_same_keys(tmp_path):
    path = tmp_path / "master.json"
    assert FileKms(path).key(purpose="a", version=1) == FileKms(path).key(purpose="a", version=1)


def test_each_purpose_has_a_key_of_its_own(tmp_path):
    kms = FileKms(tmp_path / "master.json")
    assert kms.key(purpose="a", version=1) != kms.key(purpose="b", version=1)


def test_a_sealed_thing_opens_at_its_place_only():
    sealed = keys.seal(b"plain", place="here")
    assert keys.unseal(sealed, place="here") == b"plain"
    with pytest.raises(InvalidTag):
        keys.unseal(sealed, place="there")


def test_a_digest_is_of_its_purpose():
    assert keys.blind("x", purpose="a") != keys.blind("x", purpose="b")
    assert keys.blind("x", purpose="a") == keys.blind("x", purpose="a")


@pytest.fixture
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_file_is_sealed_at_rest_and_its_owners_only(store):
    name = files.put(b"a face" * 100)
    assert b"a face" not in (store / name).read_bytes()
    assert (store / name).stat().st_mode & 0o077 == 0
    assert files.get(name) == b"a face" * 100


def test_a_file_that_was_moved_does_not_open(store):
    first, second = files.put(b"one"), files.put(b"two")
    (store / second).write_bytes((store / first).read_bytes())
    with pytest.raises(InvalidTag):
        files.get(second)


def test_a_dropped_file_is_gone_and_dropping_twice_is_fine(store):
    name = files.put(b"one")
    files.drop(name)
    files.drop(name)
    assert list(store.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        files.get(name)


def test_a_name_outside_the_store_is_refused(store):
    with pytest.raises(SuspiciousFileOperation):
        files.get("../outside")
