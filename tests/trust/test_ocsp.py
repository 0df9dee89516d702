"""One certificate asked about: good, revoked, unknown; and what is no question of ours."""

import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import AuthorityInformationAccess, OCSPNonce, ocsp
from cryptography.x509.ocsp import OCSPCertStatus, OCSPResponseStatus

from chopmark.trust import authority, revocation
from tests.others import hands


@pytest.fixture
def signer(db, keys_at):
    return authority.signer_for("seal:1", name="公章", organisation="苏州市栗栖湾纸业有限公司")


def question(row, *, nonce=b"", hashed=None, serial=None):
    own, issuer = row.certificates[:2]
    builder = ocsp.OCSPRequestBuilder()
    if serial is None:
        builder = builder.add_certificate(own, issuer, hashed or hashes.SHA1())
    else:
        probe = builder.add_certificate(own, issuer, hashes.SHA256()).build()
        builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
            probe.issuer_name_hash, probe.issuer_key_hash, serial, hashes.SHA256()
        )
    if nonce:
        builder = builder.add_extension(OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def asked(client, body):
    told = client.post("/trust/ocsp/", body, content_type="application/ocsp-request")
    assert told.headers["Content-Type"] == "application/ocsp-response"
    return ocsp.load_der_ocsp_response(told.content)


def test_the_certificate_names_where_to_ask(signer):
    access = signer.certificates[0].extensions.get_extension_for_class(AuthorityInformationAccess).value
    assert access[0].access_location.value.endswith("/trust/ocsp/")


@pytest.mark.parametrize("hashed", [hashes.SHA1(), hashes.SHA256()], ids=["sha1", "sha256"])
def test_a_good_one_is_good_and_the_issuer_has_signed_it(client, signer, hashed):
    nonce = os.urandom(16)
    told = asked(client, question(signer, nonce=nonce, hashed=hashed))
    assert told.certificate_status is OCSPCertStatus.GOOD
    assert told.serial_number == signer.certificates[0].serial_number
    assert told.next_update_utc > told.this_update_utc
    assert told.extensions.get_extension_for_class(OCSPNonce).value.nonce == nonce
    issuer = signer.certificates[1].public_key()
    issuer.verify(told.signature, told.tbs_response_bytes, ec.ECDSA(hashes.SHA256()))


def test_a_revoked_one_is_revoked_from_its_moment(client, signer):
    revocation.revoke("seal:1")
    told = asked(client, question(signer))
    assert told.certificate_status is OCSPCertStatus.REVOKED
    signer.refresh_from_db()
    assert abs((told.revocation_time_utc - signer.revoked_at).total_seconds()) < 2


def test_a_number_that_we_never_gave_is_unknown(client, signer):
    assert asked(client, question(signer, serial=4711)).certificate_status is OCSPCertStatus.UNKNOWN


def test_an_end_certificate_is_not_asked_of_the_root(client, signer):
    """Its issuer answers, nobody above."""
    own, _, root = signer.certificates
    builder = ocsp.OCSPRequestBuilder().add_certificate(own, root, hashes.SHA256())
    told = asked(client, builder.build().public_bytes(Encoding.DER))
    assert told.response_status is OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.parametrize("body", [b"", b"x", b"\x30\x03\x02\x01\x01", b"\x30" * 5000])
def test_rubbish_is_refused(client, signer, body):
    assert asked(client, body).response_status is OCSPResponseStatus.MALFORMED_REQUEST


def test_somebody_elses_certificate_is_not_ours_to_judge(client, signer):
    other = hands.make("Somebody", kind="ec").certificate
    builder = ocsp.OCSPRequestBuilder().add_certificate(other, other, hashes.SHA256())
    told = asked(client, builder.build().public_bytes(Encoding.DER))
    assert told.response_status is OCSPResponseStatus.UNAUTHORIZED
