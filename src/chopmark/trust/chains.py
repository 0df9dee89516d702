"""Certificates as those who check see them: roots, names, and chains that lead to a root."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
)

from chopmark.trust.reports import Trust


class NoRoots(ValueError):
    """What was given as roots holds no certificate."""


def load_roots(text: str) -> list[x509.Certificate]:
    """The certificates of a PEM file, one or more; NoRoots when there is none to read."""
    try:
        found = [x509.Certificate.load(body) for _, _, body in pem.unarmor(text.encode(), multiple=True)]
        for one in found:
            one.subject.native  # noqa: B018 - asn1crypto reads lazily, and damage must show here
    except (ValueError, TypeError) as trouble:
        raise NoRoots("The root file holds no certificate in PEM.") from trouble
    return found


def roots_in(path: str) -> str:
    """The certificates that lie in a file, as PEM without what else lies there; NoRoots when there is none."""
    try:
        held = load_roots(Path(path).read_text(encoding="latin-1"))  # names beside them are in any encoding
    except OSError as trouble:
        raise NoRoots("The root file cannot be read.") from trouble
    return "".join(pem.armor("CERTIFICATE", one.dump()).decode() for one in held)


def name_in(name: x509.Name) -> str:
    """Who a certificate is about: common name and organisation."""
    parts = name.native
    return ", ".join(str(parts[key]) for key in ("common_name", "organization_name") if key in parts)


async def trust_in(
    certificate: x509.Certificate, *, others: Sequence[x509.Certificate], roots: Sequence[x509.Certificate]
) -> Trust:
    """Whether a certificate that signs leads to one of the roots today; it asks nobody."""
    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail", moment=dt.datetime.now(dt.UTC)
    )
    validator = CertificateValidator(certificate, intermediate_certs=others, validation_context=context)
    try:
        await validator.async_validate_usage({"non_repudiation"})  # type: ignore[no-untyped-call]
    except (ExpiredError, NotYetValidError):
        return Trust.EXPIRED
    except RevokedError:
        return Trust.REVOKED
    except PathBuildingError:
        return Trust.UNKNOWN
    except (InvalidCertificateError, PathValidationError):
        return Trust.UNFIT
    return Trust.TRUSTED
