"""Say whether the key that signs sign-ins opens; `--new` makes another one where its key file is lost."""

import argparse

import django
from django.core.management import call_command

from chopmark.cli import database
from chopmark.kit.errors import Misconfigured

EXAMPLE = "chopmark oidc key --new"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--new", action="store_true", help="sign with a new key from now on; earlier ones still verify")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when the key does not open."""
    with database.named_or_embedded():
        django.setup()
        try:
            call_command("oidc_key", new=arguments.new)
        except Misconfigured as lost:
            print(lost)
            return 1
    return 0
