"""A child that reads what strangers wrote: little time, little memory, no file, and no life after its parent's."""

import resource
import subprocess
import sys
from dataclasses import dataclass

from chopmark.kit import leash


class TooHard(Exception):
    """The child was stopped at one of its limits."""


class Crashed(Exception):
    """The child ended by itself without an answer."""


@dataclass(frozen=True)
class Limits:
    """What a child may use: seconds on the clock and as much on one core, and bytes of memory."""

    seconds: int
    memory_bytes: int


def ask(module: str, question: bytes, *, limits: Limits) -> bytes:
    """Run a module of ours on a question; returns what it printed, or raises TooHard or Crashed."""
    command = [sys.executable, "-m", module]
    try:
        done = subprocess.run(command, input=question, capture_output=True, timeout=limits.seconds, check=False)
    except subprocess.TimeoutExpired as trouble:
        raise TooHard from trouble
    if done.returncode < 0 or done.returncode == TOO_HARD:
        raise TooHard
    if done.returncode:
        raise Crashed
    return done.stdout


TOO_HARD = 75  # sysexits.h, EX_TEMPFAIL: what a child says that ran out of memory in good order


def confine(limits: Limits) -> None:
    """Called by the child before it reads anything."""
    leash.die_with_parent()
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    if sys.platform == "linux":  # elsewhere the kernel refuses this limit
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
