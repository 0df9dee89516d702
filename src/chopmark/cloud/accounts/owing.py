"""What a root asks of its sub-user before anything else: a password of its own, a second factor.

Whoever owes one has no session and no token that counts; only the page that settles it is open.
"""

from enum import StrEnum

from chopmark.cloud.accounts.factors import has_second
from chopmark.cloud.accounts.models import Account


class Owed(StrEnum):
    PASSWORD = "password"  # noqa: S105  # a word, not a secret: the root set the present one
    FACTOR = "factor"


def owed(account: Account) -> Owed | None:
    """What comes first, if anything does."""
    if account.must_change_password:
        return Owed.PASSWORD
    return Owed.FACTOR if account.must_have_second and not has_second(account) else None
