"""Software that has never heard of us, asked about a signed PDF: poppler, qpdf, and pyHanko's own long-term rules."""

import asyncio
import io
import subprocess
from functools import cache
from pathlib import Path

import pikepdf
from asn1crypto import pem, x509
from asn1crypto.crl import CertificateList
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    CertValidationPolicySpec,
    LocalKnowledge,
    PdfSignatureValidationSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

ROOT = Path(__file__).resolve().parents[1]
_SIGNS = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"},
    match_all_key_usages=False,
    explicit_extd_key_usage_required=False,
)


@cache
def command(package, name):
    """How to call a command of a Debian package, installed or unpacked."""
    done = subprocess.run([ROOT / "tools" / "debian.sh", package, name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def pdfsig():
    return command("poppler-utils", "pdfsig")


def poppler_says(pdf, folder):
    """What pdfsig prints: it judges digests and signatures, not trust."""
    path = Path(folder) / "judged.pdf"
    path.write_bytes(pdf)
    return subprocess.run([pdfsig(), "-nocert", path], capture_output=True, text=True, check=False).stdout


def qpdf_finds(pdf):
    """The problems of `qpdf --check`; an empty list is a clean file."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return opened.check_pdf_syntax()


def long_term(pdf, *, roots, lists=()):
    """Field -> whether pyHanko holds it valid as LTA: offline, revocation data demanded of every certificate.

    `lists` in DER are what somebody who checks later has fetched, since those in the file are good for some days.
    """
    trusted = [x509.Certificate.load(body) for _, _, body in pem.unarmor(roots.encode(), multiple=True)]
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=trusted), revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO)
    )
    fetched = LocalKnowledge(known_crls=[CRLContainer(CertificateList.load(one)) for one in lists])
    asked = PdfSignatureValidationSpec(
        SignatureValidationSpec(policy, key_usage_settings=_SIGNS, local_knowledge=fetched)
    )
    found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return {
        one.field_name: asyncio.run(ades_lta_validation(one, pdf_validation_spec=asked)).ades_subindic is AdESPassed.OK
        for one in found
    }
