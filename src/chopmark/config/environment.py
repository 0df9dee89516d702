"""What settings read from the environment, and the redactor that stands before every log line."""

import hashlib
import os
import secrets
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# Deny by default: a value is logged only under one of these names. Personal data has none of them.
LOGGABLE = frozenset(
    "event level timestamp logger building port pid task job queue attempt engine version seconds count "
    "status code method path reference kind step reason signal phase name".split()
)


def words(text: str) -> list[str]:
    """A comma-separated list without blanks and empties."""
    return [word.strip() for word in text.split(",") if word.strip()]


def number(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


def database(url: str) -> dict[str, Any]:
    """Django's settings for one postgresql:// address; without one, PostgreSQL's own PG* variables."""
    parts = urlsplit(url)
    options: dict[str, Any] = {"pool": {"min_size": 0, "max_size": 8, "timeout": 10}}
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "chopmark",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,  # the pool keeps connections
        "TEST": {"NAME": f"test_{unquote(parts.path.lstrip('/')) or 'chopmark'}"},
    }


def session_key(path: Path) -> str:
    """The secret that signs cookies, made once for this installation."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def redact(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the values of known harmless keys; every other value becomes a placeholder."""
    return {
        key: value if key in LOGGABLE and isinstance(value, str | int | float | bool | None) else "[redacted]"
        for key, value in entry.items()
    }


def derived_secret(home: Path, name: str) -> str:
    """A secret of its own for one purpose, from the one that signs cookies: both buildings find the same."""
    key = session_key(home / "keys" / "session.key")
    return hashlib.sha256(f"{name}|{key}".encode()).hexdigest()
