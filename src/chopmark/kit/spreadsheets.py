"""Tables for spreadsheets: CSV as they read it, with no cell that they would compute."""

import csv
from collections.abc import Iterable, Iterator

_BOM = "\ufeff"  # without it they read UTF-8 as something older
# A cell that begins so is a formula for one spreadsheet or another (OWASP, "CSV Injection"), also in full width.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def csv_of(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """UTF-8, row by row, so that a long table is never held as a whole."""
    writer = csv.writer(_Passing())
    yield _BOM.encode()
    for row in rows:
        yield writer.writerow([harmless(str(cell)) for cell in row])


def harmless(cell: str) -> str:
    """With an apostrophe before what would be computed: it makes a cell text, and is not shown."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


class _Passing:
    """Gives a written row back to who wrote it."""

    def write(self, row: str) -> bytes:
        return row.encode()
