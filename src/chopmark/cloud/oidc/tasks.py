"""Telling clients that a session has ended (OpenID Connect Back-Channel Logout 1.0)."""

from collections.abc import Iterable

import procrastinate
import requests
from django.conf import settings
from joserfc import jwt
from procrastinate.contrib.django import app

from chopmark.cloud.oidc import keys
from chopmark.cloud.oidc.models import Client, Token
from chopmark.kit import ids
from chopmark.kit.clock import now
from chopmark.kit.errors import Unavailable

_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LIFE_SECONDS = 120  # Back-Channel Logout 2.6: at most two minutes
_WAIT_SECONDS = 5
_ATTEMPTS = 6
_REFUSED = 400


def tell_ended(tokens: Iterable[Token]) -> None:
    """One word to each client for each session. Deferred in the transaction of the caller: it is sent if that holds."""
    for client, sid, uin in {(token.client, token.sid, token.account_id) for token in tokens}:
        if client.backchannel_logout_uri:
            send_logout.defer(client_id=client.client_id, sid=sid, uin=uin)


@app.task(
    name="chopmark.cloud.send_logout",
    retry=procrastinate.RetryStrategy(
        max_attempts=_ATTEMPTS, exponential_wait=2, retry_exceptions={Unavailable, keys.KeyLost}
    ),
)
def send_logout(client_id: str, sid: str, uin: str) -> None:
    """Post one logout token; a client that cannot be reached is tried again, one that refuses is not."""
    client = Client.objects.filter(pk=client_id).first()
    if client is None or client.backchannel_logout_uri is None:
        return
    told = {"logout_token": logout_token(client_id, sid=sid, uin=uin)}
    try:
        answer = requests.post(client.backchannel_logout_uri, data=told, timeout=_WAIT_SECONDS, allow_redirects=False)
    except requests.RequestException as trouble:
        raise Unavailable(client=client_id) from trouble
    if not answer.ok and answer.status_code != _REFUSED:
        raise Unavailable(client=client_id, status=answer.status_code)


def logout_token(client_id: str, *, sid: str, uin: str) -> str:
    """Signed as the ID token is, with a type of its own, so that neither can pass for the other."""
    key = keys.signing_key()
    issued = int(now().timestamp())
    claims = {
        "iss": settings.CLOUD_URL, "aud": client_id, "iat": issued, "exp": issued + _LIFE_SECONDS,
        "jti": ids.token(), "sub": uin, "sid": sid, "events": {_EVENT: {}},
    }  # fmt: skip
    return jwt.encode({"alg": keys.ALGORITHM, "kid": key.kid, "typ": "logout+jwt"}, claims, key)
