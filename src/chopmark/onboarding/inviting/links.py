"""The two keys of an invitation: a long one for QR code and copied link, a short one for the text message.

Both are made again from the row's identifier rather than kept, so the applicant's page can show the link
whenever it is opened; the database holds digests only.
"""

import base64

from django.db.models import Q

from chopmark.kit import ids, keys
from chopmark.notify import limits, tokens
from chopmark.onboarding.models import Invitation
from chopmark.web import links


def token_of(identifier: object) -> str:
    """256 bits that only this installation can make."""
    return base64.urlsafe_b64encode(keys.mac(str(identifier).encode(), purpose="invitation.token")).decode().rstrip("=")


def alias_of(identifier: object) -> str:
    """Ten characters that fit into a text message (copy deck 9.2)."""
    return tokens.short_of(identifier, purpose="invitation.alias")


def is_from_message(key: str) -> bool:
    """Whether a key is the short one, which only whoever reads the text message has."""
    return len(key) <= tokens.CHARACTERS


def path(invitation: Invitation) -> str:
    """Where the phone's pages of an invitation begin, on this site."""
    return f"/l/{token_of(invitation.pk)}/"


def long_link(invitation: Invitation) -> str:
    return links.absolute(path(invitation))


def short_link(invitation: Invitation) -> str:
    return links.absolute(f"/l/{alias_of(invitation.pk)}/")


def find(key: str) -> Invitation | None:
    """The invitation of either key; None when there is none. Who guesses at short ones is stopped: TooMany."""
    short = is_from_message(key)
    if short:
        limits.check(limits.WRONG_LINKS, of=limits.here())
    digest = ids.digest(key)
    known = Invitation.objects.select_related("application", "application__owner")
    found = known.filter(Q(token_digest=digest) | Q(alias_digest=digest)).first()
    if found is None and short:
        limits.use(limits.WRONG_LINKS, of=limits.here())
    return found
