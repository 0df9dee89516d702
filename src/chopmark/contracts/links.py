"""The link of a party, and of the code on the pages of a contract."""

from chopmark.contracts.models import Contract, Party
from chopmark.contracts.states import Status
from chopmark.notify import tokens
from chopmark.web import links


def token_of(identifier: object) -> str:
    return tokens.short_of(identifier, purpose="contract.token")


def link(party: Party) -> str:
    return links.absolute(f"/c/{token_of(party.pk)}/")


def find(token: str) -> Party | None:
    """The party of a link; None when there is none. Raises TooMany."""
    return tokens.find(Party.objects.select_related("contract", "contract__organisation", "contract__initiator"), token)


def proof_token_of(identifier: object) -> str:
    return tokens.short_of(identifier, purpose="contract.proof")


def proof_link(contract: Contract) -> str:
    return links.absolute(f"/q/{proof_token_of(contract.pk)}/")


def find_contract(token: str) -> Contract | None:
    """The contract of a code; None when there is none. Raises TooMany."""
    return tokens.find(Contract.objects.exclude(status=Status.DRAFT).select_related("organisation"), token)
