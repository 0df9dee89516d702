"""A worker, or a web process at a press, that is killed with -9 at a named place: `python -m tests.soak.dying`.

usage: work|press PARTY PLACE WHEN NTH    (PLACE “-” for a process that lives)
"""

import importlib
import os
import signal
import sys
from collections.abc import Callable

import django

django.setup()

from chopmark.contracts import pressing  # noqa: E402 - once Django is set up
from chopmark.contracts.models import Party  # noqa: E402
from chopmark.kit.working import worker_app  # noqa: E402


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def mine(place: str, *, when: str, nth: int) -> None:
    """Replace the function at this place by one that dies before or after its nth call."""
    path, _, name = place.rpartition(".")
    try:
        owner = importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, kind = path.rpartition(".")
        owner = getattr(importlib.import_module(module), kind)
    setattr(owner, name, _dying(getattr(owner, name), when=when, nth=nth))


def _dying(real: Callable, *, when: str, nth: int) -> Callable:
    calls = 0

    def called(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls == nth and when == "before":
            die()
        answer = real(*args, **kwargs)
        if calls == nth and when == "after":
            die()
        return answer

    return called


def work() -> None:
    worker_app().run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def press(party: str) -> None:
    pressing.press_by_hand(Party.objects.get(pk=party), mark='{"strokes": [], "typed": "沈书禾"}')
    if sys.argv[3] == "answer":
        die()


def main() -> None:
    act, party, place, when, nth = sys.argv[1:6]
    if "." in place:
        mine(place, when=when, nth=int(nth))
    work() if act == "work" else press(party)


if __name__ == "__main__":
    main()
