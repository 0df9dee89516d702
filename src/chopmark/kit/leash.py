"""A child asks the kernel to be killed when its parent dies, so that no orphan goes on answering."""

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LOOK_EVERY_SECONDS = 0.5


def die_with_parent(sign: signal.Signals = signal.SIGKILL) -> None:
    """Bind this process to its parent; safe to call in a child between fork and exec."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
        if os.getppid() != parent:  # it died between the two calls
            os.kill(os.getpid(), sign)
        return
    threading.Thread(target=_watch, args=(parent, sign), daemon=True).start()


def die_with_process(parent: int) -> None:
    """The same for a child that is kept: the kernel would end it with the thread that started it."""
    threading.Thread(target=_watch, args=(parent, signal.SIGKILL), daemon=True).start()


def _watch(parent: int, sign: signal.Signals) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), sign)
