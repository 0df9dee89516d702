"""Finding and ending access tokens."""

from django.db.models import QuerySet

from chopmark.audit import log as audit
from chopmark.cloud.oidc.models import Token
from chopmark.kit import ids
from chopmark.kit.clock import now


def token_in(header: str) -> Token | None:
    """The living token of an Authorization header whose account may still be used; never from an address."""
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    found = (
        Token.objects.select_related("account__owner", "client", "code")
        .filter(digest=ids.digest(secret.strip()))
        .first()
    )
    return found if found and _stands(found) else None


def _stands(token: Token) -> bool:
    """A token falls with its time, its account, and the password by which it was won."""
    account = token.account
    kept = account.has_kept_password_since(token.code.authenticated_at)
    return token.is_live and account.is_open and kept


def revoke(tokens: "QuerySet[Token]") -> list[Token]:
    """End these tokens; returns those that were alive."""
    living = list(tokens.filter(revoked_at=None).select_related("account", "client"))
    tokens.filter(revoked_at=None).update(revoked_at=now())
    for token in living:
        audit.record("token.revoked", subject=token.account, actor=None, client=token.client_id)
    return living
