"""Trying it with a real phone: this machine's address on the local network and a self-signed certificate."""

import datetime as dt
import ipaddress
import os
import socket
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAYS = 30


def address() -> str:
    """The address by which other machines reach this one. No packet is sent: connect() on UDP only picks a route."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737, documentation only
        except OSError as trouble:
            raise RuntimeError("This machine has no network, so no phone can reach it.") from trouble
        return str(probe.getsockname()[0])


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """Certificate and key for this address, made anew when the address changes."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = folder / f"{host}.pem", folder / f"{host}.key"
    if not all(path.exists() for path in paths):
        _make(host, *paths)
    return paths


def _make(host: str, certificate_path: Path, key_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Chopmark practice")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.IPAddress(ipaddress.ip_address(host)), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    descriptor = os.open(key_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    certificate_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def advice() -> str:
    return (
        "  On a phone in the same network open the address above. It warns that the certificate is not\n"
        "  known (it is self-signed): choose “continue”. Camera pages need this https address.\n"
    )
