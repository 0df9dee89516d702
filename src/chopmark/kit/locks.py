"""One at a time for a name, over all processes and nodes, until the transaction ends."""

from django.db import connection


def hold(name: bytes) -> None:
    """Wait for the lock of this name (its first eight bytes; PostgreSQL's advisory locks)."""
    number = int.from_bytes(name[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
