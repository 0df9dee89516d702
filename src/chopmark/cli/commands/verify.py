"""`chopmark verify`: who signed a PDF or a statement, when, and what changed since; needs no server, no database."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from chopmark.cli import database
from chopmark.kit.clock import BEIJING
from chopmark.trust.checking import LIMIT_PDF, check_pdf, check_statement, is_pdf, is_statement
from chopmark.trust.reports import Change, Kind, Report, Signature, StatementReport, Trust

EXAMPLE = "chopmark verify statement.pdf --root root.pem"
_UNUSABLE_EXIT = 2
_WHY = {
    "FILE_MISSING": "it cannot be opened; check the path and that you may read it.",
    "FILE_OTHER": "it is neither a PDF nor a signed statement; give the file as it was downloaded.",
    "FILE_TOO_LARGE": f"it is larger than {LIMIT_PDF // 2**20} MB; give the signed file itself.",
    "FILE_CORRUPT": "the PDF is damaged; download it again.",
    "FILE_ENCRYPTED": "the PDF is encrypted; save it without a password first, though that ends its signatures.",
    "FILE_TOO_HARD": "reading it took more time or memory than any honest file needs.",
    "STATEMENT_CORRUPT": "the statement is damaged; copy it again, whole.",
}
_TRUST = {
    Trust.TRUSTED: "the certificate leads to a root given",
    Trust.UNKNOWN: "NOT TRUSTED: the certificate leads to no root given",
    Trust.EXPIRED: "NOT TRUSTED: the certificate was not in force",
    Trust.REVOKED: "NOT TRUSTED: the certificate was revoked",
    Trust.UNFIT: "NOT TRUSTED: the certificate is not made for this",
    Trust.UNASKED: "not looked at, because the content does not match",
}
_CHANGE = {
    Change.NOTHING: "nothing",
    Change.ADDED: "further signatures or filled-in fields were added, which is allowed",
    Change.ALTERED: "ALTERED after signing",
}
Found = Report | StatementReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a signed PDF, or a statement (JWS)")
    parser.add_argument("--json", action="store_true", help="print a list with everything found")
    parser.add_argument("--root", type=Path, metavar="PEM", help="the roots to trust; usually those of this home")


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when every file is valid, 1 when one is not, 2 when one could not be judged."""
    roots = _roots(args.root or _own_root())
    found = [(path, _judged(path, roots=roots)) for path in args.files]
    if args.json:
        print(json.dumps([_entry(path, report) for path, report in found], ensure_ascii=False, indent=2, default=str))
    else:
        print("\n\n".join(_plain("\n".join(_lines(path, report))) for path, report in found))
    return _verdict(found)


def _own_root() -> Path:
    """Beside the key file, where the platform puts it when it makes its certificates."""
    keys = os.environ.get("CHOPMARK_KEY_FILE") or database.home() / "keys" / "master.json"
    return Path(keys).with_name("root.pem")


def _roots(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, ValueError) as trouble:
        raise ValueError(
            f"no root certificate at {path}; give one with --root (a platform shows its own at /trust/)"
        ) from trouble


def _judged(path: Path, *, roots: str) -> Found:
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT_PDF + 1)
    except OSError:
        return Report(unreadable="FILE_MISSING")
    if is_statement(data):
        return check_statement(data.decode("ascii").strip(), roots=roots)
    if is_pdf(data):
        return check_pdf(data, roots=roots)
    return Report(unreadable="FILE_OTHER")


def _verdict(found: list[tuple[Path, Found]]) -> int:
    unread = [(path, report) for path, report in found if report.unreadable]
    for path, report in unread:
        print(_plain(f"chopmark verify: {path}: {_WHY[report.unreadable]}"), file=sys.stderr)
    if unread:
        return _UNUSABLE_EXIT
    return 0 if all(report.is_valid for _, report in found) else 1


def _entry(path: Path, report: Found) -> dict[str, object]:
    kind = "statement" if isinstance(report, StatementReport) else "pdf"
    entry = {"file": str(path), "kind": kind, "valid": report.is_valid, **asdict(report)}
    if isinstance(report, Report):
        entry["signatures"] = [{**asdict(one), "valid": one.is_valid} for one in report.signatures]
    return entry


def _lines(path: Path, report: Found) -> Iterator[str]:
    if report.unreadable:
        yield f"{path}: could not be judged"
        return
    yield f"{path}: {'valid' if report.is_valid else 'NOT VALID'}"
    if isinstance(report, StatementReport):
        yield from _statement(report)
        return
    if not report.signatures:
        yield "  it carries no signature"
    for one in report.signatures:
        yield from _signature(one)


def _signature(one: Signature) -> Iterator[str]:
    yield f"  {one.kind} {one.field}"
    if not one.who:
        yield "    broken: it cannot be read as a signature"
        return
    if one.kind is Kind.SIGNATURE:
        yield f"    shown as  {one.name or '-'}{f', for: {one.reason}' if one.reason else ''}"
    yield f"    signer    {one.who}"
    yield f"    issuer    {one.issuer}"
    yield f"    when      {_when(one)}"
    yield f"    content   {'as signed' if one.is_intact else 'DOES NOT MATCH the signature'}"
    yield f"    covers    {'the whole file' if one.covers_whole_file else 'the file as it was when signed'}"
    yield f"    since     {_CHANGE[one.change]}"
    yield f"    trust     {_TRUST[one.trust]}"
    if one.level:
        yield f"    level     {one.level}"


def _when(one: Signature) -> str:
    if one.stamped_at is None:
        claimed = f"{one.claimed_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}" if one.claimed_at else "unknown"
        return f"{claimed} by the signer's own clock, no time stamp"
    trusted = "trusted" if one.is_stamp_trusted else "NOT trusted"
    return f"{one.stamped_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S} Beijing time, time stamp {trusted}"


def _statement(report: StatementReport) -> Iterator[str]:
    at = f"{report.signed_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S} Beijing time" if report.signed_at else "unknown"
    yield f"    signer    {report.who}"
    yield f"    issuer    {report.issuer}"
    yield f"    when      {at}, by the signer's own clock"
    yield f"    content   {'as signed' if report.is_intact else 'DOES NOT MATCH the signature'}"
    yield f"    trust     {_TRUST[report.trust]}"
    yield "    says"
    yield from (f"      {line}" for line in json.dumps(report.payload, ensure_ascii=False, indent=2).splitlines())


def _plain(text: str) -> str:
    """Without control characters, which a hostile file could use to rewrite the terminal."""
    return "".join(one if one.isprintable() or one == "\n" else "?" for one in text)
