"""What the built-in authorities have revoked: lists for readers, and for the files that carry them."""

import datetime as dt
from collections.abc import Iterable

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from chopmark.audit.log import record
from chopmark.kit.clock import now
from chopmark.trust import authority, profiles
from chopmark.trust.models import Certificate, Role

_AUTHORITIES = (Role.ROOT, Role.ISSUING)
_GOOD_FOR = dt.timedelta(days=7)


def revoke(subject: str) -> None:
    """The signing certificate of a seal or a person is good no longer; a second time changes nothing."""
    for row in Certificate.objects.filter(role=Role.SIGNER, subject=subject, revoked_at=None):
        row.revoke()
        record("certificate.revoked", subject=f"trust.certificate:{row.serial}", actor=None, serial=row.serial)


def list_of(serial: str) -> bytes | None:
    """The signed list of an authority of this house in DER; None when it is none of ours."""
    issuer = Certificate.objects.filter(serial=serial, role__in=_AUTHORITIES).first()
    if issuer is None:
        return None
    gone = Certificate.objects.exclude(revoked_at=None)
    serials = {int(row.serial, 16): row.revoked_at for row in gone if row.issuer_serial == serial and row.revoked_at}
    present = now()
    made = profiles.revoked(authority.signer_of(issuer), serials=serials, at=present, until=present + _GOOD_FOR)
    return made.public_bytes(Encoding.DER)


def lists_by(authorities: Iterable[x509.Certificate]) -> list[bytes]:
    """What those of them that are ours have revoked, each list once."""
    serials = {f"{one.serial_number:x}" for one in authorities}
    return [made for serial in sorted(serials) if (made := list_of(serial)) is not None]
