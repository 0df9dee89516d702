"""A sheet to sign, a signed one, and roots: ours, and somebody else's."""

import datetime as dt
import io

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from reportlab.pdfgen.canvas import Canvas

from chopmark.kit import engines, keys
from chopmark.trust import authority, documents

REASON = "认证证明"


@pytest.fixture
def keys_at(settings, tmp_path):
    """The root goes beside a key file of this test; the keys themselves stay those of the run, read before."""
    keys.kms()
    settings.CHOPMARK_KEY_FILE = str(tmp_path / "keys" / "master.json")
    return tmp_path / "keys"


@pytest.fixture(autouse=True)
def fresh_engines():
    engines.engine.cache_clear()
    yield
    engines.engine.cache_clear()


@pytest.fixture(scope="session")
def sheet() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawString(100, 700, "Chopmark vouches for nothing here.")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def signed(db, keys_at, sheet) -> bytes:
    return documents.sign(sheet, name="Chopmark", reason=REASON)


@pytest.fixture
def roots(db, keys_at) -> str:
    return authority.root_pem()


@pytest.fixture(scope="session")
def other_root() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Somebody else")])
    at = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(at - dt.timedelta(days=1))
        .not_valid_after(at + dt.timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    return made.public_bytes(Encoding.PEM).decode()
