"""Nothing that a person typed comes out of a log line, ours or other people's."""

import json
import logging

from chopmark.config.environment import redact
from chopmark.config.logs import DenyingFormatter


def line_of(message, *values, error=None):
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, values, info)
    return DenyingFormatter().format(record)


def test_the_values_of_a_foreign_message_are_left_out():
    line = json.loads(line_of("%s: %s", "Bad Request", "/?mobile=13800000017"))
    assert line["event"] == "%s: %s"
    assert "13800000017" not in str(line)


def test_of_a_foreign_exception_only_type_and_places_are_kept():
    try:
        int("110101199001010015X")
    except ValueError as trouble:
        line = line_of("went wrong", error=trouble)
    assert "110101199001010015" not in line
    assert json.loads(line)["exception"] == "ValueError"
    assert "test_logs.py" in line


def test_our_own_lines_keep_only_what_is_known_to_be_harmless():
    kept = redact(
        None, "", {"event": "x.happened", "reference": "7K4P92QD", "mobile": "13800000017", "status": {"a": 1}}
    )
    assert kept == {"event": "x.happened", "reference": "7K4P92QD", "mobile": "[redacted]", "status": "[redacted]"}
