"""Engines by the name of their module and class in settings, made once a process."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from chopmark.kit.apart import Child, Made, Question
from chopmark.kit.limits import Limits


@cache
def engine(name: str) -> Any:
    """The engine that settings name for a question; heavy ones load here, in the process that asks."""
    path = settings.ENGINES[name]
    return import_string(path)(**_settings_of(path))


def kept_apart(name: str) -> Made:
    """The engine that settings name, to be made where it is asked: beside another one, by `apart`."""
    return Made(settings.ENGINES[name], _settings_of(settings.ENGINES[name]))


def apart(name: str, *given: Any, act: str = "", **named: Any) -> Any:
    """Ask an engine in the process that keeps it warm: call it, or its method `act`.

    Raises what the engine raises; Unreadable when what was given killed the process, and a fresh one too.
    """
    return _child(settings.ENGINES_APART[name]).ask(Question(kept_apart(name), act, given, named))


@cache
def _child(place: str) -> Child:
    return Child(Limits(settings.ENGINE_SECONDS, settings.ENGINE_MEMORY), room=settings.ENGINE_ANSWERS)


def _settings_of(path: str) -> dict[str, Any]:
    """What settings give to this engine: those that need nothing are named nowhere else."""
    return dict(settings.ENGINE_SETTINGS.get(path, {}))
