"""A signed statement says what was signed, to anybody who trusts the root, and nothing else."""

import base64
import json

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from chopmark.trust import authority, statements
from chopmark.trust.checking import REGISTRY
from chopmark.trust.models import Role
from chopmark.trust.reports import Trust

SAID = {"organisation": "深圳市栗栖湾工艺有限公司", "reference": "7K4P92QD"}


@pytest.fixture
def token(db, keys_at):
    return statements.sign_json(SAID)


def altered(token, part, change):
    """The same token with one part decoded, changed and encoded again."""
    parts = token.split(".")
    raw = base64.urlsafe_b64decode(parts[part] + "==")
    parts[part] = base64.urlsafe_b64encode(change(raw)).rstrip(b"=").decode()
    return ".".join(parts)


def test_a_statement_is_valid_and_says_what_was_signed(token, roots):
    report = statements.verify(token, roots=roots)
    assert report.is_valid
    assert {key: report.payload[key] for key in SAID} == SAID
    assert "documents of the platform" in report.who
    assert report.signed_at is not None


def test_a_changed_word_breaks_the_statement(token, roots):
    report = statements.verify(altered(token, 1, lambda raw: raw.replace(b"7K4P92QD", b"7K4P92QE")), roots=roots)
    assert report.payload["reference"] == "7K4P92QE"
    assert not report.is_intact
    assert not report.is_valid


def test_another_root_does_not_vouch_for_it(token, other_root):
    report = statements.verify(token, roots=other_root)
    assert report.is_intact
    assert report.trust is Trust.UNKNOWN
    assert not report.is_valid


def test_an_algorithm_of_the_senders_choice_is_refused(token, roots):
    for alg in ("none", "HS256", "RS256"):
        forged = altered(token, 0, lambda raw, alg=alg: raw.replace(b"ES256", alg.encode()))
        assert not statements.verify(forged, roots=roots).is_valid


def test_the_key_of_another_purpose_does_not_sign_statements(token, roots):
    stamping = authority.holder(Role.TIMESTAMPS)
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    forged = jws.serialize_compact(header, b"{}", ECKey.import_key(stamping.private_key()), registry=REGISTRY)
    report = statements.verify(forged, roots=roots)
    assert report.unreadable == ""
    assert not report.is_valid


@pytest.mark.parametrize(
    "text", ["", "a.b.c", "....", "x" * 300_000, "eyJhbGciOiJFUzI1NiJ9.e30.AAAA", "中.文.字", "[" * 9000 + ".a.b"]
)
def test_a_text_that_is_no_statement_is_a_report_and_no_error(text, roots):
    report = statements.verify(text, roots=roots)
    assert report.unreadable == "STATEMENT_CORRUPT"
    assert not report.is_valid


def test_roots_that_are_none_are_said_to_be_so(token):
    with pytest.raises(ValueError, match="holds no certificate"):
        statements.verify(token, roots="hello")
