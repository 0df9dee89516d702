"""The provider's signing keys: sealed at rest, replaced every ninety days, published a day longer."""

import datetime as dt
import json
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import transaction
from joserfc.jwk import KeySet, RSAKey

from chopmark.audit import log as audit
from chopmark.cloud.oidc.models import TOKEN_SECONDS, SigningKey
from chopmark.kit import keys, locks
from chopmark.kit.clock import now
from chopmark.kit.errors import Misconfigured

ALGORITHM = "RS256"  # the one that every OpenID provider has to offer (OpenID Connect Core 15.1)
_BITS = 2048  # RFC 7518, 3.3: the least for RS256
_SIGNS_FOR = dt.timedelta(days=90)
_LOST = "signing_key.lost"
_TELLS_AGAIN = dt.timedelta(hours=1)
_SHOWN_FOR = _SIGNS_FOR + dt.timedelta(seconds=2 * TOKEN_SECONDS)


class KeyLost(Misconfigured):
    """The private half in the database does not open with the key file at hand."""

    code = "oidc.key_lost"

    def __str__(self) -> str:
        return (
            f"{self.code}: the signing key of the sign-in was sealed with another key file; put that file back from "
            "its backup, or make a new key with “chopmark oidc key --new”"
        )


def signing_key() -> RSAKey:
    """The newest key, with its private half; a new one is made when it has grown old. Raises KeyLost."""
    return _opened(_newest())


def check() -> None:
    """Raise KeyLost where nothing can be signed, and put that on record, once an hour for all that ask."""
    row = _newest()
    try:
        _opened(row)
    except KeyLost:
        _put_on_record(row)
        raise


@transaction.atomic
def _put_on_record(row: SigningKey) -> None:
    locks.hold(keys.blind(str(row.pk), purpose=_LOST))
    if not audit.history(row).filter(kind=_LOST, at__gt=now() - _TELLS_AGAIN).exists():
        audit.record(_LOST, subject=row, actor=None)


@transaction.atomic
def replace() -> SigningKey:
    """A new key from now on, in place of one that is lost; what the earlier ones signed can still be verified."""
    row = _make()
    audit.record("signing_key.replaced", subject=row, actor=None)
    return row


def published() -> dict[str, Any]:
    """The key set that clients read: every public half with which a living token may be signed.

    No private half is opened for it, so that it is served also when they are lost.
    """
    _newest()
    shown = SigningKey.objects.filter(created_at__gt=now() - _SHOWN_FOR)
    return {"keys": [key.public for key in shown]}


def _newest() -> SigningKey:
    return SigningKey.objects.filter(created_at__gt=now() - _SIGNS_FOR).first() or _make()


def _opened(row: SigningKey) -> RSAKey:
    try:
        plain = keys.unseal(bytes(row.private), place=_place(row))
    except (InvalidTag, LookupError, ValueError) as trouble:  # altered, of another key file, or cut short
        raise KeyLost from trouble
    return RSAKey.import_key(json.loads(plain))


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
