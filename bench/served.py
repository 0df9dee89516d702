"""A Chopmark of its own, started by its own command in a home of its own, and gone afterwards."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.roads.conftest import Cast

from bench.machine import ROOT
from chopmark.cli import postgres

STOP_SECONDS = 40


@dataclass(frozen=True)
class Served:
    """What was started: its practice world, its process, and how long the welcome line took."""

    world: Cast
    pid: int
    seconds: float


@contextmanager
def served(home: Path) -> Iterator[Served]:
    """Running, with its welcome printed; stopped with Ctrl-C at the end. The home stays, for a second start."""
    environment = {**os.environ, "CHOPMARK_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DATABASE_URL", None)
    command, port = [sys.executable, "-m", "chopmark.cli.main"], _free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "serve", "--port", str(port)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
    )  # fmt: skip
    try:
        _wait_for_welcome(process)
        took = time.perf_counter() - began
        shown = subprocess.run(
            [*command, "practice", "show", "--json"], env=environment, capture_output=True, check=True
        )
        world = Cast(json.loads(shown.stdout), url=f"http://127.0.0.1:{port}", cloud_url=f"http://127.0.0.1:{port + 1}")
        yield Served(world, process.pid, took)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=STOP_SECONDS)


@contextmanager
def empty_home(name: str) -> Iterator[Path]:
    """A folder below build/ that nothing was served from yet; it goes, and its database with it."""
    home = ROOT / "build" / "bench" / name
    _remove(home)
    yield home
    _remove(home)


def _remove(home: Path) -> None:
    """As root the embedded database lies in the folder of a system user: only its server knows where."""
    if (home / "keys").exists():
        server = postgres.attach_or_start(home)
        server.stop()
        shutil.rmtree(server.place.folder)
    shutil.rmtree(home, ignore_errors=True)


def _wait_for_welcome(process: subprocess.Popen[str]) -> None:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if "Ctrl-C" in line:
            return
    raise RuntimeError("Chopmark did not start:\n" + "".join(said))


def _free_port() -> int:
    """A port whose next one is free too: the cloud takes it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
