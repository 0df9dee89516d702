"""Clients, signing keys, codes, tokens and consents. Codes, tokens and secrets are kept as digests."""

import datetime as dt
import uuid

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin
from django.db import models

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.oidc import contexts
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.kit.fields import EncryptedTextField

CODE_SECONDS = 60  # RFC 9700 asks for a short life; ours is one minute
TOKEN_SECONDS = 12 * 3600  # a working day, as the session
SCOPE = "openid"
OFFLINE = "offline_access"  # OpenID Connect Core 11: a refresh token, where the consent page was shown for it
REFRESH_IDLE = dt.timedelta(days=3)  # a weekend; RFC 9700, 4.14.2 asks for an end when it lies unused
REFRESH_LONGEST = dt.timedelta(days=30)  # NIST SP 800-63B, 4.1.3: the password again after thirty days at most


class Client(ClientMixin, models.Model):  # type: ignore[misc]
    """A service that may ask who somebody is. The methods below are the questions that Authlib asks."""

    client_id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=64)
    secret_digest = models.CharField(max_length=64)
    redirect_uris = models.JSONField()
    backchannel_logout_uri = models.URLField(null=True)
    actions = models.JSONField()

    def __str__(self) -> str:
        return self.client_id

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: the address has to be named in each request, and to be one of the registered, exactly."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        asked = (scope or "").split()
        return " ".join(each for each in (SCOPE, OFFLINE) if each in asked) if SCOPE in asked else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return ids.digest(client_secret) == self.secret_digest

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in ("authorization_code", "refresh_token")


class SigningKey(models.Model):
    """A pair of keys; the private half is sealed to its row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    private = models.BinaryField()
    public = models.JSONField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"signing key {self.pk}"


class _Issued(models.Model):
    """What codes and tokens share: for whom, to whom, in which session, from which address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    sid = models.CharField(max_length=64, db_index=True)
    ip = EncryptedTextField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Code(AuthorizationCodeMixin, _Issued):  # type: ignore[misc]
    """An authorisation code: one use, one minute. A spent one stays, so that a replay is seen.

    All that it brought, by refreshing too, is its family; whoever issues or ends within it locks the code.
    """

    redirect_uri = models.TextField()
    challenge = models.CharField(max_length=128)
    nonce = models.TextField(null=True)
    scope = models.CharField(max_length=64, default=SCOPE)
    authenticated_at = models.DateTimeField()
    by = models.CharField(max_length=64, default="")  # the proofs of the session
    acr = models.CharField(max_length=64, default=contexts.ONE)
    spent_at = models.DateTimeField(null=True)

    code_challenge_method = "S256"

    @property
    def code_challenge(self) -> str:
        return self.challenge

    @property
    def is_fresh(self) -> bool:
        return now() - self.created_at < dt.timedelta(seconds=CODE_SECONDS)

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(self.authenticated_at.timestamp())

    def get_acr(self) -> str:
        return self.acr

    def get_amr(self) -> list[str]:
        return contexts.amr_of(self.by)


class Token(_Issued):
    """An opaque access token: whoever shows it asks UserInfo, which looks anew each time.

    It may have come with a refresh token, good once: used again, it ends the whole family.
    """

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="tokens")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    refresh_digest = models.CharField(max_length=64, null=True, unique=True)
    refreshed_at = models.DateTimeField(null=True)

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > now()

    @property
    def is_refreshable(self) -> bool:
        ends_at = min(self.created_at + REFRESH_IDLE, self.code.authenticated_at + REFRESH_LONGEST)
        return self.revoked_at is None and self.refreshed_at is None and ends_at > now()

    def check_client(self, client: Client) -> bool:
        return self.client_id == client.client_id

    def get_scope(self) -> str:
        return self.code.scope


class Grant(models.Model):
    """An account's yes to a client, so that it is not asked again; the scope is the widest that it said yes to."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    client = models.ForeignKey(Client, on_delete=models.CASCADE)
    scope = models.CharField(max_length=64, default=SCOPE)
    given_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "client"], name="one_grant_each")]

    def __str__(self) -> str:
        return f"grant {self.pk}"

    @property
    def is_lasting(self) -> bool:
        return OFFLINE in self.scope.split()
