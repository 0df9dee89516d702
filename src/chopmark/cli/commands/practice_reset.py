"""Throw all practice data away and fill the practice world anew; a running Chopmark may stay up."""

import argparse
import shutil

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from chopmark.cli import database

EXAMPLE = "chopmark practice reset --yes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="yes, everything in this database goes")


def run(arguments: argparse.Namespace) -> int:
    """Refuse without --yes, in production, and where no practice world was ever filled."""
    if not arguments.yes:
        raise ValueError("this throws everything away; say --yes if you mean it")
    with database.named_or_embedded():
        return _reset()


def _reset() -> int:
    django.setup()
    if not settings.PRACTICE:
        raise RuntimeError("production mode: nothing was touched")
    if not _holds_practice_data():
        raise RuntimeError("this database holds no practice world: nothing was touched")
    _empty()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("make_certificates")
    call_command("fill_practice")
    print("The practice world is as new.")
    return 0


def _holds_practice_data() -> bool:
    return "practice_company" in connection.introspection.table_names()


def _empty() -> None:
    """The record of events refuses deletion row by row, so the whole schema goes."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
