"""A bank's statement as CSV: the other way to hear which sums arrived and which came back. Nothing of it is kept."""

import csv
import hashlib
import io
import re
import unicodedata
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from chopmark.audit import log as audit
from chopmark.cloud.realname import transfers
from chopmark.cloud.realname.models import Transfer
from chopmark.cloud.realname.states import Status
from chopmark.evidence.engines.base import Payment

LIMIT_BYTES = 8 * 1024 * 1024  # our own bound: fifty thousand lines of a bank
LIMIT_LINE = 4000  # characters; a line of a statement has a few hundred
# What the four columns may be called; others may stand between them.
COLUMNS = {
    "reference": ("reference", "附言", "摘要", "业务参考号"),
    "account": ("account", "对方账号", "收款账号"),
    "amount": ("amount", "金额", "交易金额"),
    "state": ("state", "状态", "交易状态"),
}
STATES = {
    "arrived": Payment.ARRIVED, "已到账": Payment.ARRIVED, "交易成功": Payment.ARRIVED,
    "returned": Payment.RETURNED, "已退回": Payment.RETURNED, "退汇": Payment.RETURNED,
    "on_its_way": Payment.ON_ITS_WAY, "处理中": Payment.ON_ITS_WAY,
}  # fmt: skip
_CENTS = 100
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
_FORMULA = re.compile(r"[=@]|[+-](?![0-9.])")  # what a spreadsheet would carry out
_CONTRADICTIONS = {
    (Payment.RETURNED, Status.ARRIVED),
    (Payment.RETURNED, Status.MATCHED),
    (Payment.ARRIVED, Status.RETURNED),
}


class Line(StrEnum):
    """What became of a line; the first three are in order, the others are told by their number."""

    MOVED = "moved"
    KNOWN = "known"
    FOREIGN = "foreign"  # without a reference of ours: another payment of the same account
    MISSHAPEN = "misshapen"
    UNKNOWN = "unknown"
    DIFFERS = "differs"
    NOT_SENT = "not_sent"
    CONTRADICTS = "contradicts"


IN_ORDER = (Line.MOVED, Line.KNOWN, Line.FOREIGN)


@dataclass(frozen=True)
class _Told:
    """One line by our names, and the number of its last line in the file."""

    number: int
    cells: Mapping[str, str]


def read_file(path: Path) -> bytes:
    """The bytes; ValueError when it is no file, or too large, before it is read whole."""
    if not path.is_file():
        raise ValueError("this is not a file")
    with path.open("rb") as file:
        data = file.read(LIMIT_BYTES + 1)
    if len(data) > LIMIT_BYTES:
        raise ValueError(f"the file is larger than {LIMIT_BYTES // 1024**2} MB: export a shorter period")
    return data


def take(data: bytes) -> list[tuple[int, Line]]:
    """Each line with what became of it; good ones count although others are bad.

    The same file again, or one that overlaps it, moves nothing twice. ValueError, and nothing is done, when the file
    as a whole is no statement.
    """
    became = [(told.number, _heard(told.cells)) for told in list(_told(_text_of(data)))]
    moved = sum(line is Line.MOVED for _, line in became)
    audit.record(
        "transfer.statement_taken",
        subject=f"bank_statement:{hashlib.sha256(data).hexdigest()}",
        actor=None,
        moved=moved,
        told=sum(line not in IN_ORDER for _, line in became),
    )
    return became


def _text_of(data: bytes) -> str:
    """UTF-8, with or without a mark, else GB18030."""
    if b"\0" in data:
        raise ValueError("the file holds NUL bytes: save it as CSV in UTF-8 or GB18030")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("the file is neither UTF-8 nor GB18030: save it as CSV in UTF-8")


def _told(text: str) -> Iterator[_Told]:
    """The lines below the header, empty ones left out."""
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > LIMIT_LINE:
            raise ValueError(f"line {number} is longer than {LIMIT_LINE} characters: this is no statement")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    places: dict[str, int] = {}
    try:
        for cells in reader:
            row = [_plain(cell) for cell in cells]
            _refuse_formulas(row, reader.line_num)
            if not places:
                places = _places_of(row)
            elif any(row):
                yield _Told(reader.line_num, {name: row[at] for name, at in places.items() if at < len(row)})
    except csv.Error as trouble:
        raise ValueError(f"line {reader.line_num} is not CSV: {trouble}") from trouble
    if not places:
        raise ValueError("the file is empty")


def _plain(cell: str) -> str:
    """Narrow characters, without the blanks and tabs that banks put around numbers."""
    return unicodedata.normalize("NFKC", cell).strip()


def _refuse_formulas(row: list[str], number: int) -> None:
    if any(_FORMULA.match(cell) for cell in row):
        raise ValueError(f"line {number} holds a formula: export the values as text")


def _places_of(header: list[str]) -> dict[str, int]:
    """Where each column stands; a column that is there twice is as bad as one that is missing."""
    names = [cell.casefold() for cell in header]
    found = {column: [at for at, name in enumerate(names) if name in known] for column, known in COLUMNS.items()}
    for column, at in found.items():
        if len(at) != 1:
            raise ValueError(f"the first line must name one column {' or '.join(COLUMNS[column])}")
    return {column: at[0] for column, at in found.items()}


def _heard(cells: Mapping[str, str]) -> Line:
    if len(cells) < len(COLUMNS):
        return Line.MISSHAPEN
    reference = cells["reference"].replace("-", "").casefold()
    if not re.fullmatch(r"[0-9a-f]{32}", reference):
        return Line.FOREIGN
    where = STATES.get(cells["state"].casefold())
    if where is None or not _AMOUNT.fullmatch(cells["amount"]):
        return Line.MISSHAPEN
    row = Transfer.objects.filter(pk=uuid.UUID(hex=reference)).first()
    if row is None:
        return Line.UNKNOWN
    if not _is_the_sum(row, cells):
        return Line.DIFFERS
    return _moved(row, where)


def _is_the_sum(row: Transfer, cells: Mapping[str, str]) -> bool:
    is_amount = Decimal(cells["amount"]) * _CENTS == transfers.cents_of(row)
    return is_amount and re.sub(r"[\s-]", "", cells["account"]) == row.number


def _moved(row: Transfer, where: Payment) -> Line:
    if row.status == Status.ORDERED:
        return Line.NOT_SENT
    if (where, row.status) in _CONTRADICTIONS:
        return Line.CONTRADICTS
    return Line.MOVED if transfers.hear(str(row.pk), where) else Line.KNOWN
