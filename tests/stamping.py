"""Somebody else's time-stamp authority: `openssl ts -reply` behind a small server, below a root of its own.

It can also lie in every way that a test wants: `.says` takes the place of its answers, and `.forged` signs what it likes.
"""

import datetime as dt
import subprocess
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from tests import judges

STAMPING, MAIL = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.EMAIL_PROTECTION
_CONFIG = """
[tsa]
default_policy = 1.3.6.1.4.1.55555.1
digests = sha256
accuracy = secs:1
signer_digest = sha256
ess_cert_id_alg = sha256
serial = {folder}/serial
"""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        question = self.rfile.read(int(self.headers["Content-Length"]))
        house = self.server.house
        if self.path == "/ocsp":
            self.give(house.word(question))
            return
        house.asked.append((self.headers["Content-Type"], question))
        house.says(self, question)

    def do_GET(self):
        house = self.server.house
        house.fetched.append(self.path)
        made = house.lists.get(self.path)
        if made is None:
            self.send_error(404)
            return
        self.give(made)

    def give(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")  # what it calls itself is believed by nobody
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *args):
        pass


class StampAuthority:
    """A root, an authority below it that issues, and the one that stamps; lists of both lie at its own address.

    `asked` are the questions with their content types, `fetched` the lists that were asked for.
    """

    def __init__(self, folder):
        self.folder = folder
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.house = self
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.url = f"{self.address}/tsa"
        self.lists, self.asked, self.fetched, self.says, self.ends = {}, [], [], granted, {}
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._issuing_key = ec.generate_private_key(ec.SECP256R1())
        self.root = self._made("Foreign Root", self._key.public_key(), ca=1)
        self.issuing = self._made("Foreign Issuing", self._issuing_key.public_key(), ca=0)
        self.withdraw()
        self.rotate()
        self.roots = folder / "roots.pem"
        self.roots.write_bytes(b"Foreign Root, as their site gives it\n" + self.root.public_bytes(Encoding.PEM))
        (folder / "chain.pem").write_bytes(self.issuing.public_bytes(Encoding.PEM))
        (folder / "ts.cnf").write_text(_CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def rotate(self, *, uses=(STAMPING,), is_critical=True, days=4000, asks=False):
        """A new key and certificate stamp from now on; with `asks`, whether it is good is asked, not listed."""
        key = ec.generate_private_key(ec.SECP256R1())
        self.signer = self._made(
            f"Foreign Stamps {x509.random_serial_number() % 10**6}", key.public_key(), days=days, uses=uses,
            is_critical=is_critical, asks=asks,
        )  # fmt: skip
        (self.folder / "signer.pem").write_bytes(self.signer.public_bytes(Encoding.PEM))
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / "signer.key").write_bytes(plain)
        return self.signer

    def withdraw(self, *serials, until=dt.timedelta(days=7), since=dt.timedelta(minutes=1)):
        """Both lists anew, these numbers in the one of the issuing authority."""
        self.withdrawn = serials
        self.lists = {
            "/root.crl": self._list(self.root, self._key, (), until=until, since=since),
            "/issuing.crl": self._list(self.issuing, self._issuing_key, serials, until=until, since=since),
        }

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def openssl(self, *arguments, given=b""):
        command = [judges.command("openssl", "openssl"), *map(str, arguments)]
        return subprocess.run(command, input=given, capture_output=True, check=True, cwd=self.folder).stdout

    def reply(self, question):
        """The true answer of openssl."""
        (self.folder / "question.tsq").write_bytes(question)
        arguments = "ts -reply -config ts.cnf -section tsa -queryfile question.tsq".split()
        return self.openssl(*arguments, "-signer", "signer.pem", "-inkey", "signer.key", "-chain", "chain.pem")

    def forged(self, question, *, at=None):
        """Signed by a certificate that openssl itself would not stamp with, or at another time."""
        asked = tsp.TimeStampReq.load(question)
        said = tsp.TSTInfo(
            {
                "version": "v1", "policy": "1.3.6.1.4.1.55555.1", "message_imprint": asked["message_imprint"],
                "serial_number": 7, "gen_time": (at or dt.datetime.now(dt.UTC)).replace(microsecond=0),
                "nonce": asked["nonce"].native,
            }
        )  # fmt: skip
        arguments = "cms -sign -binary -nodetach -cades -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4".split()
        more = "-signer signer.pem -inkey signer.key -certfile chain.pem -outform DER".split()
        token = cms.ContentInfo.load(self.openssl(*arguments, *more, given=said.dump()))
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump()

    def word(self, question):
        """What it says of one certificate."""
        asked = ocsp.load_der_ocsp_request(question)
        gone = asked.serial_number in self.withdrawn
        at = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm,
            ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD, at, at + dt.timedelta(days=7),
            at if gone else None, None,
        )  # fmt: skip
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.issuing)
        return builder.sign(self._issuing_key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _made(self, name, public, *, ca=None, days=9000, uses=None, is_critical=True, asks=False):
        issuer, key = (self.issuing, self._issuing_key) if ca is None else (getattr(self, "root", None), self._key)
        own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        at = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder().subject_name(own).issuer_name(issuer.subject if issuer else own)
            .public_key(public).serial_number(x509.random_serial_number())
            .not_valid_before(at - dt.timedelta(days=1)).not_valid_after(at + dt.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca is not None, path_length=ca), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(_usage(ca is not None), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        )  # fmt: skip
        if uses:
            builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=is_critical)
        if issuer:
            builder = builder.add_extension(*self._address(ca, asks=asks), critical=False)
        return builder.sign(key, hashes.SHA256())

    def _address(self, ca, *, asks):
        if asks:
            there = x509.UniformResourceIdentifier(f"{self.address}/ocsp")
            return (
                x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, there)]),
            )
        there = f"{self.address}/{'issuing' if ca is None else 'root'}.crl"
        return (
            x509.CRLDistributionPoints(
                [x509.DistributionPoint([x509.UniformResourceIdentifier(there)], None, None, None)]
            ),
        )

    def _list(self, issuer, key, serials, *, until, since):
        at = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateRevocationListBuilder().issuer_name(issuer.subject).last_update(at - since)
            .next_update(at + until).add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        )  # fmt: skip
        for serial in serials:
            gone = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at - since).build()
            builder = builder.add_revoked_certificate(gone)
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def granted(handler, question):
    """What an honest one says."""
    handler.give(handler.server.house.reply(question))


def _usage(is_authority):
    others = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    return x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=not is_authority, key_cert_sign=is_authority,
        crl_sign=is_authority, **others,
    )  # fmt: skip
