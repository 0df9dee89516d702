"""Log lines of other people's code: where and what kind, never the values that they would fill in."""

import json
import logging
import traceback
from typing import Any

_LENGTH = 200  # a message template is short; whoever formats before logging gets cut
_FRAMES = 6  # the innermost ones tell where


class DenyingFormatter(logging.Formatter):
    """One JSON line: the logger, the level, the unfilled message, and of an exception its type and places.

    The filled-in message and the text of an exception may quote what a person typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "logger": record.name,
            "level": record.levelname.lower(),
            "event": str(record.msg)[:200],
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["at"] = [
                f"{f.filename.rsplit('/', 2)[-1]}:{f.lineno}" for f in traceback.extract_tb(record.exc_info[2])
            ][-6:]
        return json.dumps(line, ensure_ascii=False)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"denying": {"()": DenyingFormatter}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "denying"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
