"""The forms of our certificates: names that promise nothing, what each key may do, and for how long."""

import datetime as dt
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from chopmark.trust.base import Purpose

_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_BACKDATED = dt.timedelta(minutes=5)  # another machine's clock may be a little behind
_USES = {
    Purpose.DOCUMENTS: x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]),
    Purpose.SIGNER: x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]),
    Purpose.TIMESTAMPS: x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]),  # RFC 3161, 2.3: critical and alone
}


@dataclass(frozen=True)
class Signer:
    """A certificate that may sign others, with its private key."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey


def name_of(common: str, *, organisation: str) -> x509.Name:
    """Who is meant: the organisation, which a person who signs has none of, and what this certificate is."""
    whose = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else []
    return x509.Name([*whose, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def root(name: x509.Name, *, key: EllipticCurvePrivateKey, at: dt.datetime, life: dt.timedelta) -> x509.Certificate:
    """A certificate that vouches for itself."""
    form = _form(name, public=key.public_key(), at=at, until=at + life).issuer_name(name)
    return _authority(form, below=1).sign(key, hashes.SHA256())


def issuing(
    name: x509.Name, *, public: EllipticCurvePublicKey, by: Signer, at: dt.datetime, life: dt.timedelta, lists: str
) -> x509.Certificate:
    """An authority under the root that may issue end certificates only; `lists` is where revocations are told."""
    form = _listed(_form(name, public=public, at=at, until=at + life), lists)
    return _by(_authority(form, below=0), by).sign(by.key, hashes.SHA256())


def end(
    name: x509.Name,
    *,
    public: EllipticCurvePublicKey,
    purpose: Purpose,
    by: Signer,
    at: dt.datetime,
    life: dt.timedelta,
    lists: str,
    status: str,
) -> x509.Certificate:
    """A certificate for one purpose; it never outlives its issuer."""
    until = min(at + life, by.certificate.not_valid_after_utc)
    form = _asked(_listed(_form(name, public=public, at=at, until=until), lists), status)
    form = form.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    form = form.add_extension(_key_usage(authority=False), critical=True)
    form = form.add_extension(_USES[purpose], critical=purpose is Purpose.TIMESTAMPS)
    return _by(form, by).sign(by.key, hashes.SHA256())


def _form(
    name: x509.Name, *, public: EllipticCurvePublicKey, at: dt.datetime, until: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _BACKDATED)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _listed(form: x509.CertificateBuilder, address: str) -> x509.CertificateBuilder:
    """RFC 5280, 4.2.1.13: where the issuer says what it has revoked."""
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(address)], None, None, None)
    return form.add_extension(x509.CRLDistributionPoints([point]), critical=False)


def _asked(form: x509.CertificateBuilder, address: str) -> x509.CertificateBuilder:
    """RFC 5280, 4.2.2.1: where the issuer is asked about one certificate."""
    place = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(address))
    return form.add_extension(x509.AuthorityInformationAccess([place]), critical=False)


def revoked(
    by: Signer, *, serials: dict[int, dt.datetime], at: dt.datetime, until: dt.datetime
) -> x509.CertificateRevocationList:
    """A complete list of one issuer (RFC 5280, 5); its number is the second at which it was made."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(at - _BACKDATED)
        .next_update(until)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    )
    identifier = by.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    known = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    builder = builder.add_extension(known, critical=False)
    for serial, since in sorted(serials.items()):
        one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
        builder = builder.add_revoked_certificate(one)
    return builder.sign(by.key, hashes.SHA256())


def _authority(form: x509.CertificateBuilder, *, below: int) -> x509.CertificateBuilder:
    form = form.add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
    return form.add_extension(_key_usage(authority=True), critical=True)


def _by(form: x509.CertificateBuilder, by: Signer) -> x509.CertificateBuilder:
    identifier = by.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    known = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    return form.issuer_name(by.certificate.subject).add_extension(known, critical=False)


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    """An authority signs certificates and lists; all others sign data that they stand by."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
