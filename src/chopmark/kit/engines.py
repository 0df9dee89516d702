"""Engines by the name of their module and class in settings, made once a process."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def engine(name: str) -> Any:
    """The engine that settings name for a question; heavy ones load here, in the process that asks."""
    return import_string(settings.ENGINES[name])()


@cache
def function(name: str) -> Callable[..., Any]:
    """The function that settings name for a piece of work whose module is too heavy for every process."""
    found: Callable[..., Any] = import_string(settings.ENGINES[name])
    return found
