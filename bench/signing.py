"""What one signature costs: ours beside pyHanko in two ways, @libpdf/core, and the bare arithmetic."""

import asyncio
import hashlib
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from asn1crypto import cms, keys, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from tests.others import hands

from bench import figures
from bench.machine import ROOT, say
from bench.own import own_database
from chopmark.drawing import marks
from chopmark.kit.engines import engine
from chopmark.sheets.fields import Field, Kind
from chopmark.sheets.preparing import added
from chopmark.trust import authority, sealing
from chopmark.trust.models import Certificate

TITLE = "One signature"
DOCUMENT = "bench"
_SIZES = {"52 KB, 1 page": (1, 52_000), "2 MB, 30 pages": (30, 2_000_000), "20 MB, 200 pages": (200, 20_000_000)}
_ROUNDS = {"52 KB, 1 page": 40, "2 MB, 30 pages": 30, "20 MB, 200 pages": 12}
_ROOM = 2**15
_NAME, _FIELD = "苏州市栗栖湾纸业有限公司", "Chopmark1"
_TOLD = """\
CPU milliseconds (user and system) of this process, medians; the variants take turns within each round. All sign with
P-256 and SHA-256, and all of ours and pyHanko's get the same time stamp from the built-in authority in the same
process (B-T). “As documented” loads the key and adds the field each time and lets pyHanko measure the size by a
trial; “tuned” keeps the signer, reserves the size, and signs a field that exists, with the same picture as ours. Ours
reads certificate and key from the database and opens the sealed key each time. @libpdf/core signs B-B without a
picture, in a process of its own with the signer kept. The last columns: ours against pyHanko tuned, the median of the
ratios of the rounds; the part of ours that is spent outside pyHanko (database, key, signature, time stamp); memory
above the idle process, in sizes of the file.

{table}

Bytes of each result are valid in pyHanko and say so here, or the part ends with an error."""


_CLERK = ThreadPoolExecutor(1)  # the database is not asked inside pyHanko's own loop


class _Stamper(TimeStamper):  # type: ignore[misc]
    """pyHanko's way to our own authority."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        del md_algorithm
        return cms.ContentInfo.load(_CLERK.submit(engine("timestamps").stamp, message_digest).result())


def measure(*, quick: bool) -> str:
    rows = []
    with own_database("signing") as folder:
        signer = authority.signer_for("bench", name=_NAME)
        for name, (pages, size) in _SIZES.items():
            rows.append([name, *_measured(folder, signer, _paper(pages, size), rounds=4 if quick else _ROUNDS[name])])
            say(f"{name}: {rows[-1]}")
    head = [
        "file", "bare hash and signature", "@libpdf/core", "pyHanko as documented", "pyHanko tuned", "ours",
        "ours / tuned", "outside pyHanko", "memory",
    ]  # fmt: skip
    return _TOLD.format(table=figures.table(head, rows))


def _paper(pages: int, size: int) -> bytes:
    """A PDF of about this size: text, and noise that does not shrink."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    each = size // pages
    side = max(int((each / 3) ** 0.5) - 8, 8)
    for number in range(pages):
        canvas.drawString(72, 780, f"Contract, page {number + 1}")
        noise = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))
        canvas.drawImage(ImageReader(noise), 72, 100, 400, 400)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _cpu(act: Callable[[], bytes]) -> tuple[float, bytes]:
    began = time.process_time()
    done = act()
    return (time.process_time() - began) * 1000, done


def _measured(folder: Path, signer: Certificate, paper: bytes, *, rounds: int) -> list[str]:
    field = Field(page=0, x=60, y=60, width=119, height=119, kind=Kind.SEAL, party=1)
    prepared, (name,) = added(paper, [field])
    look = marks.line(_NAME, width=119, height=119)
    act = sealing.Act(name, look, _NAME, "bench", ())
    kept = _hand(signer)
    variants: dict[str, Callable[[], bytes]] = {
        "bare": lambda: _bare(prepared),
        "documented": lambda: _documented(paper, signer),
        "tuned": lambda: _tuned(prepared, kept, name, look),
        "inside": lambda: _inside(prepared, act),
        "ours": lambda: sealing.sign(prepared, act, signer=Certificate.objects.get(pk=signer.pk)),
    }
    found: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        for variant, run in variants.items():
            took, done = _cpu(run)
            if number:  # the first of all pays for imports and caches
                found.setdefault(variant, []).append(took)
            elif variant in ("documented", "tuned", "ours"):
                _check(done)
    ratio = median(ours / tuned for ours, tuned in zip(found["ours"], found["tuned"], strict=True))
    outside = 1 - median(found["inside"]) / median(found["ours"])
    milliseconds = {variant: f"{median(values):.2f}" for variant, values in found.items()}
    return [
        milliseconds["bare"], _libpdf(folder, paper, rounds=rounds), milliseconds["documented"], milliseconds["tuned"],
        milliseconds["ours"], f"{ratio:.2f}", f"{outside:.0%}", _memory(folder, prepared, name),
    ]  # fmt: skip


def _inside(pdf: bytes, act: sealing.Act) -> bytes:
    """The part of ours that pyHanko does: everything but the signature itself."""
    return sealing.prepared_for(pdf, act)[1].getvalue()


def _bare(pdf: bytes) -> bytes:
    return _BARE.sign(hashlib.sha256(pdf).digest(), ec.ECDSA(hashes.SHA256()))


_BARE = ec.generate_private_key(ec.SECP256R1())


def _hand(row: Certificate) -> SimpleSigner:
    own, *others = [x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in row.certificates]
    plain = row.private_key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(own, keys.PrivateKeyInfo.load(plain), SimpleCertificateStore.from_certs(others))


def _documented(pdf: bytes, row: Certificate) -> bytes:
    """As its page on signing shows it: a signer from key and certificates, a field made on the way."""
    form = PdfSignatureMetadata(field_name=_FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    output = io.BytesIO()
    signing = PdfSigner(form, _hand(row), timestamper=_Stamper())
    signing.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=output)
    return output.getvalue()


def _tuned(pdf: bytes, hand: SimpleSigner, field: str, look: bytes) -> bytes:
    form = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    output = io.BytesIO()
    PdfSigner(form, hand, timestamper=_Stamper(), stamp_style=sealing.style_of(look)).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), output=output, existing_fields_only=True, bytes_reserved=_ROOM
    )
    return output.getvalue()


def _check(pdf: bytes) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - once a variant
    from pyhanko.sign.validation import async_validate_pdf_signature  # noqa: PLC0415

    one = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1]
    status = asyncio.run(async_validate_pdf_signature(one))
    if not (status.intact and status.valid):
        raise RuntimeError("a result is not valid")


def _libpdf(folder: Path, paper: bytes, *, rounds: int) -> str:
    """CPU milliseconds a signature in Node, the first one not counted."""
    (folder / "paper.pdf").write_bytes(paper)
    (folder / "hand.p12").write_bytes(hands.make("bench", kind="ec").p12)
    told = json.dumps({"paper": str(folder / "paper.pdf"), "p12": str(folder / "hand.p12"), "rounds": rounds})
    done = subprocess.run(
        [ROOT / "tools" / "node.sh", "node", ROOT / "bench" / "libpdf.mjs"], input=told, capture_output=True, text=True,
        check=True, cwd=ROOT,
    )  # fmt: skip
    return f"{median(json.loads(done.stdout)):.2f}"


def _memory(folder: Path, prepared: bytes, field: str) -> str:
    """The peak of a process that signs once, above what the same process had before; in sizes of the file."""
    (folder / "prepared.pdf").write_bytes(prepared)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.signing_once", str(folder / "prepared.pdf"), field],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ},
    )  # fmt: skip
    return f"{int(done.stdout.split()[-1]) / len(prepared):.1f}"
