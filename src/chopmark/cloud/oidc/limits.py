"""Wrong secrets, codes and refresh tokens at the token address: counted in the database, over all nodes.

Whoever has a right code is never slowed: codes and refresh tokens have 256 bits, so only what is wrong is told to wait.
A client's secret may be an operator's own choice, so an address that gave too many wrong ones is not looked at at all.
"""

import datetime as dt

from authlib.oauth2.rfc6749.util import extract_basic_authorization
from django.db import transaction
from django.http import HttpRequest

from chopmark.cloud.oidc.models import Client
from chopmark.notify import limits
from chopmark.notify.limits import Limit

_SPAN = dt.timedelta(minutes=15)
# A client's configuration is mended by hand: some tries in a row are a person, more are a program.
SECRETS = Limit("wrong_client_secrets", ((10, _SPAN),))
SECRETS_OF_CLIENT = Limit("wrong_secrets_of_client", ((100, _SPAN),))
# People go back in their browser and press again, and a client sends on what they bring; an office has many.
GRANTS = Limit("wrong_grants", ((30, _SPAN),))
GRANTS_OF_CLIENT = Limit("wrong_grants_of_client", ((100, _SPAN),))
_WRONG = {"invalid_client": (SECRETS, SECRETS_OF_CLIENT), "invalid_grant": (GRANTS, GRANTS_OF_CLIENT)}


def check() -> None:
    """Raise TooMany for an address that gave too many wrong secrets."""
    limits.check(SECRETS, of=limits.here())


@transaction.atomic
def note(request: HttpRequest, error: str) -> None:
    """Count what was refused, for its address and for the client that it named; raises TooMany past a limit."""
    by_address, by_client = _WRONG.get(error, (None, None))
    if by_address and by_client:
        limits.use(by_address, of=limits.here())
        limits.use(by_client, of=_client_named(request))


def _client_named(request: HttpRequest) -> str | None:
    """None for a client that does not exist: its address is counted, and made-up names fill no table."""
    in_header, _ = extract_basic_authorization(request.headers)
    named = in_header or request.POST.get("client_id", "")
    return named if "\x00" not in named and Client.objects.filter(pk=named).exists() else None
