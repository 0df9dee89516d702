"""Signed statements: JSON under a signature that anybody can check without us."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from joserfc import jws
from joserfc.jwk import ECKey

from chopmark.audit.log import record
from chopmark.kit.clock import now
from chopmark.trust import authority
from chopmark.trust.checking import ALGORITHM, REGISTRY, check_statement
from chopmark.trust.models import Role
from chopmark.trust.reports import StatementReport


@transaction.atomic
def sign_json(statement: Mapping[str, Any]) -> str:
    """The statement as a compact JWS (RFC 7515) with `iat` added and the chain in `x5c`. Raises KeysLost."""
    signer = authority.holder(Role.DOCUMENTS)
    said = {**statement, "iat": int(now().timestamp())}
    payload = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    header = {"alg": ALGORITHM, "typ": "JOSE", "x5c": [_der64(one) for one in signer.certificates]}
    token = jws.serialize_compact(header, payload, ECKey.import_key(signer.private_key()), registry=REGISTRY)
    digest = hashlib.sha256(token.encode()).hexdigest()
    record("statement.signed", subject=signer, actor=None, serial=signer.serial, sha256=digest)
    return token


def verify(token: str, *, roots: str) -> StatementReport:
    """Who signed a statement, by the roots given as PEM; no server and no database is asked."""
    return check_statement(token, roots=roots)


def _der64(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
