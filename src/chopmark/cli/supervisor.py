"""One supervisor owns PostgreSQL, cloud, platform and worker; none of them outlives it."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from chopmark.cli import postgres
from chopmark.kit import leash

_STOP_SECONDS = 10
_READY_SECONDS = 60


class CannotStart(RuntimeError):
    """Something stands in the way; the message says what and how to remove it."""


@dataclass(frozen=True)
class Plan:
    """What to run: addresses, home folder, and the environment of the children."""

    home: Path
    platform_url: str
    cloud_url: str
    listen: str = "127.0.0.1"
    tls: tuple[Path, Path] | None = None
    workers: int = 1
    environment: dict[str, str] = field(default_factory=dict)

    def port(self, building: str) -> int:
        parts = urlsplit(self.platform_url if building == "platform" else self.cloud_url)
        return parts.port or (443 if parts.scheme == "https" else 80)


class Supervisor:
    """Starts the children in order, watches them, and stops them in reverse."""

    def __init__(self, plan: Plan, *, say: Callable[[str], None]) -> None:
        self.plan = plan
        self.say = say
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.database: postgres.Server | None = None
        self.lock: IO[str] | None = None
        self.leaving = threading.Event()

    def start(self, prepare: Callable[[dict[str, str]], None]) -> None:
        """Everything up and answering, or CannotStart; `prepare` migrates and fills between database and web."""
        self._take_lock()
        self._refuse_orphans()
        environment = self._start_database()
        prepare(environment)
        for building in ("cloud", "platform"):
            self._spawn(building, ["web", building], environment)
        for number in range(self.plan.workers):
            self._spawn(f"worker-{number + 1}", ["worker"], environment)
        for building in ("cloud", "platform"):
            self._wait_until_it_answers(building)

    def watch(self) -> int:
        """Until told to leave: a child that dies is started again by the caller's choice, here it ends all."""
        while not self.leaving.wait(0.3):
            for name, child in self.children.items():
                if child.poll() is not None:
                    self.say(f"{name} ended with {child.returncode}; starting it again")
                    self._respawn(name)
            if self.database and not self.database.is_running():
                self.say("PostgreSQL ended; stopping")
                return 1
        return 0

    def stop(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self.database:
            self.database.stop()
        if self.lock:
            self.lock.close()

    def _take_lock(self) -> None:
        self.plan.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.lock = (self.plan.home / "supervisor.lock").open("a+")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            self.lock.seek(0)
            raise CannotStart(
                f"Chopmark is running already (process {self.lock.read().strip() or '?'}); stop it with Ctrl-C there."
            ) from held
        self.lock.truncate(0)
        self.lock.write(str(os.getpid()))
        self.lock.flush()

    def _refuse_orphans(self) -> None:
        for building in ("platform", "cloud"):
            port = self.plan.port(building)
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    raise CannotStart(
                        f"Port {port} is taken by another program. Stop it, or choose other ports: "
                        "make run PORT=8100 (the cloud takes the next one)."
                    )

    def _start_database(self) -> dict[str, str]:
        environment = {**os.environ, **self.plan.environment}
        if not environment.get("DATABASE_URL"):
            self.database = postgres.start(self.plan.home)
            environment["DATABASE_URL"] = self.database.url()
        return environment

    def _spawn(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        log = self._log(name)
        with log:
            self.children[name] = subprocess.Popen(
                [sys.executable, "-m", "chopmark.cli.main", *command, *self._listen(name)],
                env={**environment, "CHOPMARK_BUILDING": name if name in ("cloud", "platform") else "platform"},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=leash.die_with_parent,
            )  # fmt: skip
        self._again = environment

    def _respawn(self, name: str) -> None:
        time.sleep(1)  # a child that dies at once must not spin
        self._spawn(name, ["worker"] if name.startswith("worker") else ["web", name], self._again)

    def _listen(self, name: str) -> list[str]:
        if name.startswith("worker"):
            return []
        tls = ["--certificate", str(self.plan.tls[0]), "--key", str(self.plan.tls[1])] if self.plan.tls else []
        return ["--listen", self.plan.listen, "--port", str(self.plan.port(name)), *tls]

    def _log(self, name: str) -> IO[bytes]:
        folder = self.plan.home / "logs"
        folder.mkdir(exist_ok=True, mode=0o700)
        return (folder / f"{name}.log").open("ab")

    def _wait_until_it_answers(self, building: str) -> None:
        scheme = "https" if self.plan.tls else "http"
        url = f"{scheme}://127.0.0.1:{self.plan.port(building)}/healthz"
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline and self.children[building].poll() is None:
            if _answers(url):
                return
            time.sleep(0.1)
        raise CannotStart(f"The {building} did not start; the reason stands in {self.plan.home}/logs/{building}.log")


def _answers(url: str) -> bool:
    if url.startswith("https"):
        parts = urlsplit(url)
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", parts.port or 443)) == 0
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP OK
    except (urllib.error.URLError, OSError):
        return False


def leave_on_signals(supervisor: Supervisor) -> None:
    """Ctrl-C and SIGTERM end the watch; a second Ctrl-C is not needed."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: supervisor.leaving.set())
