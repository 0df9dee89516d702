"""Take a bank's statement (CSV) of the sums sent to corporate accounts: which arrived, which came back.

The columns and their names stand in docs/operating.md. A bad line is told by its number and the others are taken.
"""

import argparse
from pathlib import Path

import django
from django.core.management import call_command

from chopmark.cli import database

EXAMPLE = "chopmark transfer import statement.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="CSV in UTF-8 or GB18030, at most 8 MB")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when some lines were not taken, 2 when the file was refused as a whole."""
    with database.named_or_embedded():
        django.setup()
        return 1 if call_command("import_transfers", str(arguments.path)) else 0
