"""Two press at the same moment and each waits for what the other holds: PostgreSQL ends one, who begins again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

P = ParamSpec("P")
R = TypeVar("R")
_TRIES = 5


def begun_again(act: Callable[P, R]) -> Callable[P, R]:
    """For a verb that is one transaction: nothing of a try that was ended is left, so it is tried again.

    Inside a transaction of somebody else nothing can be begun again, and the trouble goes up to them.
    """

    @wraps(act)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(_TRIES - 1):
            try:
                return act(*args, **kwargs)
            except OperationalError as trouble:
                if connection.in_atomic_block or not isinstance(trouble.__cause__, DeadlockDetected):
                    raise
        return act(*args, **kwargs)

    return tried
