"""Finding, refreshing and ending tokens."""

from django.db.models import QuerySet

from chopmark.audit import log as audit
from chopmark.cloud.accounts.owing import owed
from chopmark.cloud.oidc.models import Client, Code, Token
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
    return found if found and found.is_live and _stands(found) else None


def refreshable_in(secret: str, *, client: Client) -> Token | None:
    """What this refresh token may still renew. A second use ends the whole family (RFC 9700, 4.14.2)."""
    digest = ids.digest(secret)
    family = Code.objects.select_for_update(of=("self",)).filter(tokens__refresh_digest=digest, client=client).first()
    if family is None:
        return None
    found = family.tokens.select_related("account__owner", "client", "code").get(refresh_digest=digest)
    if found.refreshed_at:
        audit.record("refresh_token.replayed", subject=found.account, actor=None, client=client.client_id)
        revoke(family.tokens.all())
    return found if found.is_refreshable and _stands(found) else None


def spend(token: Token) -> None:
    """Its refresh token was used. The access token beside it keeps its own end, for requests under way."""
    token.refreshed_at = now()
    token.save(update_fields=["refreshed_at"])


def in_use(tokens: "QuerySet[Token]") -> "list[Token]":
    """Those with which a client may still learn something, now or by refreshing: the sessions that it has."""
    standing = tokens.filter(revoked_at=None).select_related("account__owner", "code")
    return [token for token in standing if (token.is_live or _may_renew(token)) and _stands(token)]


def _may_renew(token: Token) -> bool:
    return token.refresh_digest is not None and token.is_refreshable


def _stands(token: Token) -> bool:
    """A token falls with its account, and with the password by which it was won; it rests while something is owed."""
    account = token.account
    return account.is_open and not owed(account) and account.has_kept_password_since(token.code.authenticated_at)


def revoke(tokens: "QuerySet[Token]") -> list[Token]:
    """End these tokens; returns those that were alive."""
    living = list(tokens.filter(revoked_at=None).select_related("account", "client"))
    tokens.filter(revoked_at=None).update(revoked_at=now())
    for token in living:
        audit.record("token.revoked", subject=token.account, actor=None, client=token.client_id)
    return living
