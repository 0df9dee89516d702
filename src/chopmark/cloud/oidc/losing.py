"""Whoever loses the right to enter E-Sign goes out of every client, by the transaction that took it away."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.decisions import answered, compiled, context_of
from chopmark.cloud.cam.holding import held_by, policies_in
from chopmark.cloud.cam.presets import AUTHENTICATE
from chopmark.cloud.oidc.models import Token
from chopmark.cloud.oidc.tasks import tell_ended
from chopmark.cloud.oidc.tokens import in_use


@contextmanager
def access_changes(accounts: Iterable[Account]) -> Iterator[None]:
    """Around whatever changes policies of these accounts: ends the sessions whose `esign.allowed` it made false.

    The accounts are locked, so that two changes at once are not each of the opinion that the other policy remains. The
    tokens stay: whoever asks with one is told why (docs/claims.md).
    """
    with transaction.atomic():
        houses = _locked(accounts)
        before = _allowed(houses)
        yield
        still = {token.pk for token in _allowed(houses)}
        tell_ended(token for token in before if token.pk not in still)


def _locked(accounts: Iterable[Account]) -> list[Account]:
    """Always in the same order, so that no two changes wait for each other; a root has every right for ever."""
    found = Account.objects.filter(pk__in=[account.pk for account in accounts], owner__isnull=False)
    return list(found.select_for_update(of=("self",)).order_by("pk"))


def _allowed(accounts: list[Account]) -> list[Token]:
    """The tokens in use for which CAM says yes now, each from the address of its sign-in, as UserInfo would."""
    held = held_by(accounts)
    policies = {uin: compiled(policies_in(ways)) for uin, ways in held.items()}
    return [
        token
        for token in in_use(Token.objects.filter(account__in=accounts).select_related("client", "account"))
        if answered(
            policies[token.account_id], token.account, action=AUTHENTICATE, context=context_of(token.ip)
        ).allowed
    ]
