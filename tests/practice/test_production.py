"""Production refuses practice engines and practice data; reset touches nothing that is not practice."""

import json
import os
import subprocess
import sys
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.core.checks import run_checks

from chopmark.practice import companies


def test_each_practice_engine_is_an_error_in_production(settings):
    settings.PRACTICE = False
    found = [error for error in run_checks() if error.id == "chopmark.E001"]
    assert len(found) == sum(path.startswith("chopmark.practice.") for path in settings.ENGINES.values()) > 0
    settings.ENGINES = dict.fromkeys(settings.ENGINES, "bank.engines.Registry")
    assert [error for error in run_checks() if error.id == "chopmark.E001"] == []


def test_practice_data_is_an_error_in_production(settings, practice_world):
    assert [error.id for error in run_checks(databases=["default"]) if error.id == "chopmark.E002"] == []
    settings.PRACTICE = False
    assert [error.id for error in run_checks(databases=["default"]) if error.id == "chopmark.E002"] == ["chopmark.E002"]


@pytest.fixture(scope="module")
def database():
    """A database of its own beside the one of the tests; its address."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = f"practice_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(parts._replace(path=f"/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(*command, database="", **environment):
    variables = {**os.environ, "DATABASE_URL": database, **environment}
    return subprocess.run([sys.executable, "-m", *command], env=variables, capture_output=True, text=True, check=False)


def chopmark(*words, **environment):
    return run("chopmark.cli.main", "practice", *words, **environment)


def test_reset_brings_everything_back_and_only_where_it_may(database):
    refused = chopmark("reset", "--yes", database=database)
    assert (refused.returncode, "no practice world" in refused.stderr) == (2, True)
    assert run("chopmark.cli.prepare", database=database).returncode == 0
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE practice_company SET name = 'x' WHERE uscc = %s", [companies.DEMO])
        connection.execute("DELETE FROM practice_resident")
    assert chopmark("reset", database=database).returncode == 2
    assert chopmark("reset", "--yes", database=database, CHOPMARK_MODE="production").returncode == 2
    assert name_of_demo(database) == "x"
    assert chopmark("reset", "--yes", database=database).returncode == 0
    assert name_of_demo(database) == "深圳市栗栖湾工艺有限公司"
    switched = run("chopmark.cli.prepare", database=database, CHOPMARK_MODE="production")
    assert switched.returncode != 0
    assert "Practice data cannot survive the switch" in switched.stderr


def name_of_demo(database):
    with psycopg.connect(database) as connection:
        return connection.execute("SELECT name FROM practice_company WHERE uscc = %s", [companies.DEMO]).fetchone()[0]


def test_show_tells_programs_and_people_the_same():
    told = json.loads(chopmark("show", "--json").stdout)
    assert {"password", "accounts", "staff", "companies", "people", "probe"} <= set(told)
    text = chopmark("show").stdout
    for account in told["accounts"]:
        assert (account["uin"] or account["owner"]) in text
    for company in told["companies"]:
        assert company["uscc"] in text
    for person in told["people"]:
        assert person["id_number"] in text
    assert told["probe"]["client_secret"] in text


def test_show_has_nothing_to_tell_in_production():
    assert chopmark("show", CHOPMARK_MODE="production").returncode == 2
