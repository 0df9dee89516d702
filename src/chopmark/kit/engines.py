"""Engines by the name of their module and class in settings, made once a process."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def engine(name: str) -> Any:
    """The engine that settings name for a question; heavy ones load here, in the process that asks."""
    path = settings.ENGINES[name]
    return import_string(path)(**_settings_of(path))


@cache
def function(name: str) -> Callable[..., Any]:
    """The function that settings name for a piece of work whose module is too heavy for every process."""
    path = settings.ENGINES[name]
    return partial(import_string(path), **_settings_of(path))


def _settings_of(path: str) -> dict[str, Any]:
    """What settings give to this engine: those that need nothing are named nowhere else."""
    return dict(settings.ENGINE_SETTINGS.get(path, {}))
