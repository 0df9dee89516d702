"""Registering clients, consenting, and ending: sign-out and disabling reach every client."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from chopmark.audit import log as audit
from chopmark.cloud.accounts.actions import choose_password
from chopmark.cloud.accounts.factors import has_second
from chopmark.cloud.accounts.middleware import keep
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.presets import ESIGN_ACTIONS
from chopmark.cloud.oidc.models import OFFLINE, SCOPE, Client, Code, Grant, Token
from chopmark.cloud.oidc.tasks import tell_ended
from chopmark.cloud.oidc.tokens import revoke
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed


def register_client(
    *,
    client_id: str,
    name: str,
    secret: str,
    redirect_uris: Iterable[str],
    backchannel_logout_uri: str | None = None,
    actions: Iterable[str] = ESIGN_ACTIONS,
) -> Client:
    """Make a client known, or change what is known. Of the secret (256 bits) only the digest is kept."""
    client, _ = Client.objects.update_or_create(
        client_id=client_id,
        defaults={
            "name": name,
            "secret_digest": ids.digest(secret),
            "redirect_uris": list(redirect_uris),
            "backchannel_logout_uri": backchannel_logout_uri,
            "actions": list(actions),
        },
    )
    return client


@transaction.atomic
def consent(account: Account, *, client: Client, scope: str = SCOPE) -> None:
    given, is_new = Grant.objects.get_or_create(account=account, client=client, defaults={"scope": scope})
    if is_new:
        audit.record("consent.granted_to_client", subject=account, actor=account, client=client.client_id)
    elif OFFLINE in scope.split() and not given.is_lasting:
        Grant.objects.filter(pk=given.pk).update(scope=scope)


def refuse_consent(account: Account, *, client: Client) -> None:
    audit.record("consent.refused_to_client", subject=account, actor=account, client=client.client_id)


@transaction.atomic
def withdraw_consent(account: Account, *, client: Client) -> None:
    """Take a yes back: the client reads nothing more, is told so, and has to ask again."""
    gone, _ = Grant.objects.filter(account=account, client=client).delete()
    if not gone:
        return
    audit.record("consent.withdrawn_from_client", subject=account, actor=account, client=client.client_id)
    _end(Token.objects.filter(account=account, client=client), Code.objects.filter(account=account, client=client))


@transaction.atomic
def sign_out(request: HttpRequest, account: Account) -> None:
    """End this session here and at every client that it opened."""
    sid = request.session.get("sid", "")
    _end(Token.objects.filter(account=account, sid=sid), Code.objects.filter(account=account, sid=sid))
    audit.record("account.signed_out", subject=account, actor=account)
    request.session.flush()


@transaction.atomic
def sign_out_everywhere(account: Account) -> None:
    """End every session of this account here and at its clients, this one too; passwords and factors stay."""
    Account.objects.filter(pk=account.pk).update(password_set_at=now())
    _end(Token.objects.filter(account=account), Code.objects.filter(account=account))
    audit.record("account.signed_out_everywhere", subject=account, actor=account)


@transaction.atomic
def change_password(request: HttpRequest, account: Account, *, password: str) -> bool:
    """Another password by whoever is signed in; False when it is the present one again.

    Every other session here ends, and all at the clients: what the old password won is worth nothing. This one goes on,
    so that coming back to a client takes no typing. Raises NotReady when another was set meanwhile.
    """
    if not choose_password(account, password=password):
        return False
    _end(Token.objects.filter(account=account), Code.objects.filter(account=account))
    keep(request)
    return True


@transaction.atomic
def disable(account: Account, *, by: Account) -> None:
    """Shut an account, and with a root all its sub-users; whoever is inside a client goes out."""
    _check_may(account, by=by)
    Account.objects.filter(pk=account.pk).update(is_disabled=True)
    audit.record("account.disabled", subject=account, actor=by)
    house = [account, *account.sub_users.all()]
    _end(Token.objects.filter(account__in=house), Code.objects.filter(account__in=house))


@transaction.atomic
def enable(account: Account, *, by: Account) -> None:
    _check_may(account, by=by)
    Account.objects.filter(pk=account.pk).update(is_disabled=False)
    audit.record("account.enabled", subject=account, actor=by)


@transaction.atomic
def require_second(account: Account, *, by: Account) -> None:
    """The root asks for a second factor. Without one yet, what was won by the password alone ends."""
    _check_may(account, by=by)
    Account.objects.filter(pk=account.pk).update(must_have_second=True)
    audit.record("subuser.second_required", subject=account, actor=by)
    if not has_second(account):
        Account.objects.filter(pk=account.pk).update(password_set_at=now())
        _end(Token.objects.filter(account=account), Code.objects.filter(account=account))


@transaction.atomic
def waive_second(account: Account, *, by: Account) -> None:
    _check_may(account, by=by)
    Account.objects.filter(pk=account.pk).update(must_have_second=False)
    audit.record("subuser.second_waived", subject=account, actor=by)


def _check_may(account: Account, *, by: Account) -> None:
    if by.root != account.root:
        raise NotAllowed(action="cam:UpdateUser")


def _end(tokens: "QuerySet[Token]", codes: "QuerySet[Code]") -> None:
    """The jobs are deferred in the transaction of the caller: no sign-out without word to the clients.

    Locked, so that nothing is refreshed between looking and ending.
    """
    families = [code.pk for code in codes.select_for_update(of=("self",))]
    Code.objects.filter(pk__in=families, spent_at=None).delete()
    tell_ended(revoke(tokens))
