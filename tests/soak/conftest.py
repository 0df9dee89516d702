"""A Chopmark of its own, served as a person would serve it, for tests that kill parts of it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def free_port():
    """The first of two neighbours that nobody listens on."""
    for port in range(18600, 19600, 2):
        if not any(answers(p) for p in (port, port + 1)):
            return port
    raise AssertionError("no free ports")


def answers(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Served:
    """One `chopmark serve` and what belongs to it."""

    def __init__(self, home, port):
        self.home, self.port = home, port
        self.url, self.cloud_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
        self.log = home / "said.log"
        self.start()

    def start(self):
        environment = {**os.environ, "CHOPMARK_HOME": str(self.home), "PYTHONPATH": str(ROOT / "src")}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "chopmark.cli.main", "serve", "--port", str(self.port)]
        self.log.write_text("")
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
        self._wait_until("Ctrl-C stops")

    def _wait_until(self, text, *, seconds=75):
        deadline = time.monotonic() + seconds
        while text not in self.log.read_text():
            assert time.monotonic() < deadline, self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)

    def family(self):
        """Every process that has this home in its environment: pid -> command line."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    if f"CHOPMARK_HOME={self.home}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                        found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                except OSError:
                    continue
        return found

    def tree(self):
        """The supervisor and everything below it, the database with an environment of its own included."""
        children = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                except OSError:
                    continue
                children.setdefault(parent, []).append(int(entry.name))
        found, ahead = [], [self.process.pid]
        while ahead:
            pid = ahead.pop()
            found.append(pid)
            ahead += children.get(pid, [])
        return found

    def pids_of(self, part):
        """Direct children of the supervisor whose command line holds this."""
        return [pid for pid, line in self.family().items() if part in line and pid != self.process.pid]

    def kill(self, part):
        """Kill -9 every process of a part; returns once the supervisor has seen it and started another."""
        before = self.log.read_text().count(" ended with ")
        for pid in self.pids_of(part):
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while self.log.read_text().count(" ended with ") == before:
            assert time.monotonic() < deadline, "the supervisor did not notice"
            time.sleep(0.1)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(40)


def gone(pids, *, seconds=15):
    """Whether none of these processes is alive any more, zombies aside."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not [pid for pid in pids if _lives(pid)]:
            return True
        time.sleep(0.1)
    return False


def _lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    found = Served(tmp_path_factory.mktemp("home"), free_port())
    yield found
    found.stop()
