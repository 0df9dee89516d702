"""A time-stamp authority outside this house (RFC 3161 over HTTP): its tokens are checked before they are used.

An answer that is not to the question, or cannot be proved by the roots that the operator gave, is no stamp: the job
waits and asks again, and nothing is ever stamped by the clock of this house instead.
"""

import asyncio
import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any, ClassVar

import structlog
from asn1crypto import algos, cms, core, tsp, x509
from pyhanko.sign.general import CMSExtractionError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from chopmark.kit.clock import now
from chopmark.kit.errors import Unavailable
from chopmark.trust import calling, chains, tokens, withdrawn
from chopmark.trust.calling import NoAnswer
from chopmark.trust.tokens import Token
from chopmark.trust.withdrawn import Withdrawn

log = structlog.get_logger()

_QUERY = "application/timestamp-query"  # RFC 3161, 3.4
_ANSWER_BYTES = 2**16
_NONCE_BITS = 64
_APART = dt.timedelta(minutes=5)  # between their clock and ours; more is a replay, or one of the two is wrong
_GRANTED = ("granted", "granted_with_mods")
_SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"})
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, CMSExtractionError)
_UNPROVED = (SignatureValidationError, PathError, ValidationError, *_UNREADABLE)


class _Answer(core.Sequence):  # type: ignore[misc]  # asn1crypto says no types
    """TimeStampResp; the one of asn1crypto cannot be read where nothing was granted."""

    _fields: ClassVar = [("status", tsp.PKIStatusInfo), ("token", cms.ContentInfo, {"optional": True})]


class OutsideTimestamps:
    """`url` is where it is asked; `roots` the PEM file of the roots by which it is believed."""

    room = 2**16  # hexadecimal digits: 32 KB for a token with a long chain

    def __init__(self, *, url: str, roots: str) -> None:
        self._url, self._roots = url, roots

    def stamp(self, digest: bytes) -> bytes:
        """The token in DER, proved. Raises Unavailable, with the reason in the log."""
        try:
            return self._stamped(digest, trusted=chains.load_roots(chains.roots_in(self._roots)))
        except (NoAnswer, chains.NoRoots) as trouble:
            failure = _told("timestamps.refused", str(trouble))
        raise failure

    def _stamped(self, digest: bytes, *, trusted: Sequence[x509.Certificate]) -> bytes:
        nonce = secrets.randbits(_NONCE_BITS)
        answer = calling.post(self._url, _question(digest, nonce=nonce), kind=_QUERY, most=_ANSWER_BYTES)
        signed, token = _granted(answer)
        _check_statement(signed, digest=digest, nonce=nonce)
        _check_proof(signed, digest=digest, trusted=trusted)
        if 2 * len(token) > self.room:
            raise NoAnswer("token too long")
        return token


def path_of(token: Token, *, trusted: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Own certificate first, root last, as it was when it stamped; empty when it leads to none of the roots."""
    context = ValidationContext(trust_roots=trusted, allow_fetching=False, revocation_mode="soft-fail", moment=token.at)
    validator = CertificateValidator(token.signer, intermediate_certs=token.others, validation_context=context)
    try:
        path = asyncio.run(validator.async_validate_usage(set(), {"time_stamping"}))  # type: ignore[no-untyped-call]
    except _UNPROVED:
        return []
    return list(path.iter_certs(include_root=True))[::-1]


def proof_of(token: Token, *, trusted: Sequence[x509.Certificate]) -> tuple[list[x509.Certificate], Withdrawn]:
    """The chain of a token and what is needed to check it offline; nothing for a stranger's.

    Raises Unavailable, with the reason in the log, when what the authority has withdrawn cannot be had.
    """
    path = path_of(token, trusted=trusted)
    try:
        return path, withdrawn.asked(path)
    except NoAnswer as trouble:
        failure = _told("timestamps.unproved", trouble.reason)
    raise failure


def _told(event: str, reason: str) -> Unavailable:
    """Raised outside of the handler, so that no traceback carries their bytes along."""
    log.warning(event, reason=reason)
    return Unavailable(what="timestamps", reason=reason)


def _question(digest: bytes, *, nonce: int) -> bytes:
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError("A time stamp is made over a SHA-256 digest of 32 bytes.")
    asked = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {"hash_algorithm": _SHA256, "hashed_message": digest},
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return bytes(asked.dump())


def _granted(answer: bytes) -> tuple[cms.SignedData, bytes]:
    """The token, opened and in DER."""
    try:
        read = _Answer.load(answer, strict=True)
        status = read["status"]["status"].native
        if status not in _GRANTED:
            raise NoAnswer("not granted")
        token = read["token"]
        signed = token["content"]
        signed["encap_content_info"]["content"].parsed.native  # noqa: B018 - read lazily; damage must show here
    except _UNREADABLE:
        raise NoAnswer("unreadable") from None
    return signed, bytes(token.dump())


def _check_statement(signed: cms.SignedData, *, digest: bytes, nonce: int) -> None:
    """It is about what was asked, and of now."""
    inside = signed["encap_content_info"]
    said = inside["content"].parsed
    if inside["content_type"].native != "tst_info" or not isinstance(said, tsp.TSTInfo):
        raise NoAnswer("no token")
    imprint = said["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256" or imprint["hashed_message"].native != digest:
        raise NoAnswer("another imprint")
    if said["nonce"].native != nonce:
        raise NoAnswer("another nonce")
    if abs(said["gen_time"].native - now()) > _APART:
        raise NoAnswer("another time")


def _check_proof(signed: cms.SignedData, *, digest: bytes, trusted: Sequence[x509.Certificate]) -> None:
    """Signature, purpose and chain; and that nobody above has withdrawn it."""
    try:
        token = tokens.opened(signed)
        fit = _stamps_only(token.signer)
    except _UNPROVED:
        raise NoAnswer("unreadable") from None
    path = path_of(token, trusted=trusted) if fit else []
    if not path:
        raise NoAnswer("chain" if fit else "purpose")
    held = withdrawn.asked(path)
    context = ValidationContext(
        trust_roots=trusted, other_certs=token.others, allow_fetching=False, revocation_mode="require", moment=now(),
        crls=held.lists, ocsps=held.answers,
    )  # fmt: skip
    try:
        found = asyncio.run(validate_tst_signed_data(signed, context, lambda _: digest))
    except _UNPROVED:
        raise NoAnswer("signature") from None
    _check_found(found)


def _check_found(found: dict[str, Any]) -> None:
    if not (found["intact"] and found["valid"]):
        raise NoAnswer("signature")
    if found["validation_path"] is None or found["trust_problem_indic"] is not None:
        raise NoAnswer("withdrawn, or its list is stale")


def _stamps_only(certificate: x509.Certificate) -> bool:
    """RFC 3161, 2.3: one purpose, and whoever does not understand it may not use the certificate."""
    uses = certificate.extended_key_usage_value
    return (
        uses is not None
        and uses.native == ["time_stamping"]
        and "extended_key_usage" in certificate.critical_extensions
    )
