"""The link of a party."""

from chopmark.contracts.models import Party
from chopmark.notify import tokens
from chopmark.web import links


def token_of(identifier: object) -> str:
    return tokens.short_of(identifier, purpose="contract.token")


def link(party: Party) -> str:
    return links.absolute(f"/c/{token_of(party.pk)}/")


def find(token: str) -> Party | None:
    """The party of a link; None when there is none. Raises TooMany."""
    return tokens.find(Party.objects.select_related("contract", "contract__organisation", "contract__initiator"), token)
