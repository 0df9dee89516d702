"""The provider's signing keys: sealed at rest, replaced every ninety days, published a day longer."""

import datetime as dt
import json
from typing import Any

from joserfc.jwk import KeySet, RSAKey

from chopmark.cloud.oidc.models import TOKEN_SECONDS, SigningKey
from chopmark.kit import keys
from chopmark.kit.clock import now

ALGORITHM = "RS256"  # the one that every OpenID provider has to offer (OpenID Connect Core 15.1)
_BITS = 2048  # RFC 7518, 3.3: the least for RS256
_SIGNS_FOR = dt.timedelta(days=90)
_SHOWN_FOR = _SIGNS_FOR + dt.timedelta(seconds=2 * TOKEN_SECONDS)


def signing_key() -> RSAKey:
    """The newest key, with its private half; a new one is made when it has grown old."""
    newest = SigningKey.objects.filter(created_at__gt=now() - _SIGNS_FOR).first() or _make()
    return RSAKey.import_key(json.loads(keys.unseal(bytes(newest.private), place=_place(newest))))


def published() -> dict[str, Any]:
    """The key set that clients read: every public half with which a living token may be signed."""
    signing_key()
    shown = SigningKey.objects.filter(created_at__gt=now() - _SHOWN_FOR)
    return {"keys": [key.public for key in shown]}


def verifying() -> KeySet:
    """The same, to verify with what comes back to us."""
    return KeySet([RSAKey.import_key(key) for key in published()["keys"]])


def _make() -> SigningKey:
    row = SigningKey()
    key = RSAKey.generate_key(_BITS, {"kid": str(row.pk), "use": "sig", "alg": ALGORITHM}, private=True)
    row.public = key.as_dict(private=False)
    row.private = keys.seal(json.dumps(key.as_dict(private=True)).encode(), place=_place(row))
    row.save()
    return row


def _place(row: SigningKey) -> str:
    return f"{row._meta.db_table}|{row.pk}|private"
