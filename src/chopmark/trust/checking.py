"""Checking without server and database: who signed a PDF or a statement, by the roots that the asker trusts."""

import asyncio
import base64
import datetime as dt
import json
import re
from typing import Any, Final

from asn1crypto import x509
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from chopmark.kit import limits
from chopmark.trust import judging
from chopmark.trust.chains import load_roots, name_in, trust_in
from chopmark.trust.reports import Report, StatementReport, report_of

ALGORITHM: Final = "ES256"


class Statements(jws.JWSRegistry):
    """What the JOSE library may meet: one algorithm, and a header with room for a chain."""

    max_header_length = 2**15


REGISTRY: Final = Statements(algorithms=[ALGORITHM])
LIMIT_PDF = 64 * 2**20  # eight uploads of the largest size
LIMIT_STATEMENT = 2**18
_COMPACT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)  # RFC 7515, 3.1
_CHAIN = 10  # certificates
_HEAD = 1024  # ISO 32000-1, annex H: readers accept the mark within so many bytes
_BROKEN = (JoseError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:_HEAD]


def is_statement(data: bytes) -> bool:
    return len(data) <= LIMIT_STATEMENT and bool(_COMPACT.fullmatch(data.decode("latin-1").strip()))


def check_pdf(pdf: bytes, *, roots: str) -> Report:
    """All signatures of a PDF. Roots as PEM, NoRoots when they are none; a bad file is a report that says why."""
    load_roots(roots)
    if len(pdf) > LIMIT_PDF:
        return Report(unreadable="FILE_TOO_LARGE")
    if not is_pdf(pdf):
        return Report(unreadable="FILE_CORRUPT")
    question = json.dumps({"roots": roots}).encode() + b"\n" + pdf
    try:
        answer = limits.ask(judging.__name__, question, limits=judging.LIMITS)
    except limits.TooHard:
        return Report(unreadable="FILE_TOO_HARD")
    except limits.Crashed:
        return Report(unreadable="FILE_CORRUPT")
    return report_of(json.loads(answer))


def check_statement(token: str, *, roots: str) -> StatementReport:
    """A compact JWS with its chain in the header. The time is the signer's own; a bad text is a report."""
    trusted = load_roots(roots)
    if not is_statement(token.encode("utf-8", "replace")):
        return StatementReport({}, unreadable="STATEMENT_CORRUPT")
    try:
        return _judged(token.strip(), roots=trusted)
    except _BROKEN:
        return StatementReport({}, unreadable="STATEMENT_CORRUPT")


def _judged(token: str, *, roots: list[x509.Certificate]) -> StatementReport:
    opened = jws.extract_compact(token.encode(), registry=REGISTRY)
    payload = json.loads(opened.payload or b"")
    chain = _chain(opened.headers())
    return StatementReport(
        payload,
        who=name_in(chain[0].subject),
        issuer=name_in(chain[0].issuer),
        signed_at=_signed_at(payload),
        is_intact=_is_intact(token, by=chain[0]),
        trust=asyncio.run(trust_in(chain[0], others=chain[1:], roots=roots)),
    )


def _chain(header: dict[str, Any]) -> list[x509.Certificate]:
    """RFC 7515, 4.1.6: standard base64 of the DER, the signer first."""
    listed = header["x5c"]
    if not 0 < len(listed) <= _CHAIN:
        raise ValueError("chain")
    return [x509.Certificate.load(base64.b64decode(one, validate=True), strict=True) for one in listed]


def _is_intact(token: str, *, by: x509.Certificate) -> bool:
    key = ECKey.import_key(by.public_key.dump())
    try:
        jws.deserialize_compact(token, key, registry=REGISTRY)
    except JoseError:
        return False
    return True


def _signed_at(payload: dict[str, Any]) -> dt.datetime | None:
    seconds = payload.get("iat")
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC) if isinstance(seconds, int) else None
