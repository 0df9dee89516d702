"""For commands that need the database: the one that DATABASE_URL names, else the embedded one of this home."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chopmark.cli import postgres


def home() -> Path:
    """Where this installation keeps its data."""
    root = Path(os.environ.get("CHOPMARK_ROOT", Path(__file__).resolve().parents[3]))
    return Path(os.environ.get("CHOPMARK_HOME", root / "var"))


@contextmanager
def named_or_embedded() -> Iterator[None]:
    """Inside, DATABASE_URL leads to a server that answers; one that was started for this stops at the end."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    server = postgres.attach_or_start(home())
    os.environ["DATABASE_URL"] = server.url()
    try:
        yield
    finally:
        server.stop()
