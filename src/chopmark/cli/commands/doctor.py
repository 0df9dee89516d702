"""Look at what Chopmark needs on this machine and say what is missing and how to mend it."""

import argparse
import datetime as dt
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from chopmark.cli import database
from chopmark.drawing.fonts import Face, FontMissing, font_path
from chopmark.evidence.engines.rapidocr import RapidOcr
from chopmark.kit import keys
from chopmark.kit.engines import engine
from chopmark.kit.errors import ChopmarkError, Unavailable

EXAMPLE = "chopmark doctor"
_TROUBLES = (OSError, RuntimeError, ValueError, DatabaseError, FontMissing, ChopmarkError, CommandError)
_CLOCK_SECONDS = 5  # a database whose clock is further off makes codes and links expire at odd times


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    what: str
    fine: bool
    said: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0 when all is fine, 1 when something is missing."""
    os.environ.setdefault("CHOPMARK_BUILDING", "platform")
    with database.named_or_embedded():
        django.setup()
        findings = [_guarded(look) for look in LOOKS]
    if arguments.json:
        print(json.dumps([vars(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{'ok ' if finding.fine else 'NO '} {finding.what:<12} {finding.said}")
    return 0 if all(finding.fine for finding in findings) else 1


def _guarded(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except _TROUBLES as trouble:
        return Finding(look.__name__.removeprefix("look_at_").replace("_", " "), fine=False, said=str(trouble).strip())


def look_at_fonts() -> Finding:
    paths = [font_path(face) for face in Face]
    return Finding("fonts", fine=True, said=f"{len(paths)} faces")


def look_at_engines() -> Finding:
    return Finding("ocr", fine=True, said=RapidOcr().version)


def look_at_database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return Finding("database", fine=True, said=f"PostgreSQL {version}")


def look_at_clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        off = abs((cursor.fetchone()[0] - dt.datetime.now(dt.UTC)).total_seconds())
    return Finding("clock", fine=off < _CLOCK_SECONDS, said=f"{off:.1f} s from the database's")


def look_at_keys() -> Finding:
    """Seals and opens something; and the file must be readable by its owner only."""
    opened = keys.unseal(keys.seal(b"doctor", place="doctor"), place="doctor") == b"doctor"
    private = Path(settings.CHOPMARK_KEY_FILE).stat().st_mode & 0o077 == 0
    said = "sealing and opening works" if opened else "what was sealed did not open"
    return Finding(
        "keys", fine=opened and private, said=said if private else "the key file is readable by others: chmod 600"
    )


def look_at_signing() -> Finding:
    """Signs a sheet and a statement with the keys of this installation, judges both, and leaves no trace."""
    if "trust_certificate" not in connection.introspection.table_names():
        return Finding("signing", fine=True, said="not tried: the first start makes the keys")
    call_command("check_signing")
    return Finding("signing", fine=True, said="signed, stamped and verified a sheet and a statement")


def look_at_sign_in() -> Finding:
    """Opens the key by which the cloud's sign-ins are signed; one that is lost is named with the way on."""
    if "oidc_signingkey" not in connection.introspection.table_names():
        return Finding("sign in", fine=True, said="not tried: the first start makes the key")
    said = io.StringIO()
    call_command("oidc_key", stdout=said)
    return Finding("sign in", fine=True, said=said.getvalue().strip())


def look_at_stamps() -> Finding:
    """Whose time stamps, and whether one can be had and proved right now."""
    name = settings.ENGINES["timestamps"].rpartition(".")[2]
    if name == "BuiltInTimestamps":
        return Finding("time stamps", fine=True, said="built in: they prove nothing against the operator")
    place = urlsplit(settings.CHOPMARK_TSA_URL).netloc.rpartition("@")[2] or name
    try:
        engine("timestamps").stamp(hashlib.sha256(b"doctor").digest())
    except Unavailable as trouble:
        return Finding("time stamps", fine=False, said=f"{place}: no stamp ({trouble.facts.get('reason', trouble)})")
    return Finding("time stamps", fine=True, said=f"{place}: a stamp came and was proved")


def look_at_settings() -> Finding:
    troubles = [check.msg for check in run_checks(include_deployment_checks=settings.CHOPMARK_MODE == "production")]
    return Finding("settings", fine=not troubles, said="; ".join(troubles) or f"{settings.CHOPMARK_MODE} mode")


def look_at_providers() -> Finding:
    """Who answers each question, and how far that was tried."""
    practising = any(".practice." in path for path in settings.ENGINES.values())
    said = "; ".join(f"{name}: {_provider(path)}" for name, path in sorted(settings.ENGINES.items()))
    return Finding("providers", fine=not practising or settings.PRACTICE, said=said)


def _provider(path: str) -> str:
    name = path.rpartition(".")[2]
    if ".practice." in path:
        return f"{name} (practice)"
    return f"{name} (contract-tested, not tried live)" if "tencent" in path else name


def look_at_disk() -> Finding:
    free = shutil.disk_usage(database.home()).free // 2**20
    return Finding("disk", fine=free > 500, said=f"{free} MB free")  # noqa: PLR2004 - a few hundred uploads


LOOKS = (
    look_at_fonts, look_at_engines, look_at_database, look_at_clock, look_at_keys, look_at_signing, look_at_sign_in,
    look_at_settings, look_at_providers, look_at_stamps, look_at_disk,
)  # fmt: skip
