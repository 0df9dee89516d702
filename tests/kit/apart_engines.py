"""Engines that die, hang, swell, lie or answer, each in its own way, when they are asked."""

import os
import time
from pathlib import Path

import numpy as np

from chopmark.evidence.engines.base import Match
from chopmark.kit.errors import Unavailable, Unreadable


def well(distance):
    return Match(distance, str(os.getpid()))


class Kept:
    """Made once in a process, however often it is asked."""

    def __init__(self, *, start=0.0):
        self.asked = start

    def compare(self, step):
        self.asked += step
        return Match(self.asked, str(os.getpid()))


def with_another(step, *, other):
    return other.compare(step)


def unreadable():
    raise Unreadable("FACE_NONE")


def unavailable():
    raise Unavailable


def dying(folder):
    """Leaves a folder for each try: files it may not write."""
    Path(folder, f"{len(list(Path(folder).iterdir()))}").mkdir()
    os.kill(os.getpid(), 9)


def killed_by_a_letter(pages, letter, *, ocr, today, folder):
    dying(folder)


def dying_once(folder):
    if not any(Path(folder).iterdir()):
        dying(folder)
    return well(1.0)


def hanging():
    time.sleep(60)


def swelling():
    return well(float(np.ones(1 << 32).sum()))


def writing(folder):
    Path(folder, "kept").write_text("a picture", encoding="utf-8")


def broken(secret):
    raise RuntimeError(secret)


class _Called:
    def __reduce__(self):
        return os.mkdir, (os.environ["HOME"] + "/called",)


def lying():
    return _Called()


def environment():
    return Match(0.0, " ".join(sorted(os.environ)))
