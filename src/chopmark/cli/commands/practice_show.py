"""List the practice world: accounts with their password, organisations, people, and the probe client."""

import argparse

import django
from django.conf import settings
from django.core.management import call_command

EXAMPLE = "chopmark practice show --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs: everything as one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Needs no database: the world is the same in every installation but for the secret of the probe."""
    django.setup()
    if not settings.PRACTICE:
        raise RuntimeError("there is no practice world in production mode")
    call_command("show_practice", as_json=arguments.json)
    return 0
