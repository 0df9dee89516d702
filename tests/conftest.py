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
    _tell_settings(_server.url())


def _tell_settings(url):
    """pytest-django reads the settings before this file is loaded, so they learn of the server afterwards."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    from chopmark.config.environment import database  # noqa: PLC0415

    fresh, known = database(url), connections["default"].settings_dict
    known["TEST"].update(fresh.pop("TEST"))
    known.update(fresh)
    settings.CHOPMARK_KEY_FILE = str(Path(_home) / "keys" / "master.json")
    settings.MEDIA_ROOT = Path(_home) / "files"


def pytest_unconfigure(config):
    if _server is not None:
        _server.stop()
