"""`chopmark verify` needs neither server nor database, and its exit code can be built upon."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from chopmark.audit.models import Event
from chopmark.trust import documents, statements
from chopmark.trust.models import Certificate


@pytest.fixture
def verify(tmp_path, roots):
    """The command as a stranger runs it: another folder, no database, no settings, the root as a file."""
    home = tmp_path / "stranger"
    (home / "keys").mkdir(parents=True)
    (home / "keys" / "root.pem").write_text(roots)
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "chopmark.cli.main", "verify", *map(str, arguments)],
            env={**kept, "CHOPMARK_HOME": str(home)}, capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip

    run.home = home
    return run


@pytest.fixture
def file(tmp_path, signed):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    return path


def test_a_valid_file_is_described_and_the_exit_code_is_0(verify, file):
    done = verify(file)
    assert done.returncode == 0, done.stderr
    for said in ("signed.pdf: valid", "time stamp trusted", "the whole file", "since     nothing", "B-T"):
        assert said in done.stdout
    assert sorted(path.name for path in verify.home.iterdir()) == ["keys"]


def test_a_changed_file_is_not_valid_and_the_exit_code_is_1(verify, file, signed):
    file.write_bytes(signed.replace(b"/Producer", b"/Producex", 1))
    done = verify(file)
    assert done.returncode == 1
    assert "NOT VALID" in done.stdout
    assert "DOES NOT MATCH" in done.stdout


def test_an_unsigned_file_is_not_valid(verify, file, sheet):
    file.write_bytes(sheet)
    done = verify(file)
    assert done.returncode == 1
    assert "no signature" in done.stdout


def test_a_root_can_be_given(verify, file, tmp_path, other_root):
    (tmp_path / "other.pem").write_text(other_root)
    done = verify(file, "--root", tmp_path / "other.pem")
    assert done.returncode == 1
    assert "NOT TRUSTED" in done.stdout


def test_a_statement_is_described_too(verify, tmp_path, roots):
    path = tmp_path / "statement.jws"
    path.write_text(statements.sign_json({"reference": "7K4P92QD"}) + "\n")
    done = verify(path)
    assert done.returncode == 0, done.stderr
    assert "7K4P92QD" in done.stdout
    path.write_text(path.read_text().replace(".", ".A", 1))
    assert verify(path).returncode in (1, 2)


def test_json_says_the_same_for_programs(verify, file, tmp_path):
    path = tmp_path / "statement.jws"
    path.write_text(statements.sign_json({"reference": "7K4P92QD"}))
    done = verify("--json", file, path)
    assert done.returncode == 0
    pdf, statement = json.loads(done.stdout)
    assert (pdf["kind"], pdf["valid"], pdf["signatures"][0]["level"]) == ("pdf", True, "B-T")
    assert pdf["signatures"][0]["is_stamp_trusted"] is True
    assert (statement["kind"], statement["valid"]) == ("statement", True)
    assert statement["payload"]["reference"] == "7K4P92QD"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be opened"),
        (b"", "neither a PDF nor a signed statement"),
        (b"hello there", "neither a PDF nor a signed statement"),
        (b"%PDF-1.7 but no more", "damaged"),
        (b"eyJhbGciOiJFUzI1NiJ9.e30.AAAA", "damaged"),
    ],
    ids=["missing", "empty", "text", "broken-pdf", "broken-statement"],
)
def test_what_cannot_be_judged_is_one_sentence_and_exit_code_2(verify, tmp_path, content, says):
    path = tmp_path / "given"
    if content is not None:
        path.write_bytes(content)
    done = verify(path)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert says in done.stderr


def test_without_a_root_the_way_to_one_is_said(verify, file):
    (verify.home / "keys" / "root.pem").unlink()
    done = verify(file)
    assert done.returncode == 2
    assert "--root" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_that_is_no_root_is_said_to_be_so(verify, file):
    done = verify(file, "--root", file)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_name_cannot_rewrite_the_terminal(verify, tmp_path, sheet, roots):
    path = tmp_path / "rude.pdf"
    path.write_bytes(documents.sign(sheet, name="Bank\x1b[2K\rvalid", reason="-"))
    assert "\x1b" not in verify(path).stdout


def test_the_doctor_signs_and_verifies_and_leaves_no_trace(db, keys_at):
    call_command("check_signing")
    assert not Event.objects.exists()
    assert not Certificate.objects.exists()
