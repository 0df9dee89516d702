"""Calls over HTTP that end: a connection is cut when its time is over, however slowly the other side goes on answering.

The timeout of `requests` begins anew with every byte. Mount `Timed` on a session, and the one that is given for
connecting holds for the whole call.
"""

import socket
import threading
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class _Timed:
    """Beside a connection of urllib3, whose `timeout` in seconds it takes for the whole."""

    sock: socket.socket | None
    timeout: Any
    _end: threading.Timer | None = None

    def connect(self) -> None:
        self._end = threading.Timer(self.timeout, self._cut)
        self._end.daemon = True
        self._end.start()
        super().connect()  # type: ignore[misc]  # of urllib3, beside us

    def _cut(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self._end is not None:
            self._end.cancel()
        super().close()  # type: ignore[misc]


class _TimedPlain(_Timed, HTTPConnection):
    pass


class _TimedSecure(_Timed, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _TimedPlain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _TimedSecure


class Timed(HTTPAdapter):
    """Each connection is cut once the seconds given as timeout are over."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
