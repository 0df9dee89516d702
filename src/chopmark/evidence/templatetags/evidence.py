"""What templates ask about pictures: the bars of the look before sending, and what was read for a field."""

import json
from typing import Any

from django import template

from chopmark.evidence import glance

register = template.Library()
_PERCENT = 100


@register.simple_tag
def bars_of_glance(paper: str) -> str:
    return json.dumps(glance.bars_of(glance.Paper(paper)))


@register.simple_tag
def codes_of_glance() -> tuple[str, ...]:
    return glance.CODES


@register.simple_tag
def reading_of(readings: dict[str, Any], name: str) -> dict[str, Any]:
    """What was read for a field, its confidence in percent."""
    found = dict(readings.get(name) or {})
    return {**found, "percent": round(found.get("confidence", 0) * _PERCENT)} if found else {}
