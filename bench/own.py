"""A database and certificates for parts that sign: in the home of the bench, stopped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from bench.served import empty_home
from chopmark.cli import postgres
from chopmark.config.environment import database


@contextmanager
def own_database(name: str) -> Iterator[Path]:
    """Migrated, with certificates made; yields a folder for files."""
    with empty_home(name) as home:
        server = postgres.start(home)
        known = connections["default"].settings_dict
        known.update(database(server.url()))
        os.environ["DATABASE_URL"], os.environ["CHOPMARK_HOME"] = server.url(), str(home)  # for processes of a part
        settings.CHOPMARK_KEY_FILE = str(home / "keys" / "master.json")
        settings.MEDIA_ROOT = home / "files"
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("make_certificates")
            folder = home / "work"
            folder.mkdir()
            yield folder
        finally:
            connections.close_all()
            del os.environ["DATABASE_URL"]
            server.stop()
