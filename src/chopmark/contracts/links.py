"""The link of a party: made again from its identifier whenever it is shown; the database holds a digest only."""

import base64

from chopmark.contracts.models import Party
from chopmark.kit import ids, keys
from chopmark.notify import limits
from chopmark.web import links

_CHARACTERS = 10  # 50 bits, so that a text message has room for it: useless without the code to the party's mobile


def token_of(identifier: object) -> str:
    """What only this installation can make."""
    made = base64.b32encode(keys.mac(str(identifier).encode(), purpose="contract.token")).decode().lower()
    return made[:_CHARACTERS]


def link(party: Party) -> str:
    return links.absolute(f"/c/{token_of(party.pk)}/")


def find(token: str) -> Party | None:
    """The party of a link; None when there is none. Who guesses is stopped: TooMany."""
    limits.check(limits.WRONG_LINKS, of=limits.here())
    known = Party.objects.select_related("contract", "contract__organisation", "contract__initiator")
    found = known.filter(token_digest=ids.digest(token)).first()
    if found is None:
        limits.use(limits.WRONG_LINKS, of=limits.here())
    return found
