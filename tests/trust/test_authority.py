"""The certificates of the house: made once, named honestly, sealed, renewed before they end."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from chopmark.audit.models import Event
from chopmark.kit.clock import now
from chopmark.trust import authority, documents, profiles, statements
from chopmark.trust.base import Purpose, Request
from chopmark.trust.models import Certificate, Role
from chopmark.trust.reports import Trust

MAKE = (
    "import django, sys; django.setup(); from chopmark.trust import authority; sys.stdin.read(1);"
    "print(authority.root_pem())"
)
OF_THE_HOUSE = [role for role in Role.values if role != Role.SIGNER]


def address_of_the_test_database():
    found = connection.settings_dict
    host = f"host={found['HOST']}&port={found['PORT']}"
    return f"postgresql://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}?{host}"


def test_processes_that_make_the_certificates_at_once_end_with_one_authority(committed, settings, tmp_path):
    home = Path(settings.CHOPMARK_KEY_FILE).parents[1]
    environment = {
        **os.environ, "DATABASE_URL": address_of_the_test_database(), "CHOPMARK_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "chopmark.config.settings",
    }  # fmt: skip
    started = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in started:
        process.stdin.write("x")
        process.stdin.flush()
    said = {process.communicate(timeout=60)[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(said) == 1
    assert "BEGIN CERTIFICATE" in said.pop()
    assert sorted(Certificate.objects.values_list("role", flat=True)) == sorted(OF_THE_HOUSE)
    assert authority.root_file().read_text() == authority.root_pem()
    authority.root_file().unlink()


def test_the_database_itself_refuses_a_second_living_certificate_of_a_role(db, keys_at):
    living = authority.holder(Role.DOCUMENTS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(role=living.role, chain="", key=b"", serial="1", renew_at=now())


def test_every_name_says_that_it_is_no_licensed_provider(db, keys_at):
    for role in (Role.DOCUMENTS, Role.TIMESTAMPS):
        own, *above = authority.holder(role).certificates
        assert len(above) == 2
        for one in (own, *above):
            assert "practice" in one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        for one in above:
            assert "not a licensed provider" in one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


def test_a_long_name_of_the_operator_still_makes_a_certificate(db, keys_at, settings):
    settings.OPERATOR_NAME = "某" * 200
    assert authority.root_pem()


def test_each_certificate_may_do_one_thing_only(db, keys_at):
    stamping = authority.holder(Role.TIMESTAMPS).certificates[0]
    uses = stamping.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert uses.critical
    assert list(uses.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    own, issuing, root = authority.holder(Role.DOCUMENTS).certificates
    limits = [one.extensions.get_extension_for_class(x509.BasicConstraints).value for one in (own, issuing, root)]
    assert [(one.ca, one.path_length) for one in limits] == [(False, None), (True, 0), (True, 1)]
    for one in (own, stamping):
        assert not one.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    for lower, upper in ((own, issuing), (issuing, root), (root, root)):
        lower.verify_directly_issued_by(upper)
        assert lower.not_valid_after_utc <= upper.not_valid_after_utc


def test_no_key_lies_open_in_the_database(db, keys_at):
    for role in OF_THE_HOUSE:
        authority.root_pem()
        row = Certificate.objects.get(role=role)
        plain = row.private_key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        assert plain not in bytes(row.key)
        assert plain[-60:] not in bytes(row.key)
        assert row.certificates[0].public_key() == row.private_key().public_key()


def test_each_certificate_is_issued_on_record(db, keys_at):
    authority.prepare()
    events = Event.objects.filter(kind="certificate.issued")
    assert sorted(event.facts["purpose"] for event in events) == sorted(OF_THE_HOUSE)
    assert {event.facts["serial"] for event in events} == set(Certificate.objects.values_list("serial", flat=True))


def test_the_root_lies_beside_the_key_file_and_preparing_again_changes_nothing(db, keys_at):
    call_command("make_certificates")
    first, made = (keys_at / "root.pem").read_text(), Certificate.objects.count()
    call_command("make_certificates")
    assert (keys_at / "root.pem").read_text() == first == authority.root_pem()
    assert Certificate.objects.count() == made
    assert [path.name for path in keys_at.iterdir()] == ["root.pem"]


def test_a_certificate_that_is_due_is_renewed_and_old_documents_stay_valid(signed, roots, sheet):
    before = authority.holder(Role.DOCUMENTS)
    Certificate.objects.filter(pk=before.pk).update(renew_at=now())
    after = authority.holder(Role.DOCUMENTS)
    assert after.serial != before.serial
    assert Certificate.objects.get(pk=before.pk).retired_at is not None
    assert documents.verify(signed, roots=authority.root_pem()).is_valid
    assert documents.verify(documents.sign(sheet, name="Chopmark", reason="-"), roots=roots).is_valid


def test_a_renewed_root_stands_beside_the_old_one(signed, sheet):
    Certificate.objects.update(renew_at=now())
    both = authority.root_pem()
    assert both.count("BEGIN CERTIFICATE") == 2
    assert documents.verify(signed, roots=both).is_valid
    assert documents.verify(documents.sign(sheet, name="Chopmark", reason="-"), roots=both).is_valid


@pytest.fixture
def expired_holder(db, keys_at):
    """The certificate for documents was good until a moment ago; what was signed before is older than that."""
    holder = authority.holder(Role.DOCUMENTS)
    issuing = Certificate.objects.get(role=Role.ISSUING)
    by = profiles.Signer(issuing.certificates[0], issuing.private_key())

    def end(at):
        private = holder.private_key()
        name = holder.certificates[0].subject
        made = profiles.end(
            name,
            public=private.public_key(),
            purpose=Purpose.DOCUMENTS,
            by=by,
            at=at,
            life=dt.timedelta(0),
            lists="http://a.example/list",
            status="http://a.example/status",
        )
        Certificate.objects.filter(pk=holder.pk).update(chain=authority.pem_of([made, *issuing.certificates]))

    return end


def test_a_document_stamped_in_time_outlives_its_certificate(expired_holder, sheet, roots):
    expired_holder(now() + dt.timedelta(seconds=4))
    signed = documents.sign(sheet, name="Chopmark", reason="-")
    token = statements.sign_json({})
    remaining = documents.verify(signed, roots=roots).signatures[0]
    assert remaining.trust is Trust.TRUSTED
    wait_until_the_certificate_ends()
    [one] = documents.verify(signed, roots=roots).signatures
    assert (one.trust, one.is_valid) == (Trust.TRUSTED, True)
    assert statements.verify(token, roots=roots).trust is Trust.EXPIRED


def wait_until_the_certificate_ends():
    until = authority.holder(Role.DOCUMENTS).certificates[0].not_valid_after_utc + dt.timedelta(seconds=2)
    subprocess.run(["sleep", str(max((until - now()).total_seconds(), 0))], check=True)


def test_a_document_signed_after_the_end_of_its_certificate_is_not_valid(expired_holder, sheet, roots):
    expired_holder(now() - dt.timedelta(minutes=1))
    [one] = documents.verify(documents.sign(sheet, name="Chopmark", reason="-"), roots=roots).signatures
    assert one.trust is Trust.EXPIRED
    assert not one.is_valid


def test_the_authority_issues_for_the_keys_of_others_and_keeps_none(db, keys_at):
    private = ec.generate_private_key(ec.SECP256R1())
    request = Request("深圳市栗栖湾工艺有限公司", Purpose.DOCUMENTS, private.public_key())
    chain = x509.load_pem_x509_certificates(authority.BuiltInAuthority().issue(request).encode())
    assert chain[0].public_key() == private.public_key()
    assert chain[-1].subject == chain[-1].issuer
    assert not Certificate.objects.filter(role=Role.DOCUMENTS).exists()
