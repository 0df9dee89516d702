"""Who signs: a certificate with its key, for pyHanko, for pdfsig's own store, and as a PKCS #12 file."""

import datetime as dt
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.judges import ROOT, command

PASSWORD = "secret"


@dataclass(frozen=True)
class Hand:
    """Somebody else's certificate and key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @property
    def signer(self):
        plain = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER)),
            signing_key=asn1_keys.PrivateKeyInfo.load(plain),
            cert_registry=SimpleCertificateStore(),
        )

    @property
    def p12(self):
        return pkcs12.serialize_key_and_certificates(
            b"other", self.key, self.certificate, None, BestAvailableEncryption(PASSWORD.encode())
        )


def make(name, *, kind="rsa"):
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    at = dt.datetime.now(dt.UTC)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(at - dt.timedelta(days=1)).not_valid_after(at + dt.timedelta(days=30))
    return Hand(builder.add_extension(usage, critical=True).sign(key, hashes.SHA256()), key)


class Poppler:
    """`pdfsig -add-signature` with a certificate store of its own."""

    def __init__(self, folder, hand):
        self.folder = Path(folder)
        self.store = self.folder / "store"
        self.store.mkdir()
        (self.folder / "hand.p12").write_bytes(hand.p12)
        self._call(command("libnss3-tools", "certutil"), "-N", "-d", f"sql:{self.store}", "--empty-password")
        self._call(
            command("libnss3-tools", "pk12util"), "-i", self.folder / "hand.p12", "-d", f"sql:{self.store}",
            "-W", PASSWORD,
        )  # fmt: skip

    def sign(self, pdf, *options, times=1):
        for _ in range(times):
            pdf = self._signed(pdf, "-add-signature", *options)
        return pdf

    def fill(self, pdf, field, *options):
        return self._signed(pdf, "-sign", field, *options)

    def _signed(self, pdf, *options):
        before, after = self.folder / "before.pdf", self.folder / "after.pdf"
        before.write_bytes(pdf)
        after.unlink(missing_ok=True)
        own = ("-nssdir", self.store, "-nick", "other")
        self._call(command("poppler-utils", "pdfsig"), *own, *options, before, after)
        return after.read_bytes()

    def _call(self, *words):
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words[0], done.stdout[-500:], done.stderr[-500:])


class LibPdf:
    """npm's @libpdf/core, one process for all files."""

    def __init__(self, folder, hand):
        self.folder = Path(folder)
        (self.folder / "libpdf.p12").write_bytes(hand.p12)

    def sign_all(self, tasks):
        """`tasks`: pairs of a PDF and its options (`times` among them); returns the signed ones."""
        lines, made = [], []
        for number, (pdf, options) in enumerate(tasks):
            before, after = self.folder / f"lib-before{number}.pdf", self.folder / f"lib-after{number}.pdf"
            before.write_bytes(pdf)
            told = {name: value for name, value in options.items() if name != "times"}
            lines.append(
                json.dumps(
                    {
                        "from": str(before), "to": str(after), "p12": str(self.folder / "libpdf.p12"),
                        "times": options.get("times", 1), "options": told,
                    }
                )
            )  # fmt: skip
            made.append(after)
        script = ROOT / "tests" / "others" / "libpdf.mjs"
        done = subprocess.run(
            [ROOT / "tools" / "node.sh", "node", script], input="\n".join(lines), capture_output=True, text=True,
            check=False, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-1500:]
        return [one.read_bytes() for one in made]
