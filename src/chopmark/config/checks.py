"""What must not reach production: practice engines, and a database that holds practice data."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections

_ROOM = "chopmark.practice."
_HOLDS_ROWS = "SELECT EXISTS (SELECT 1 FROM practice_company)"


def no_practice_engines(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every engine answers from the real world in production."""
    if settings.PRACTICE:
        return []
    invented = sorted(name for name, path in settings.ENGINES.items() if path.startswith(_ROOM))
    hint = "Name a real engine in settings.ENGINES, or run in practice mode."
    return [Error(f"The practice engine for “{name}” is refused.", hint=hint, id="chopmark.E001") for name in invented]


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
