"""The short keys of links in text messages: made again whenever one is shown, kept as digests only."""

import base64
from typing import TypeVar

from django.db import models
from django.db.models import QuerySet

from chopmark.kit import ids, keys
from chopmark.notify import limits

CHARACTERS = 10  # 50 bits, so that a message has room for it: useless without the code to the mobile that it went to
Row = TypeVar("Row", bound=models.Model)


def short_of(identifier: object, *, purpose: str) -> str:
    """What only this installation can make of a row's identifier."""
    return base64.b32encode(keys.mac(str(identifier).encode(), purpose=purpose)).decode().lower()[:CHARACTERS]


def find(known: QuerySet[Row], token: str) -> Row | None:
    """The row with the digest of this token; None when there is none. Who guesses is stopped: TooMany."""
    limits.check(limits.WRONG_LINKS, of=limits.here())
    found = known.filter(token_digest=ids.digest(token)).first()
    if found is None:
        limits.use(limits.WRONG_LINKS, of=limits.here())
    return found
