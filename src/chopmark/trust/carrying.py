"""What a file carries so that it can be checked without asking anybody: chains, and what was withdrawn from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from asn1crypto import crl, ocsp, x509
from cryptography.hazmat.primitives.serialization import Encoding

from chopmark.trust import authority, chains, outside, revocation
from chopmark.trust import ocsp as ocsp_answers
from chopmark.trust.models import Certificate
from chopmark.trust.tokens import Token


@dataclass
class Carried:
    """By their bytes, so that nothing is carried twice and the order is always the same."""

    chains: set[bytes] = field(default_factory=set)
    lists: set[bytes] = field(default_factory=set)
    answers: set[bytes] = field(default_factory=set)

    def proves(self, token: Token) -> bool:
        return token.signer.dump() in self.chains

    @property
    def certificates(self) -> list[x509.Certificate]:
        return [x509.Certificate.load(one) for one in sorted(self.chains)]

    @property
    def crls(self) -> list[crl.CertificateList]:
        return [crl.CertificateList.load(one) for one in sorted(self.lists)]

    @property
    def ocsps(self) -> list[ocsp.OCSPResponse]:
        return [ocsp.OCSPResponse.load(one) for one in sorted(self.answers)]


def gather(signers: Sequence[Certificate], tokens: Iterable[Token]) -> Carried:
    """All that proves certificates of this house, and tokens of ours and of authorities whose roots the operator gave.

    Tokens of strangers, in files that were signed before they came here, are theirs to prove. Raises Unavailable.
    """
    carried, clerks = Carried(), []
    for token in {one.signer.dump(): one for one in tokens}.values():
        own = _row_of(token)
        if own is not None:
            clerks.append(own)
        else:
            _add_outside(carried, token)
    _add_ours(carried, signers, clerks)
    return carried


def _add_ours(carried: Carried, signers: Sequence[Certificate], clerks: Sequence[Certificate]) -> None:
    """A word on each certificate, and the lists of whoever stands above.

    For those who stamp it is the word alone: the list of their issuer is that of the signers too, and readers take its
    newest one, which when a stamp is renewed may be from after the end of the signers' certificates and proves nothing.
    """
    held = {row.pk: row for row in (*signers, *clerks)}.values()
    carried.chains |= {one.public_bytes(Encoding.DER) for row in held for one in row.certificates}
    carried.answers |= {word for row in held if (word := ocsp_answers.word_on(row)) is not None}
    above = [row.certificates[1:] for row in signers] + [row.certificates[2:] for row in clerks]
    carried.lists |= set(revocation.lists_by(chain.from_iterable(above)))


def _row_of(token: Token) -> Certificate | None:
    found = Certificate.objects.filter(serial=f"{token.signer.serial_number:x}").first()
    same = found is not None and found.certificates[0].public_bytes(Encoding.DER) == token.signer.dump()
    return found if same else None


def _add_outside(carried: Carried, token: Token) -> None:
    pem = authority.outside_pem()
    if not pem:
        return
    path, held = outside.proof_of(token, trusted=chains.load_roots(pem))
    carried.chains |= {one.dump() for one in path}
    carried.lists |= {one.dump() for one in held.lists}
    carried.answers |= {one.dump() for one in held.answers}
