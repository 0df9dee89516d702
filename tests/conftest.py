"""Every test process gets a real PostgreSQL: the one that DATABASE_URL names, else the embedded one."""

import os
import tempfile
from pathlib import Path

_home = os.environ.setdefault("CHOPMARK_HOME", tempfile.mkdtemp(prefix="chopmark-tests-"))
_server = None


def pytest_configure(config):
    global _server  # noqa: PLW0603 - one server a run
    if "DATABASE_URL" in os.environ:
        return
    from chopmark.cli import postgres  # noqa: PLC0415 - only where a server is wanted

    _server = postgres.start(Path(_home))
    os.environ["DATABASE_URL"] = _server.url()


def pytest_unconfigure(config):
    if _server is not None:
        _server.stop()
