"""A time stamp says that a digest existed now, to anybody who trusts the root."""

import asyncio
import hashlib

import pytest
from asn1crypto import cms, pem, x509
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from chopmark.kit.clock import now
from chopmark.kit.errors import Unavailable
from chopmark.trust.timestamps import BuiltInTimestamps, checked

DIGEST = hashlib.sha256(b"something").digest()


@pytest.fixture
def token(db, keys_at):
    return BuiltInTimestamps().stamp(DIGEST)


def judged(token, *, roots, digest=DIGEST):
    _, _, der = pem.unarmor(roots.encode())
    context = ValidationContext(trust_roots=[x509.Certificate.load(der)], allow_fetching=False)
    signed = cms.ContentInfo.load(token)["content"]
    return asyncio.run(validate_tst_signed_data(signed, context, lambda _: digest))


def test_a_token_is_trusted_by_the_root_and_tells_the_time(token, roots):
    status = judged(token, roots=roots)
    assert status["intact"]
    assert status["valid"]
    assert status["validation_path"] is not None
    assert abs((status["timestamp"] - now()).total_seconds()) < 60


def test_a_token_of_another_digest_does_not_fit(token, roots):
    assert not judged(token, roots=roots, digest=bytes(32))["intact"]


def test_another_root_does_not_vouch_for_it(token, other_root):
    assert judged(token, roots=other_root)["validation_path"] is None


def test_no_two_tokens_have_one_number(db, keys_at):
    def number(token):
        body = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
        return body["serial_number"].native

    tokens = [BuiltInTimestamps().stamp(DIGEST) for _ in range(5)]
    assert len({number(token) for token in tokens}) == 5


@pytest.mark.parametrize("digest", [b"", bytes(20), bytes(33)])
def test_what_is_no_digest_is_not_stamped(db, keys_at, digest):
    with pytest.raises(ValueError, match="32 bytes"):
        BuiltInTimestamps().stamp(digest)


def test_a_provider_that_answers_nonsense_counts_as_unavailable(token):
    assert checked(token, digest=DIGEST)["content_type"].native == "signed_data"
    for wrong in (b"", b"sorry", token[:-9], token + b"x"):
        with pytest.raises(Unavailable):
            checked(wrong, digest=DIGEST)
    with pytest.raises(Unavailable):
        checked(token, digest=bytes(32))
