"""What a file carries so that it can be checked without asking anybody: chains, and what was withdrawn from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from asn1crypto import crl, ocsp, x509
from cryptography.hazmat.primitives.serialization import Encoding

from chopmark.trust import authority, chains, outside, revocation
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


def gather(rows: Sequence[Certificate], tokens: Iterable[Token]) -> Carried:
    """All that proves certificates of this house, and tokens of ours and of authorities whose roots the operator gave.

    Tokens of strangers, in files that were signed before they came here, are theirs to prove. Raises Unavailable.
    """
    carried, ours = Carried(), list(rows)
    for token in {one.signer.dump(): one for one in tokens}.values():
        own = _row_of(token)
        if own is not None:
            ours.append(own)
        else:
            _add_outside(carried, token)
    carried.chains |= {one.public_bytes(Encoding.DER) for row in ours for one in row.certificates}
    carried.lists |= set(revocation.lists_above(ours))
    return carried


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
