"""What authorities outside have withdrawn: their lists, or where they keep none, their word on one certificate.

Asked only about certificates that lead to a root of the operator's, because the addresses stand in the certificates.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TypeVar

from asn1crypto import crl, ocsp, pem, x509
from cryptography import x509 as forms
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import OCSPRequestBuilder

from chopmark.kit.clock import now
from chopmark.trust import calling
from chopmark.trust.calling import NoAnswer

Found = TypeVar("Found")
_LIST_BYTES = 2**20  # those of authorities that stamp time hold some hundred bytes to some hundred thousand
_ANSWER_BYTES = 2**16
_KEPT_SECONDS = 600  # a list is good for hours or days; asked once for the signatures of one contract
_BROKEN = (ValueError, TypeError, KeyError)
_kept: dict[str, tuple[float, bytes]] = {}


@dataclass(frozen=True)
class Withdrawn:
    """By which a chain is checked without asking anybody; not checked yet."""

    lists: tuple[crl.CertificateList, ...]
    answers: tuple[ocsp.OCSPResponse, ...]


def asked(path: Sequence[x509.Certificate]) -> Withdrawn:
    """About each certificate of a chain, own first, but its root. Raises NoAnswer when one of them stays open."""
    lists, answers = [], []
    for own, above in pairwise(path):
        listed = _web([point.url for point in own.crl_distribution_points])
        if listed:
            lists.append(_first(listed, _list))
        else:
            answers.append(_first(_web(own.ocsp_urls), partial(_word, own=own, above=above)))
    return Withdrawn(tuple(lists), tuple(answers))


def forget() -> None:
    """Ask anew next time."""
    _kept.clear()


def _web(urls: Sequence[str | None]) -> list[str]:
    return [url for url in urls if url and url.startswith(calling.SCHEMES)]


def _first(urls: Sequence[str], ask: Callable[[str], Found]) -> Found:
    """The answer from the first address that gives one."""
    reason = "no address"
    for url in urls:
        try:
            return ask(url)
        except NoAnswer as trouble:
            reason = trouble.reason
    raise NoAnswer(f"revocation: {reason}")


def _list(url: str) -> crl.CertificateList:
    """A complete list in DER, or in PEM as some serve it."""
    return _fresh(url, lambda: calling.get(url, most=_LIST_BYTES), _list_in)


def _list_in(found: bytes) -> crl.CertificateList:
    try:
        if pem.detect(found):
            _, _, found = pem.unarmor(found)
        read = crl.CertificateList.load(found, strict=True)
        until = read["tbs_cert_list"].native["next_update"]  # read lazily, so damage shows here
    except _BROKEN:
        raise NoAnswer("no list") from None
    if until is not None and until <= now():
        raise NoAnswer("its list is stale")
    return read


def _word(url: str, *, own: x509.Certificate, above: x509.Certificate) -> ocsp.OCSPResponse:
    """Their word on one certificate (RFC 6960)."""
    certificate, issuer = (forms.load_der_x509_certificate(one.dump()) for one in (own, above))
    asked = OCSPRequestBuilder().add_certificate(certificate, issuer, SHA1()).build()  # noqa: S303 - RFC 5019, 2.1.1
    body = asked.public_bytes(Encoding.DER)
    kind = "application/ocsp-request"
    name = f"{url} {own.serial_number}"
    return _fresh(name, lambda: calling.post(url, body, kind=kind, most=_ANSWER_BYTES), _word_in)


def _word_in(found: bytes) -> ocsp.OCSPResponse:
    try:
        read = ocsp.OCSPResponse.load(found, strict=True)
        said = read["response_status"].native
        read.native  # noqa: B018 - as above
    except _BROKEN:
        raise NoAnswer("no word") from None
    if said != "successful":
        raise NoAnswer("no word")
    return read


def _fresh(name: str, ask: Callable[[], bytes], read: Callable[[bytes], Found]) -> Found:
    """What can be read is kept; a page of maintenance is asked for again next time."""
    at, kept = _kept.get(name, (0.0, b""))
    if kept and time.monotonic() - at <= _KEPT_SECONDS:
        return read(kept)
    found = ask()
    opened = read(found)
    _kept[name] = (time.monotonic(), found)
    return opened
