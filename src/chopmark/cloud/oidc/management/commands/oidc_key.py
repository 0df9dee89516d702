"""Say whether the key that signs sign-ins opens, or make a new one: for the doctor and for an operator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chopmark.cloud.oidc import keys


class Command(BaseCommand):
    help = "Open the signing key of the OpenID provider; with --new make another one first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new"]:
            keys.replace()
        self.stdout.write(f"signs with {keys.signing_key().kid}")
