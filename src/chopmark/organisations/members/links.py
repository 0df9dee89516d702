"""The link of an invitation: made again whenever it is shown; the database holds a digest only."""

import base64

from chopmark.kit import ids, keys
from chopmark.notify import limits
from chopmark.organisations.models import MemberInvitation
from chopmark.web import links

_CHARACTERS = 10  # 50 bits: useless without the code to the invited mobile


def token_of(identifier: object) -> str:
    """What only this installation can make."""
    made = base64.b32encode(keys.mac(str(identifier).encode(), purpose="member.token")).decode().lower()
    return made[:_CHARACTERS]


def link(invitation: MemberInvitation) -> str:
    return links.absolute(f"/m/{token_of(invitation.pk)}/")


def find(token: str) -> MemberInvitation | None:
    """The invitation of a link; None when there is none. Who guesses is stopped: TooMany."""
    limits.check(limits.WRONG_LINKS, of=limits.here())
    known = MemberInvitation.objects.select_related("organisation", "invited_by")
    found = known.filter(token_digest=ids.digest(token)).first()
    if found is None:
        limits.use(limits.WRONG_LINKS, of=limits.here())
    return found
