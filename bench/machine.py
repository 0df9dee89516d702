"""The conditions that stand beside every figure: nothing that names this machine or its folders."""

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

from chopmark.kit import clock

ROOT = Path(__file__).resolve().parents[1]
_GIB = 1024**3


def conditions(command: str) -> str:
    """When, with what command, on what kind of machine, and how busy it was as the part began."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    return (
        f"Measured on {clock.today():%Y-%m-%d} by `{command}` at commit {commit()[:12]}: {os.cpu_count()} cores, "
        f"{memory:.1f} GiB of memory, {platform.system()} on {platform.machine()}, Python {platform.python_version()}; "
        f"load average at the start {os.getloadavg()[0]:.2f}. What else ran on the machine meanwhile is not known."
    )


def commit() -> str:
    """The commit that is measured; the version outside of a clone."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "0.1.0"


def held_by_children() -> int:
    """The most that a living child of this process ever held since it runs its own program, in KiB.

    What the kernel counts for a child that ended is no use: it begins with the size of this process, which drew.
    """
    children = Path("/proc/self/task").glob("*/children")
    living = [number for task in children for number in task.read_text().split()]
    told = [Path(f"/proc/{number}/status").read_text() for number in living]
    return max(int(found[1]) for each in told if (found := re.search(r"VmHWM:\s+(\d+)", each)))


def say(text: str) -> None:
    """To whoever waits; the tables go to standard output."""
    print(text, file=sys.stderr, flush=True)
