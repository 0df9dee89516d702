"""Processes that know each other by OpenID Connect only: a provider that is not ours, and the platform; our cloud, and
a client that is not ours.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest
import requests

from chopmark.kit import leash

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30
COMPANY = {"legal_name": "海盐青麦仪器有限公司", "registration": "91330424MA00TE5T24", "kind": "enterprise"}
TENANT = {"number": "T-0042", "company": COMPANY}
GRANTED = {"signing": {"granted": True, "why": "allow"}}
# Ours on the left, the dotted place of theirs on the right.
CLAIM_MAP = {
    "uin": "employee_number",
    "owner_uin": "tenant.number",
    "real_name.name": "tenant.company.legal_name",
    "real_name.uscc": "tenant.company.registration",
    "real_name.type": "tenant.company.kind",
    "esign.allowed": "entitlements.signing.granted",
    "esign.reason": "entitlements.signing.why",
}


def employee(*, granted=GRANTED, **bent):
    """An account as the provider keeps it; `bent` are the claims of the ID token that it falsifies."""
    return {"claims": {"employee_number": "E-7", "tenant": TENANT, "entitlements": granted}, "bent": bent or None}


ACCOUNTS = {
    "mai": employee(),
    "moved": employee(),
    "guest": {"claims": {"employee_number": "E-9"}},
    "other_audience": employee(aud="somebody-else"),
    "other_issuer": employee(iss="https://elsewhere.example"),
    "other_party": employee(azp="somebody-else"),
    "old": employee(iat=1, exp=2),
    "ahead": employee(iat=int(time.time()) + 7200, exp=int(time.time()) + 10800),
}


UIN, PASSWORD = "100000000017", "a calm river of ink"
BACK = "http://127.0.0.1:9/back"  # never called: the test reads the address instead of following it
CLIENT = {"client_id": "stranger", "secret": f"-_{secrets.token_urlsafe(30)}"}
FILL = f"""
import django
django.setup()
from chopmark.cloud.accounts.actions import register_root
from chopmark.cloud.oidc.actions import register_client
register_root(mobile="13800138017", password={PASSWORD!r}, uin={UIN!r})
register_client(**{CLIENT!r}, name="A client that is not ours", redirect_uris=[{BACK!r}])
"""


class Foreign:
    """The provider's process: where it is, and how its administrator changes an account."""

    def __init__(self, process, *, client, issuer):
        self.process, self.client, self.issuer = process, client, issuer

    def change(self, name, account):
        self.process.stdin.write(json.dumps({name: account}) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "changed\n"


def free_address():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture(scope="session")
def platform_url():
    return free_address()


@pytest.fixture(scope="session")
def foreign(platform_url):
    """npm oidc-provider in a node process of its own."""
    client = {
        "client_id": "chopmark-here",
        "client_secret": secrets.token_urlsafe(32),
        "redirect_uris": [f"{platform_url}/signin/callback/"],
    }
    script = Path(__file__).with_name("provider.mjs")
    process = subprocess.Popen(
        [ROOT / "tools" / "node.sh", "node", script, json.dumps({"client": client, "accounts": ACCOUNTS})],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT,
    )  # fmt: skip
    with process:
        try:
            yield Foreign(process, client=client, issuer=json.loads(process.stdout.readline())["issuer"])
        finally:
            process.kill()


@pytest.fixture(scope="session")
def own_database():
    """A database on the server of the tests with empty tables, gone afterwards."""
    name = f"foreign_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}"))
        _python("-m", "django", "migrate", "--no-input", "-v", "0", environment=environment_of(address))
        yield address
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def environment_of(database, **more):
    settings = {"DJANGO_SETTINGS_MODULE": "chopmark.config.settings", "DATABASE_URL": database}
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **settings, **more}


def _python(*arguments, environment):
    subprocess.run([sys.executable, *arguments], env=environment, check=True, cwd=ROOT)


@pytest.fixture(scope="session")
def platform(platform_url, foreign, own_database):
    """The platform as it is run, told of the foreign provider by its environment; its address."""
    environment = environment_of(
        own_database,
        CHOPMARK_BUILDING="platform",
        CHOPMARK_PLATFORM_URL=platform_url,
        CHOPMARK_OIDC_ISSUER=foreign.issuer,
        CHOPMARK_OIDC_CLIENT_ID=foreign.client["client_id"],
        CHOPMARK_OIDC_CLIENT_SECRET=foreign.client["client_secret"],
        CHOPMARK_OIDC_CLAIM_MAP=",".join(f"{ours}={theirs}" for ours, theirs in CLAIM_MAP.items()),
    )
    with _running("platform", platform_url, environment):
        yield platform_url


@pytest.fixture(scope="session")
def cloud(own_database):
    """The cloud as it is run, with a root account and a client that is not ours; its address."""
    address = free_address()
    environment = environment_of(own_database, CHOPMARK_BUILDING="cloud", CHOPMARK_CLOUD_URL=address)
    _python("-c", FILL, environment=environment)
    with _running("cloud", address, environment):
        yield address


@contextmanager
def _running(building, address, environment):
    command = [sys.executable, "-m", "chopmark.cli.main", "web", building, "--port", str(urlsplit(address).port)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, cwd=ROOT,
        preexec_fn=leash.die_with_parent,  # noqa: PLW1509 - one system call; a killed test run leaves no building
    ) as process:  # fmt: skip
        try:
            _wait_until_it_answers(address, process)
            yield
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_it_answers(url, process):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{url}/healthz", timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    pytest.fail(f"{url} did not start")
