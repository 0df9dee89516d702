"""Print the practice world; `chopmark practice show` calls this."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chopmark.practice import shown


class Command(BaseCommand):
    help = "Print accounts, organisations and people of the practice world."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        self.stdout.write(shown.as_json() if as_json else shown.as_text())
