"""Many at the same moment: threads with database connections of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(act, count):
    """Call `act` in so many threads, all let go together; returns what each returned or raised."""
    connection.close()  # so that the pool has one for each
    gate = threading.Barrier(count)

    def one(number):
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            return act(number)
        except Exception as trouble:  # noqa: BLE001 - what it was is the answer
            return trouble
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
