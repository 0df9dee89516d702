"""The child of `apart`: `python -m chopmark.kit.apart_child FD MEMORY PARENT`. Answers until the line is closed."""

import pickle
import resource
import sys
import traceback
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from types import FunctionType
from typing import Any

from chopmark.kit import leash
from chopmark.kit.apart import Made, Question, answer
from chopmark.kit.errors import EngineError

_SHOWN = 3  # of the calls that led to an error, the innermost


def main() -> None:
    fd, memory, parent = (int(told) for told in sys.argv[1:])
    leash.die_with_process(parent)
    if sys.platform == "linux":  # elsewhere the kernel refuses this limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    line, kept = Connection(fd), _Kept()
    while True:
        try:
            asked = line.recv_bytes()
        except EOFError:
            return
        line.send_bytes(pickle.dumps(_said(pickle.loads(asked), kept)))  # noqa: S301 - the parent's own


class _Kept:
    """Every engine that was made, by its path and settings."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __call__(self, wanted: Made) -> Any:
        key = repr((wanted.path, sorted(wanted.settings.items())))
        if key not in self._made:
            module, _, name = wanted.path.rpartition(".")
            found = getattr(import_module(module), name)
            is_function = isinstance(found, FunctionType)
            self._made[key] = partial(found, **wanted.settings) if is_function else found(**wanted.settings)
        return self._made[key]


def _said(question: Question, kept: _Kept) -> tuple[str, Any, Any]:
    """An error says where it was raised, never with which values: those are people's."""
    try:
        return "answer", answer(question, made=kept), None
    except EngineError as trouble:
        return "error", type(trouble).__name__, trouble.facts
    except Exception as trouble:  # noqa: BLE001 - whatever a library raises over a picture
        where = [f"{one.filename}:{one.lineno}" for one in traceback.extract_tb(trouble.__traceback__)]
        return "broke", type(trouble).__name__, ", ".join(where[-_SHOWN:])


if __name__ == "__main__":
    main()
