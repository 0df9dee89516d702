"""The statement of authentication: signed, true only while it is true, and checked without us."""

import json
import subprocess
import sys

import pytest

from chopmark.trust import authority, documents
from chopmark.trust.statements import verify
from tests.jobs import work_all
from tests.journey import EMPLOYEE
from tests.onboarding.phones import invited_phone


@pytest.fixture
def authenticated(employee):
    """An organisation whose legal representative signed, and its super administrator."""
    phone = invited_phone(employee.to("legal_rep"))
    phone.to_sign()
    phone.sign()
    work_all("sign_authorisation")
    return employee, phone


def test_pdf_and_json_say_the_same_and_are_ours(authenticated):
    employee, _ = authenticated
    roots = authority.root_pem()
    report = documents.verify(employee.get("statement/pdf/").content, roots=roots)
    assert report.is_valid
    said = verify(employee.get("statement/json/").content.decode(), roots=roots)
    assert said.is_valid
    assert said.payload["organisation"]["uscc"] == employee.row.uscc
    assert said.payload["authorised_by"] == "online"
    assert "inclusion" not in said.payload["checked"]


def test_nobody_is_named_whole_in_it(authenticated):
    employee, _ = authenticated
    said = json.dumps(
        verify(employee.get("statement/json/").content.decode(), roots=authority.root_pem()).payload, ensure_ascii=False
    )
    for secret in (EMPLOYEE.name, EMPLOYEE.number, EMPLOYEE.mobile):
        assert secret not in said


def test_it_is_not_stated_before_or_after_it_is_true(employee, authenticated):
    _, phone = authenticated
    assert employee.get("statement/pdf/").status_code == 200
    phone.post("revoke/")
    assert employee.get("statement/pdf/").status_code == 404
    assert employee.get("statement/json/").status_code == 404


def test_a_draft_states_nothing(applicant):
    assert applicant.begin().get("statement/pdf/").status_code == 404


def test_nobody_else_gets_it(authenticated, applicant_of):
    employee, _ = authenticated
    stranger = applicant_of(sub="100000000099")
    assert stranger.browser.get(employee.address("statement/pdf/")).status_code == 404


def test_the_command_checks_both_without_a_server(authenticated, tmp_path):
    employee, _ = authenticated
    root = tmp_path / "root.pem"
    root.write_text(authority.root_pem())
    for kind, name in (("pdf", "statement.pdf"), ("json", "statement.jws")):
        file = tmp_path / name
        file.write_bytes(employee.get(f"statement/{kind}/").content)
        done = subprocess.run(
            [sys.executable, "-m", "chopmark.cli.main", "verify", str(file), "--root", str(root)],
            capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        file.write_bytes(file.read_bytes().replace(b"STA", b"STB")[:-20])
        assert _exit(file, root) != 0


def _exit(file, root):
    command = [sys.executable, "-m", "chopmark.cli.main", "verify", str(file), "--root", str(root)]
    return subprocess.run(
        command, capture_output=True, check=False, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"}
    ).returncode
