"""What must not reach production: practice engines and data, and a vendor or an authority told half of it."""

import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections

from chopmark.evidence.uscc import EntityType
from chopmark.trust.chains import NoRoots, roots_in

_ROOM = "chopmark.practice."
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_ADDRESS = re.compile(r"https?://[\w\[]")
_HOLDS_ROWS = "SELECT EXISTS (SELECT 1 FROM practice_company)"


def no_practice_engines(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every engine answers from the real world in production."""
    if settings.PRACTICE:
        return []
    invented = sorted(name for name, path in settings.ENGINES.items() if path.startswith(_ROOM))
    hint = "Name a real engine in settings.ENGINES, or run in practice mode."
    return [Error(f"The practice engine for “{name}” is refused.", hint=hint, id="chopmark.E001") for name in invented]


def tencent_is_complete(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Who names an engine of Tencent Cloud has given it all that it asks with."""
    named = sorted(name for name, path in settings.ENGINES.items() if "tencent" in path)
    if not named:
        return []
    hint = "See “Tencent Cloud” in docs/operating.md."
    said = ", ".join(named)
    return [Error(f"{flaw} ({said})", hint=hint, id="chopmark.E003") for flaw in _tencent_flaws()]


def _tencent_flaws() -> Iterator[str]:
    account = settings.TENCENT
    if find_spec("tencentcloud") is None:
        yield "The packages of Tencent Cloud are not installed."
    if not account.is_complete:
        yield "CHOPMARK_TENCENT_SECRET_ID or CHOPMARK_TENCENT_SECRET_KEY is missing."
    if account.protocol != "https" and account.endpoint.split(":")[0] not in _LOOPBACK:
        yield "CHOPMARK_TENCENT_PROTOCOL must be https: requests hold personal data."
    for name, path in settings.ENGINES.items():
        needed: dict[str, Any] = settings.ENGINE_SETTINGS.get(path, {}) if "tencent" in path else {}
        yield from (f"The engine for “{name}” lacks its {what}." for what, value in needed.items() if not value)


def outside_stamps_are_complete(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Who has time stamped outside has said where, and by which roots these stamps are believed."""
    hint = "See “Time stamps from outside” in docs/operating.md."
    return [Error(flaw, hint=hint, id="chopmark.E004") for flaw in _stamp_flaws()]


def machine_approves_known_types(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A type that nobody knows would leave the switch off without a word."""
    unknown = sorted(settings.MACHINE_APPROVES - set(EntityType))
    known = ", ".join(EntityType)
    return [
        Error(f"CHOPMARK_MACHINE_APPROVES names “{name}”.", hint=f"Known types: {known}.", id="chopmark.E005")
        for name in unknown
    ]


def _stamp_flaws() -> Iterator[str]:
    is_outside, roots = settings.ENGINES["timestamps"].endswith(".OutsideTimestamps"), settings.CHOPMARK_TSA_ROOTS
    if is_outside and not _ADDRESS.match(settings.CHOPMARK_TSA_URL):
        yield "CHOPMARK_TSA_URL is no address of a time-stamp authority (http or https)."
    if is_outside and not roots:
        yield "CHOPMARK_TSA_ROOTS is missing: the PEM file of the roots of the time-stamp authority."
    if roots:
        try:
            roots_in(roots)
        except NoRoots as trouble:
            yield f"CHOPMARK_TSA_ROOTS: {trouble}"


def no_practice_data(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Inventions and verified organisations never share a database."""
    if settings.PRACTICE:
        return []
    return [
        Error("Practice data cannot survive the switch.", hint="Use an empty database.", obj=name, id="chopmark.E002")
        for name in databases or ()
        if _holds_practice_data(name)
    ]


def _holds_practice_data(database: str) -> bool:
    connection = connections[database]
    if "practice_company" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS_ROWS)
        return bool(cursor.fetchone()[0])
