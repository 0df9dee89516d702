"""The link of an invitation to an organisation."""

from chopmark.notify import tokens
from chopmark.organisations.models import MemberInvitation
from chopmark.web import links


def token_of(identifier: object) -> str:
    return tokens.short_of(identifier, purpose="member.token")


def link(invitation: MemberInvitation) -> str:
    return links.absolute(f"/m/{token_of(invitation.pk)}/")


def find(token: str) -> MemberInvitation | None:
    """The invitation of a link; None when there is none. Raises TooMany."""
    return tokens.find(MemberInvitation.objects.select_related("organisation", "invited_by"), token)
