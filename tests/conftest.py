"""Every test process gets a real PostgreSQL: the one that DATABASE_URL names, else the embedded one."""

import os
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# A busy machine is no fault of the code: no property has a deadline, and slow drawing is no failure.
hypothesis_settings.register_profile("chopmark", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("chopmark")
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


@pytest.fixture(scope="session")
def _identity_provider():
    from tests.identity_provider import IdentityProvider  # noqa: PLC0415 - once settings are there

    found = IdentityProvider()
    yield found
    found.close()


@pytest.fixture
def provider(_identity_provider, settings, monkeypatch):
    """Somebody else's identity provider, which the platform trusts; `.claims` is what it says next."""
    from chopmark.organisations import signin  # noqa: PLC0415 - once Django is set up
    from chopmark.organisations.provider import Provider  # noqa: PLC0415

    _identity_provider.reset()
    settings.OIDC_ISSUER = _identity_provider.issuer
    monkeypatch.setattr(signin, "provider", Provider(_identity_provider.issuer))
    return _identity_provider


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """The database of the tests, also where every test that was asked for sees it through `committed`."""
    from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415 - once settings are there

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """The database as several connections see it: nothing is rolled back, everything new is emptied at the end."""
    from django.db import connection  # noqa: PLC0415 - once settings are there

    with django_db_blocker.unblock():
        kept = _tables_with_rows(connection)
        yield
        _empty(connection, set(connection.introspection.table_names()) - kept)
        connection.close()


def _empty(connection, tables):
    """Delete all rows; the record refuses it, so its guard is asleep meanwhile. What others refer to goes last."""
    from django.db import transaction  # noqa: PLC0415 - once settings are there

    last = ["procrastinate_jobs", "procrastinate_workers"]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        try:
            with transaction.atomic():
                for table in [*sorted(tables - set(last)), *last]:
                    cursor.execute(f"DELETE FROM {table}")
        finally:
            cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")


def _tables_with_rows(connection):
    with connection.cursor() as cursor:
        kept = set()
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            if cursor.fetchone()[0]:
                kept.add(table)
    return kept


@pytest.fixture(autouse=True)
def language_of_the_house():
    """A request leaves its language behind in the thread; each test starts with the default one."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def stamp_authority(settings, tmp_path):
    """Somebody else's time-stamp authority, which the platform asks and whose root it was given."""
    from chopmark.kit import engines  # noqa: PLC0415 - once settings are there
    from chopmark.trust import withdrawn  # noqa: PLC0415
    from tests.stamping import StampAuthority  # noqa: PLC0415

    folder = tmp_path / "stamping"
    folder.mkdir()
    found = StampAuthority(folder)
    path = "chopmark.trust.outside.OutsideTimestamps"
    settings.CHOPMARK_TSA_URL, settings.CHOPMARK_TSA_ROOTS = found.url, str(found.roots)
    settings.ENGINES = {**settings.ENGINES, "timestamps": path}
    settings.ENGINE_SETTINGS = {**settings.ENGINE_SETTINGS, path: {"url": found.url, "roots": str(found.roots)}}
    engines.engine.cache_clear()
    withdrawn.forget()
    yield found
    found.close()
    engines.engine.cache_clear()
    withdrawn.forget()
