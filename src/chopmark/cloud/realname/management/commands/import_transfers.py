"""Take a bank's statement: which sums arrived, which came back."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chopmark.cloud.realname import bank_statement as statement
from chopmark.cloud.realname.bank_statement import Line

SAID = {
    Line.MISSHAPEN: "amount or state cannot be read, or cells are missing",
    Line.UNKNOWN: "no transfer has this reference",
    Line.DIFFERS: "amount or account are not those that were ordered",
    Line.NOT_SENT: "not noted as sent yet; import the file again in an hour",
    Line.CONTRADICTS: "says the opposite of what was heard before; ask the bank",
}


class Command(BaseCommand):
    help = "Take a bank's statement (CSV) of the sums sent to corporate accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Prints numbers of lines and reasons, never what stands in a line; returns "faults" when there are any."""
        became = statement.take(statement.read_file(options["path"]))
        for number, line in became:
            if line in SAID:
                self.stdout.write(f"line {number}: {SAID[line]}")
        counts = Counter(line for _, line in became)
        known, foreign = counts[Line.KNOWN], counts[Line.FOREIGN]
        self.stdout.write(f"{counts[Line.MOVED]} moved, {known} without news, {foreign} of other payments")
        return "some lines were not taken" if set(counts) & set(SAID) else None
