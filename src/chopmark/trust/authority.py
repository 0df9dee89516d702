"""The built-in certificate authority: made once for an installation, whichever process comes first."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import connection, transaction

from chopmark.audit.log import record
from chopmark.kit.clock import now
from chopmark.kit.engines import engine
from chopmark.kit.errors import Unavailable
from chopmark.trust import chains, profiles
from chopmark.trust.base import Purpose, Request
from chopmark.trust.models import Certificate, Role, years
from chopmark.web import links

STATUS = "/trust/ocsp/"  # where this house is asked about one certificate
_LOCK = 0x63_6D_63_61  # "cmca": the number under which PostgreSQL keeps makers apart
_NAME_LIMIT = 64  # RFC 5280, ub-organization-name and ub-common-name; counted in bytes by those who check
_LIFE = {
    Role.ROOT: years(30),
    Role.ISSUING: years(20),
    Role.DOCUMENTS: years(6),
    Role.TIMESTAMPS: years(15),
    Role.SIGNER: years(3),
}
# Renewed long before the end, so that whatever is signed last can still be checked for years.
_SIGNS = {
    Role.ROOT: years(20),
    Role.ISSUING: years(10),
    Role.DOCUMENTS: years(1),
    Role.TIMESTAMPS: years(5),
    Role.SIGNER: years(1),
}
_NAMES = {
    Role.ROOT: "built-in root CA, not a licensed provider",
    Role.ISSUING: "built-in issuing CA, not a licensed provider",
    Role.DOCUMENTS: "documents of the platform",
    Role.TIMESTAMPS: "built-in time stamps",
}


class BuiltInAuthority:
    """Issues from the keys of this installation; its names say that it is no licensed provider."""

    def issue(self, request: Request) -> str:
        """The chain as PEM, the new certificate first."""
        with _alone():
            issuer = _living(Role.ISSUING) or _make_issuing()
            by = signer_of(issuer)
            whose = _cut(request.organisation) if request.purpose is Purpose.SIGNER else _operator()
            name = profiles.name_of(request.name, organisation=whose)
            life, lists = _LIFE[Role(request.purpose)], list_address(issuer)
            made = profiles.end(
                name, public=request.public_key, purpose=request.purpose, by=by, at=now(), life=life,
                lists=lists, status=links.absolute(STATUS),
            )  # fmt: skip
            record_issued(made, role=Role(request.purpose))
            return pem_of([made, *issuer.certificates])


def holder(role: Role) -> Certificate:
    """The living certificate of the house for documents or time stamps; made or renewed when due.

    Raises KeysLost, and what the Authority of settings raises.
    """
    found = _living(role)
    if found is not None:
        return found
    with _alone():
        return _living(role) or _make_holder(role)


def signer_for(subject: str, *, name: str, organisation: str = "") -> Certificate:
    """The living certificate of a seal or a person who signs; made on first need, one for each subject.

    Raises KeysLost, and what the Authority of settings raises.
    """
    found = _living(Role.SIGNER, subject=subject)
    if found is not None:
        return found
    with _alone():
        return _living(Role.SIGNER, subject=subject) or _makesigner_of(subject, name=name, organisation=organisation)


def list_address(issuer: Certificate) -> str:
    """Where the list of what this issuer has revoked is served."""
    return links.absolute(f"/trust/{issuer.serial}.crl")


def root_pem() -> str:
    """The roots by which others check what this installation signs or once signed; made on first need.

    The last ones are those of time stamps from outside. Raises Unavailable when these cannot be read.
    """
    newest = [holder(role) for role in (Role.DOCUMENTS, Role.TIMESTAMPS)]
    earlier = Certificate.objects.exclude(retired_at=None).order_by("-created_at")
    return "".join([*dict.fromkeys(row.root_pem for row in (*newest, *earlier)), outside_pem()])


def outside_pem() -> str:
    """The roots of time stamps from outside, as the operator gave them; empty where none were ever named."""
    if not settings.CHOPMARK_TSA_ROOTS:
        return ""
    try:
        return chains.roots_in(settings.CHOPMARK_TSA_ROOTS)
    except chains.NoRoots as trouble:
        raise Unavailable(what="timestamps", reason="roots") from trouble


def root_file() -> Path:
    """Where the root lies for checks without a server: beside the key file."""
    return Path(settings.CHOPMARK_KEY_FILE).with_name("root.pem")


def export_root(pem: str) -> None:
    """Write the root beside the key file, whole or not at all."""
    path = root_file()
    if path.exists() and path.read_text() == pem:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.write_text(pem)
    draft.replace(path)


def prepare() -> None:
    """Everything that signing needs, and the root beside the key file; safe to call at every start."""
    export_root(root_pem())


def record_issued(made: x509.Certificate, *, role: Role) -> None:
    serial = serial_of(made)
    record("certificate.issued", subject=f"trust.certificate:{serial}", actor=None, purpose=str(role), serial=serial)


def serial_of(certificate: x509.Certificate) -> str:
    return f"{certificate.serial_number:x}"


def pem_of(chain: Sequence[x509.Certificate]) -> str:
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in chain)


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction in which nobody else, on no node, makes or renews certificates."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def _living(role: Role, *, subject: str = "") -> Certificate | None:
    found = Certificate.objects.filter(role=role, subject=subject, retired_at=None).first()
    return None if found is None or found.is_due else found


def _make_holder(role: Role) -> Certificate:
    private = ec.generate_private_key(ec.SECP256R1())
    request = Request(_common_name(role), Purpose(role), private.public_key())
    kept = _keep(engine("authority").issue(request), role=role, private=private)
    transaction.on_commit(lambda: export_root(root_pem()), robust=True)  # a copy; signing does not hang on it
    return kept


def _makesigner_of(subject: str, *, name: str, organisation: str) -> Certificate:
    private = ec.generate_private_key(ec.SECP256R1())
    request = Request(_cut(name), Purpose.SIGNER, private.public_key(), _cut(organisation))
    return _keep(engine("authority").issue(request), role=Role.SIGNER, private=private, subject=subject)


def _make_issuing() -> Certificate:
    above = _living(Role.ROOT) or _make_root()
    private = ec.generate_private_key(ec.SECP256R1())
    name = profiles.name_of(_common_name(Role.ISSUING), organisation=_operator())
    life = _LIFE[Role.ISSUING]
    made = profiles.issuing(
        name, public=private.public_key(), by=signer_of(above), at=now(), life=life, lists=list_address(above)
    )
    record_issued(made, role=Role.ISSUING)
    return _keep(pem_of([made, *above.certificates]), role=Role.ISSUING, private=private)


def _make_root() -> Certificate:
    private = ec.generate_private_key(ec.SECP256R1())
    name = profiles.name_of(_common_name(Role.ROOT), organisation=_operator())
    made = profiles.root(name, key=private, at=now(), life=_LIFE[Role.ROOT])
    record_issued(made, role=Role.ROOT)
    return _keep(pem_of([made]), role=Role.ROOT, private=private)


def _keep(chain: str, *, role: Role, private: ec.EllipticCurvePrivateKey, subject: str = "") -> Certificate:
    """The new row of a role; the one before it is retired, its chain stays."""
    for before in Certificate.objects.filter(role=role, subject=subject, retired_at=None):
        before.retire()
    row = Certificate(role=role, subject=subject, chain=chain, renew_at=now() + _SIGNS[role])
    row.serial = serial_of(row.certificates[0])
    row.hold(private)
    row.save()
    return row


def signer_of(row: Certificate) -> profiles.Signer:
    """An authority's certificate with its key opened. Raises KeysLost."""
    return profiles.Signer(row.certificates[0], row.private_key())


def _operator() -> str:
    return _cut(settings.OPERATOR_NAME or "Chopmark")


def _cut(name: str) -> str:
    """As much of a name as a certificate holds: whole characters, and no more bytes than its limit."""
    return name.encode()[:_NAME_LIMIT].decode(errors="ignore")


def _common_name(role: Role) -> str:
    """For instance: Chopmark practice built-in root CA 2, not a licensed provider.

    An authority that takes over has a name of its own: a list is found by the name of its issuer, and what the earlier
    one has withdrawn stands in the earlier one's list only.
    """
    before = Certificate.objects.filter(role=role).count() if role in (Role.ROOT, Role.ISSUING) else 0
    what, _, promise = _NAMES[role].partition(",")
    number = f" {before + 1}" if before else ""
    said = f"Chopmark{' practice' if settings.PRACTICE else ''} {what}{number}"
    return f"{said},{promise}"[:_NAME_LIMIT] if promise else said
