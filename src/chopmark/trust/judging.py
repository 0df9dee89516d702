"""Judges the signatures of one PDF, in a process of its own: `python -m chopmark.trust.judging`.

Reads one line of JSON with the roots and then the PDF; writes the report as JSON. It asks nobody, so whether a
certificate was withdrawn is known only from what the file itself carries.
"""

import asyncio
import datetime as dt
import hashlib
import io
import json
import logging
import sys
from dataclasses import asdict, dataclass, replace
from operator import itemgetter
from typing import Any, Final

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError

from chopmark.kit import limits
from chopmark.trust.chains import load_roots, name_in
from chopmark.trust.reports import Change, Kind, Report, Signature, Trust

LIMITS: Final = limits.Limits(seconds=30, memory_bytes=2**30)
# What damaged or hostile bytes raise inside the parsers of pyHanko and asn1crypto.
_BROKEN = (PdfError, PathError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError)
_SIGNATURES = 100  # more than any contract has; a file with more of them is an attack
_EXPIRED = frozenset(
    {AdESIndeterminate.EXPIRED, AdESIndeterminate.NOT_YET_VALID, AdESIndeterminate.OUT_OF_BOUNDS_NO_POE}
)
_REVOKED = frozenset({AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE, AdESFailure.REVOKED})
_UNFIT = frozenset(
    {
        AdESIndeterminate.SIG_CONSTRAINTS_FAILURE,
        AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE,
        AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
        AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    }
)
_SIGNS: Final = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"},
    match_all_key_usages=False,
    explicit_extd_key_usage_required=False,
)
_NOBODY = Signature(
    kind=Kind.SIGNATURE, field="", who="", issuer="", name="", reason="", claimed_at=None, stamped_at=None,
    is_stamp_trusted=False, is_intact=False, covers_whole_file=False, change=Change.ALTERED, trust=Trust.UNKNOWN,
    level="",
)  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """The time stamp of a signature."""

    at: dt.datetime | None
    is_trusted: bool


def main() -> int:
    limits.confine(LIMITS)
    logging.disable(logging.CRITICAL)
    head, _, pdf = sys.stdin.buffer.read().partition(b"\n")
    try:
        report = judged(pdf, roots=json.loads(head)["roots"])
    except (MemoryError, RecursionError):
        return limits.TOO_HARD
    sys.stdout.write(json.dumps(asdict(report), default=str))
    return 0


def judged(pdf: bytes, *, roots: str) -> Report:
    """The report on a PDF; only a lack of memory or an unknown kind of damage is raised."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            return Report(unreadable="FILE_ENCRYPTED")
        fields = list(enumerate_sig_fields(reader, filled_status=True))
    except _BROKEN:
        return Report(unreadable="FILE_CORRUPT")
    if len(fields) > _SIGNATURES:
        return Report(unreadable="FILE_TOO_HARD")
    trusted = load_roots(roots)
    opened = [_opened(reader, field, name) for name, _, field in fields]
    found = _all(opened, roots=trusted)
    whole = [found.get(number, replace(_NOBODY, field=name)) for number, (name, _, _) in enumerate(fields)]
    return Report(tuple(_levelled(whole, reader=reader)), covered_sha256=_covered(pdf, reader))


def _opened(reader: PdfFileReader, field: Any, name: str) -> EmbeddedPdfSignature | None:
    """None for a broken one, which does not hide the others."""
    try:
        return EmbeddedPdfSignature(reader, field, name)
    except _BROKEN:
        return None


def _all(opened: list[EmbeddedPdfSignature | None], *, roots: list[x509.Certificate]) -> dict[int, Signature]:
    """By number, judged from the newest back: what a good time stamp covers has to be good when it was made, not today.

    So a chain of time stamps, each made before the certificate of the one before it ended, keeps a file good.
    """
    found: dict[int, Signature] = {}
    whole = [(one.signed_revision, number, one) for number, one in enumerate(opened) if one is not None]
    at = None
    for _, number, one in sorted(whole, key=itemgetter(0, 1), reverse=True):
        judged = found[number] = _guarded(one, roots=roots, at=at)
        if judged.kind is Kind.TIMESTAMP and judged.is_stamp_trusted and judged.change is not Change.ALTERED:
            at = judged.stamped_at
    return found


def _covered(pdf: bytes, reader: PdfFileReader) -> str:
    """By which a file of this house is known even where a byte of the newest signature itself was changed."""
    try:
        spans = [int(one) for one in reader.embedded_signatures[-1].byte_range]
    except _BROKEN:
        return ""
    parts = [pdf[start : start + length] for start, length in zip(spans[::2], spans[1::2], strict=False)]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _guarded(embedded: EmbeddedPdfSignature, *, roots: list[x509.Certificate], at: dt.datetime | None) -> Signature:
    """As it was at a moment from which on time stamps speak for it; without one, as it is now."""
    try:
        if embedded.sig_object_type == "/DocTimeStamp":
            return asyncio.run(_timestamp(embedded, roots=roots, at=at))
        return asyncio.run(_signature(embedded, roots=roots, at=at))
    except _BROKEN:
        return replace(_NOBODY, field=embedded.field_name)


async def _signature(
    embedded: EmbeddedPdfSignature, *, roots: list[x509.Certificate], at: dt.datetime | None
) -> Signature:
    status = await _status(embedded, roots=roots, at=at, stamped_at=at)
    stamp = _stamp_of(status)
    if stamp.at and stamp.is_trusted:  # the certificate has to be good when it signed, not today
        status = await _status(embedded, roots=roots, at=stamp.at, stamped_at=at)
    return replace(
        _common(embedded, status),
        name=_text(embedded, "/Name"),
        reason=_text(embedded, "/Reason"),
        claimed_at=embedded.self_reported_timestamp,
        stamped_at=stamp.at,
        is_stamp_trusted=stamp.is_trusted,
        level=_level(embedded, stamp),
    )


async def _status(
    embedded: EmbeddedPdfSignature,
    *,
    roots: list[x509.Certificate],
    at: dt.datetime | None,
    stamped_at: dt.datetime | None,
) -> Any:
    return await async_validate_pdf_signature(
        embedded,
        signer_validation_context=_context(roots, at=at),
        ts_validation_context=_context(roots, at=stamped_at),
        key_usage_settings=_SIGNS,
    )


async def _timestamp(
    embedded: EmbeddedPdfSignature, *, roots: list[x509.Certificate], at: dt.datetime | None
) -> Signature:
    status = await async_validate_pdf_timestamp(embedded, validation_context=_context(roots, at=at))
    common = _common(embedded, status)
    sound = common.is_intact and common.trust is Trust.TRUSTED
    return replace(common, kind=Kind.TIMESTAMP, stamped_at=status.timestamp, is_stamp_trusted=sound)


def _context(roots: list[x509.Certificate], *, at: dt.datetime | None) -> ValidationContext:
    return ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail", moment=at)


def _stamp_of(status: Any) -> Stamp:
    found = status.timestamp_validity
    if found is None:
        return Stamp(None, is_trusted=False)
    return Stamp(found.timestamp, is_trusted=bool(found.intact and found.valid and found.trusted))


def _common(embedded: EmbeddedPdfSignature, status: Any) -> Signature:
    """What signatures and document time stamps have in common."""
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return replace(
        _NOBODY,
        field=embedded.field_name,
        who=name_in(status.signing_cert.subject),
        issuer=name_in(status.signing_cert.issuer),
        is_intact=bool(status.intact and status.valid),
        covers_whole_file=whole,
        change=_change(status, whole=whole),
        trust=_trust(status),
    )


def _change(status: Any, *, whole: bool) -> Change:
    if whole:
        return Change.NOTHING
    allowed = status.modification_level in (ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
    covered = status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
    return Change.ADDED if covered and allowed and status.docmdp_ok is not False else Change.ALTERED


def _trust(status: Any) -> Trust:
    if not (status.intact and status.valid):
        return Trust.UNASKED
    if status.trusted:
        return Trust.TRUSTED
    for trust, problems in ((Trust.EXPIRED, _EXPIRED), (Trust.REVOKED, _REVOKED), (Trust.UNFIT, _UNFIT)):
        if status.trust_problem_indic in problems:
            return trust
    return Trust.UNKNOWN


def _level(embedded: EmbeddedPdfSignature, stamp: Stamp) -> str:
    """ETSI EN 319 142-1; a signature of another form has no level."""
    if embedded.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return "PKCS7-T" if stamp.at else "PKCS7"
    return "B-T" if stamp.at else "B-B"


def _levelled(found: list[Signature], *, reader: PdfFileReader) -> list[Signature]:
    """B-LT with validation data in the file, B-LTA with a time stamp over the document as well."""
    if "/DSS" not in reader.root:
        return found
    stamped = any(one.kind is Kind.TIMESTAMP for one in found)
    return [replace(one, level="B-LTA" if stamped else "B-LT") if one.level == "B-T" else one for one in found]


def _text(embedded: EmbeddedPdfSignature, key: str) -> str:
    return str(embedded.sig_object.get(key, ""))[:500]


if __name__ == "__main__":
    sys.exit(main())
