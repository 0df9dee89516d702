"""How long the first and the second start take until the welcome line, and the memory of each process."""

import subprocess
import time
from collections import defaultdict

from bench import figures
from bench.machine import say
from bench.served import empty_home, served

TITLE = "Start and memory"
DOCUMENT = "bench"
_REST_SECONDS = 3  # after the welcome, so that the worker has loaded what it holds
_TOLD = """\
`chopmark serve` from its call to its welcome line, one run each. The first start makes keys and the embedded
PostgreSQL, migrates, and fills the practice world; everything is installed already.

{started}

Resident memory {rest} s after the second welcome, nobody visiting, before any picture was read. The processes of
PostgreSQL share pages that are counted once in each, so its sum and the total are too high.

{held}"""


def measure(*, quick: bool) -> str:
    with empty_home("start") as home:
        say("first start, of an empty home")
        with served(home) as first:
            pass
        say("second start")
        with served(home) as second:
            time.sleep(_REST_SECONDS)
            memory = _memory_below(second.pid)
    started = [["first, of an empty home", f"{first.seconds:.1f}"], ["second", f"{second.seconds:.1f}"]]
    held = [[name, len(sizes), f"{sum(sizes) / 1024:.0f}"] for name, sizes in memory.items()]
    everything = [size for sizes in memory.values() for size in sizes]
    held.append(["all", len(everything), f"{sum(everything) / 1024:.0f}"])
    return _TOLD.format(
        started=figures.table(["start", "seconds"], started),
        rest=_REST_SECONDS,
        held=figures.table(["part", "processes", "RSS in MiB"], held),
    )


def _memory_below(pid: int) -> dict[str, list[int]]:
    """Kibibytes of each process of the supervisor, by the part that it belongs to."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 3) for line in told.stdout.splitlines()]
    rows = [row for row in rows if len(row) == 4]
    parts, found = {pid: "supervisor"}, defaultdict(list)
    for own, parent, size, called in sorted(rows, key=lambda row: int(row[0])):
        if int(parent) in parts:
            parts[int(own)] = _part_of(called) if int(parent) == pid else parts[int(parent)]
        if int(own) in parts:
            found[parts[int(own)]].append(int(size))
    return dict(found)


def _part_of(called: str) -> str:
    parts = {"web platform": "platform", "web cloud": "cloud", "main worker": "worker", "postgres": "PostgreSQL"}
    return next((part for words, part in parts.items() if words in called), "other")
