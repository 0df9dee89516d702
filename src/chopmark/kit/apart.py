"""Engines in a child process that stays warm: what a hostile picture can kill there is not the worker.

The child has neither the database nor a key: it is told the path and the settings of an engine and what to ask it. It
ends when its time or its memory does; the question is then put once more to a fresh child, and after that given up.
"""

import atexit
import io
import os
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, is_dataclass
from enum import Enum
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, Final

import structlog

from chopmark.kit import errors
from chopmark.kit.errors import EngineError, Unreadable
from chopmark.kit.limits import Limits

TRIES: Final = 2  # a picture that kills an engine costs its job one retry
GIVEN_UP: Final = "PICTURE_TOO_HARD"
_QUESTIONS: Final = 500  # a child is replaced after so many: libraries keep a little of each
_PLAIN: Final = {("datetime", "date"), ("datetime", "datetime"), ("datetime", "timedelta")}
# Bytes from which on glibc gives back what is freed. Left alone it raises this with every picture, and keeps them all:
# six letters took a quarter more memory, and no less time.
_GIVEN_BACK: Final = 16 * 1024**2
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Made:
    """An engine that the child makes once and keeps: the path of a class or function, and its settings."""

    path: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """Call this engine, or one of its methods; engines among the named values are made first."""

    engine: Made
    act: str
    given: tuple[Any, ...]
    named: Mapping[str, Any]


class _Died(Exception):
    """The child ended, or was ended, without an answer."""


class Child:
    """One process and the questions to it, which take turns. `room` is the package whose values answers are made of."""

    def __init__(self, limits: Limits, *, room: str) -> None:
        self._limits, self._room, self._lock = limits, room, threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._left = 0
        atexit.register(self.end)

    def ask(self, question: Question) -> Any:
        """The answer; raises what the engine raised, and Unreadable (PICTURE_TOO_HARD) when it killed two children."""
        with self._lock:
            for _ in range(TRIES):
                with suppress(_Died):
                    return self._asked(question)
                self.end()
        raise Unreadable(GIVEN_UP)

    def end(self) -> None:
        """Let go of the process; the next question starts another."""
        if self._process is not None and self._line is not None:
            self._line.close()
            self._process.kill()
            self._process.wait()
        self._process = self._line = None

    def _asked(self, question: Question) -> Any:
        line = self._ready()
        try:
            line.send_bytes(pickle.dumps(question))
            if not line.poll(self._limits.seconds):
                raise _Died
            said = _Answers(line.recv_bytes(), room=self._room).loaded()
        except (EOFError, OSError) as trouble:
            raise _Died from trouble
        return _heard(said)

    def _ready(self) -> Connection:
        self._left -= 1
        if self._line is None or self._process is None or self._process.poll() is not None or self._left <= 0:
            self.end()
            self._start()
        if self._line is None:
            raise _Died
        return self._line

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "chopmark.kit.apart_child", str(theirs.fileno())]
            told = [str(self._limits.memory_bytes), str(os.getpid())]
            self._process = subprocess.Popen(
                [*command, *told], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=_environment()
            )
        self._line = Connection(ours.detach())
        self._left = _QUESTIONS


def _environment() -> dict[str, str]:
    """What Python needs to start; nothing that opens anything."""
    kept = ("PATH", "PYTHONPATH", "PYTHONUTF8", "LANG", "HOME")
    told = {name: os.environ[name] for name in kept if name in os.environ}
    return told | {"MALLOC_MMAP_THRESHOLD_": str(_GIVEN_BACK)}


def _heard(said: tuple[str, Any, Any]) -> Any:
    """The answer, or the engine's own error as if it had been raised here."""
    how, what, facts = said
    if how == "answer":
        return what
    raised = getattr(errors, what, None) if how == "error" else None
    if isinstance(raised, type) and issubclass(raised, EngineError):
        raise raised(**facts)
    _log.error("engine.broke", kind=what, step=facts)
    raise _Died


class _Answers(pickle.Unpickler):
    """Makes values only: a child that a picture took over cannot have anything called."""

    def __init__(self, said: bytes, *, room: str) -> None:
        super().__init__(io.BytesIO(said))
        self._room = f"{room}."

    def find_class(self, module: str, name: str) -> Any:
        found = getattr(import_module(module), name, None) if module.startswith(self._room) else None
        is_value = isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum))
        if is_value:
            return found
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise _Died

    def loaded(self) -> Any:
        try:
            return self.load()
        except (pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError, ValueError) as trouble:
            raise _Died from trouble


def answer(question: Question, *, made: Callable[[Made], Any]) -> Any:
    """What the child does with a question."""
    named = {name: made(value) if isinstance(value, Made) else value for name, value in question.named.items()}
    asked = made(question.engine)
    return (getattr(asked, question.act) if question.act else asked)(*question.given, **named)
